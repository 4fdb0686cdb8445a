"""The command, run in this process where a process of its own would prove nothing more."""

import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from app.cli import main

Call = Callable[..., CompletedProcess[str]]


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A SQLite store that is not there yet."""
    return f"sqlite:///{tmp_path / 'var' / 'onrecord.sqlite'}"


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Like `tests.cli.command.run`; an exception that would be a traceback fails the test."""

    def called(*arguments: str, **settings: str) -> CompletedProcess[str]:
        for name in ("HOST", "PORT", "ONRECORD_DATABASE_URL", "ONRECORD_SEED"):
            monkeypatch.delenv(name, raising=False)
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["onrecord", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return CompletedProcess(sys.argv, int(ended.value.code or 0), said.out, said.err)

    return called
