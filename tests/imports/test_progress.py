"""What a long import tells whoever waits for it: on the error stream, and nothing on the other.

The table is synthetic. The command runs as a process, with the time between two lines made short.
"""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from app.settings import ROOT
from app.store.engine import connect_to
from app.store.migrate import migrate
from tests.cli.command import COMMAND, environment
from tests.imports.made import CATEGORY, dictionaries, folder_with, row, source, table

MONTHS = 1_000
ROWS = 8 * MONTHS
# The command as it is, and with no time between two lines.
OFTEN = "from app.cli import main, progress; progress.EVERY_SECONDS = 0.0; main()"
OFTEN_TOLD = (sys.executable, "-c", OFTEN)
REPORT = [
    f"table.csv: {ROWS} rows read = {ROWS} stored + 0 merged + 0 refused",
    "entries: 17 added",
    f"figures: {ROWS} added, 0 revised, 0 withdrawn, 0 unchanged",
    "release 1 stored",
]
LINE = re.compile(
    r"(?P<doing>reading|storing|checking): (?P<rows>[\d,]+) rows, (?P<rate>[\d,]+)/s"
    r"(?:, (?P<left>\d+) s left to read)?"
)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Dictionaries, a source, and a table of many rows."""
    rows = [
        row(f"force-{force}", "100", period=f"{1950 + at // 12}-m{at % 12 + 1:02}", category=kind)
        for at in range(MONTHS)
        for force in "abcd"
        for kind in (CATEGORY, "other-offence")
    ]
    documents = [*dictionaries(), source("table", defaults={}), table(*rows)]
    return folder_with(tmp_path_factory.mktemp("files"), documents)


@pytest.fixture
def store(tmp_path: Path) -> str:
    """A store with tables and nothing in them."""
    url = f"sqlite:///{tmp_path / 'onrecord.sqlite'}"
    engine = connect_to(url)
    migrate(engine)
    engine.dispose()
    return url


def _piped(command: Sequence[str], store: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=ROOT,
        env=environment(ONRECORD_DATABASE_URL=store),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_piped_it_tells_in_plain_lines(files: list[str], store: str) -> None:
    ended = _piped([*OFTEN_TOLD, "import", *files], store)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.splitlines() == REPORT
    found = [LINE.fullmatch(line) for line in ended.stderr.splitlines()]
    assert all(found), ended.stderr
    told = [line for line in found if line]
    stages = [(line["doing"], line["rows"]) for line in told]
    assert stages == [
        ("reading", "5,000"),
        ("reading", "8,000"),
        ("storing", "8,000"),
        ("checking", "8,000"),
    ]
    # What is left can be foreseen as long as the file is not at its end.
    assert [line["left"] is not None for line in told] == [True, False, False, False]
    assert all(int(line["rate"].replace(",", "")) > 0 for line in told)


def test_whoever_does_not_wait_long_is_told_nothing(files: list[str], store: str) -> None:
    small = [file for file in files if not file.endswith("table.csv")]
    ended = _piped([*COMMAND, "import", "--dry-run", *small], store)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.splitlines()[-1] == "dry run: this would be release 1; nothing was stored"


def test_what_is_refused_is_told_on_the_error_stream_alone(
    files: list[str], store: str, tmp_path: Path
) -> None:
    wrong = folder_with(tmp_path, [table(row("force-c", "twelve"), name="wrong.csv")])
    ended = _piped([*OFTEN_TOLD, "import", *files, *wrong], store)
    assert (ended.returncode, ended.stdout) == (1, "")
    *progress, fault, last = ended.stderr.splitlines()
    assert all(LINE.fullmatch(line) for line in progress)
    assert fault.startswith("wrong.csv:2: 'twelve' ")
    assert last == "1 fault(s); nothing was stored"


def test_a_terminal_shows_a_bar(files: list[str], store: str) -> None:
    out, shown, code = _on_a_terminal([*COMMAND, "import", *files], store)
    assert code == 0, shown
    assert out.splitlines() == REPORT
    assert "\x1b[" in shown
    assert "━" in shown
    assert "8,000 rows" in shown
    assert re.search(r"(reading|storing|checking)", shown)
    assert "left" in shown
    assert not any(LINE.fullmatch(line) for line in shown.splitlines())
    # The bar goes when the work is done: its line is cleared, and the cursor shown again.
    assert shown.rstrip().endswith("\x1b[2K") or "\x1b[2K" in shown[-40:]
    assert "\x1b[?25h" in shown


def test_a_terminal_shows_faults_as_a_pipe_does(store: str, tmp_path: Path) -> None:
    wrong = folder_with(tmp_path, [*dictionaries(), source("table"), table(row("force-x", "1"))])
    out, shown, code = _on_a_terminal([*COMMAND, "import", *wrong], store)
    assert (code, out) == (1, "")
    plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown)
    assert "table.csv:2: 'force-x' is not an area in the record; did you mean force-a" in plain
    assert plain.rstrip().endswith("1 fault(s); nothing was stored")


def _on_a_terminal(command: Sequence[str], store: str) -> tuple[str, str, int]:
    """Run a command whose error stream is a terminal; what it wrote to each, and its exit code."""
    ours, theirs = pty.openpty()
    settings = environment(ONRECORD_DATABASE_URL=store, TERM="xterm", COLUMNS="120")
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"):
        settings.pop(name, None)
    with subprocess.Popen(
        command, cwd=ROOT, env=settings, stdout=subprocess.PIPE, stderr=theirs, text=False
    ) as process:
        os.close(theirs)
        assert process.stdout
        wrote = {process.stdout.fileno(): b"", ours: b""}
        reading = list(wrote)
        while reading:
            ready, _, _ = select.select(reading, [], [], 120)
            assert ready, "the command hangs"
            for stream in ready:
                try:
                    part = os.read(stream, 65536)
                except OSError:  # how Linux tells that nobody has the terminal any more
                    part = b""
                wrote[stream] += part
                if not part:
                    reading.remove(stream)
        code = process.wait(30)
    os.close(ours)
    out, shown = wrote.values()
    return out.decode(), shown.decode(), code
