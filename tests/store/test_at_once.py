"""Several processes on one store at the same moment."""

import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from sqlalchemy import Engine, create_engine, text

from app.settings import ROOT
from tests.store.contents import sizes
from tests.synthetic import FILES, TWO, write

LEFT_OUT = "the store holds a release already; the seed is left out\n"
PARTS = ("reference", "one", "two")

# Starts, says that it is ready, waits for the word, and does what it was started for.
_WAITING = """
import sys
from app.cli import main
print("ready", flush=True)
sys.stdin.readline()
main()
"""


def _at_once(url: str, *commands: list[str]) -> list[tuple[int, str, str]]:
    """Commands that start at the same moment, each in its own process: code, output, errors."""
    with ExitStack() as stack:
        started = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", _WAITING, *command],
                    cwd=ROOT,
                    env={"ONRECORD_DATABASE_URL": url},
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    text=True,
                )
            )
            for command in commands
        ]
        for process in started:
            assert _pipe(process.stdout).readline() == "ready\n"
        for process in started:
            _pipe(process.stdin).write("\n")
            _pipe(process.stdin).flush()
        ended = [process.communicate(timeout=60) for process in started]
    return [(process.returncode, *said) for process, said in zip(started, ended, strict=True)]


def _pipe(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe


def test_two_processes_that_seed_at_once_make_one_release(
    engine: Engine, database_url: str
) -> None:
    ended = _at_once(database_url, *[["seed"]] * 2)
    assert [code for code, _, _ in ended] == [0, 0]
    assert [errors for _, _, errors in ended] == ["", ""]
    assert sorted(output.partition(":")[0] for _, output, _ in ended) == [
        "release 1 stored",
        LEFT_OUT,
    ]
    assert sizes(engine)["releases"] == 1
    assert sizes(engine)["observations"] > 0


def test_processes_that_seed_other_files_at_once_make_one_release(
    engine: Engine, database_url: str, tmp_path: Path
) -> None:
    other = str(write(tmp_path / "seed"))
    ended = _at_once(database_url, ["seed"], ["seed", "--seed", other])
    assert [(code, errors) for code, _, errors in ended] == [(0, "")] * 2
    told = sorted(output for _, output, _ in ended)
    assert told[0].startswith("release 1 stored")
    assert told[1] == LEFT_OUT
    assert sizes(engine)["releases"] == 1


def test_processes_that_import_at_once_make_one_release_each(
    engine: Engine, database_url: str, tmp_path: Path
) -> None:
    """Whichever comes second adds what the first did not bring, and finds the rest unchanged."""
    # A note that only one of them adds would be a version of its own, if it comes second.
    note = "    note: Synthetic note of the second source.\n"
    folder = write(tmp_path / "files", {**FILES, TWO: FILES[TWO].replace(note, "")})
    files = {part: [str(folder / name) for name in FILES if part in name] for part in PARTS}
    commands = [["import", *files["reference"], *files[source]] for source in PARTS[1:]]
    ended = _at_once(database_url, *commands)
    assert [code for code, _, _ in ended] == [0, 0], ended
    last = sorted(output.splitlines()[-1] for _, output, _ in ended)
    assert last == ["release 1 stored", "release 2 stored"]
    held = sizes(engine)
    assert (held["releases"], held["cells"], held["observations"]) == (2, 4, 4)
    assert held["further_citations"] == 1
    assert held["entry_versions"] == held["areas"] + 10


def test_processes_that_import_the_same_at_once_make_one_release(
    engine: Engine, database_url: str, tmp_path: Path
) -> None:
    folder = write(tmp_path / "files")
    ended = _at_once(database_url, *[["import", *(str(folder / name) for name in FILES)]] * 2)
    assert [code for code, _, _ in ended] == [0, 0], ended
    last = sorted(output.splitlines()[-1] for _, output, _ in ended)
    assert last == ["nothing differs from what the record holds; no release", "release 1 stored"]
    assert sizes(engine)["releases"] == 1


def test_processes_that_migrate_at_once_migrate_once(database_url: str) -> None:
    ended = _at_once(database_url, *[["migrate"]] * 3)
    assert [code for code, _, _ in ended] == [0, 0, 0], ended
    assert sorted(output for _, output, _ in ended) == [
        "schema 0007\n",
        "schema 0007, as before\n",
        "schema 0007, as before\n",
    ]
    assert {errors for _, _, errors in ended} == {""}
    engine = create_engine(database_url)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM alembic_version")) == 1
    engine.dispose()
