"""What a long import tells whoever waits for it: on the error stream, and nothing on the other.

The table is synthetic. The command runs as a process, with the time between two lines made short.
"""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from app.importing.document import Document
from app.settings import ROOT
from app.store.engine import connect_to
from app.store.migrate import migrate
from tests.cli.command import COMMAND, environment
from tests.imports.made import CATEGORY, dictionaries, folder_with, row, source, table
from tests.store.contents import contents

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
COUNTED = r"(?P<done>[\d,]+)(?: of (?P<of>[\d,]+))? (?:rows|cells)"
LINE = re.compile(
    r"(?P<doing>opening|reading|storing|settling|checking|ending):? "
    rf"(?:(?P<share>\d+)%, (?P<left>[\d,]+) s left, {COUNTED}, (?P<rate>[\d,]+)/s"
    rf"|(?:{COUNTED.replace('P<', 'P<_')}, )?(?P<lasts>\d+) s so far)"
)
# A store takes this long, of which nobody knows the length.
SLOW = """
import time
from app.cli import main, progress
from app.importing import making
plain = making.place_statements
making.place_statements = lambda *given: (time.sleep(2.5), plain(*given))[1]
progress.EVERY_SECONDS = 1.0
main()
"""
SLOWLY_STORED = (sys.executable, "-c", SLOW)
# So that a terminal shows cells being settled.
SLOWLY_SETTLED = (
    sys.executable,
    "-c",
    """
import time
from app.cli import main
from app.store.write.settling import Settling
plain = Settling.write
Settling.write = lambda *given: (time.sleep(0.2), plain(*given))[1]
main()
""",
)
# Long enough at each line for whoever waits for it to press Ctrl-C, and with a slow commit.
HESITANT = """
import time
from sqlalchemy import Engine, event
from app.cli import main, progress
event.listen(Engine, "commit", lambda _: time.sleep(1))
progress.EVERY_SECONDS = 0.0
progress.print = lambda *told, **how: (print(*told, **how), time.sleep(0.3))
main()
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Dictionaries, a source, and a table of many rows."""
    documents = [*dictionaries(), source("table", defaults={}), _table("100")]
    return folder_with(tmp_path_factory.mktemp("files"), documents)


@pytest.fixture(scope="module")
def revised(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The same table with other figures."""
    (path,) = folder_with(tmp_path_factory.mktemp("revised"), [_table("101")])
    return path


def _table(value: str) -> Document:
    rows = [
        row(f"force-{force}", value, period=f"{1900 + at // 12}-m{at % 12 + 1:02}", category=kind)
        for at in range(MONTHS)
        for force in "abcd"
        for kind in (CATEGORY, "other-offence")
    ]
    return table(*rows)


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
    told = _told(ended.stderr)
    stages = dict.fromkeys((line["doing"], line["done"] or line["_done"]) for line in told)
    assert list(stages) == [
        ("opening", None),
        ("reading", "0"),
        ("reading", "5,000"),
        ("reading", "8,000"),
        ("storing", None),
        ("checking", None),
        ("ending", None),
    ]
    # What is left can be foreseen as long as the file is not at its end.
    assert [line["done"] for line in told if line["share"]] == ["5,000"]


def test_cells_that_are_settled_are_counted(files: list[str], revised: str, store: str) -> None:
    assert _piped([*COMMAND, "import", *files], store).returncode == 0
    often = SLOW.replace("SECONDS = 1.0", "SECONDS = 0.0")
    command = [sys.executable, "-c", often, "import", revised, "--note", "Corrected"]
    ended = _piped(command, store)
    assert ended.stdout.splitlines()[1] == (
        f"figures: 0 added, {ROWS} revised, 0 withdrawn, 0 unchanged"
    )
    settling = [line for line in _told(ended.stderr) if line["doing"] == "settling"]
    shares = [int(line["share"]) for line in settling if line["share"]]
    assert list(dict.fromkeys(shares)) == [12, 25, 38, 50, 62, 75, 88, 100]
    assert {line["of"] for line in settling if line["of"]} == {"8,000"}
    rates = [float(line["rate"].replace(",", "")) for line in settling if line["rate"]]
    # The rate is that of this stage: the one before it alone takes 2.5 seconds.
    assert rates[0] > 1_000 / 2.5


def test_a_stage_that_tells_nothing_is_seen_to_go_on(files: list[str], store: str) -> None:
    ended = _piped([*SLOWLY_STORED, "import", *files], store)
    assert (ended.returncode, ended.stdout.splitlines()) == (0, REPORT)
    storing = [line for line in _told(ended.stderr) if line["doing"] == "storing"]
    assert len(storing) >= 2
    assert all(line["share"] is None and line["_done"] is None for line in storing)
    assert int(storing[-1]["lasts"]) > int(storing[0]["lasts"])


def _told(stream: str) -> list[re.Match[str]]:
    """The lines of a stream, each of which tells how far an import is."""
    found = [LINE.fullmatch(line) for line in stream.splitlines()]
    assert all(found), stream
    return [line for line in found if line]


STAGES = ["opening", "reading", "storing", "settling", "checking"]


@pytest.mark.parametrize("stage", STAGES)
def test_ctrl_c_stores_nothing_and_says_so(
    files: list[str], revised: str, store: str, stage: str
) -> None:
    assert _piped([*COMMAND, "import", *files], store).returncode == 0
    engine = connect_to(store)
    before = contents(engine)
    code, out, err = _interrupted(revised, store, stage)
    assert (code, out, err.splitlines()[-1]) == (130, "", "stopped; nothing was stored")
    assert contents(engine) == before
    engine.dispose()


def test_ctrl_c_comes_too_late_at_the_end(files: list[str], revised: str, store: str) -> None:
    assert _piped([*COMMAND, "import", *files], store).returncode == 0
    code, out, err = _interrupted(revised, store, "ending")
    assert (code, out.splitlines()[-1]) == (0, "release 2 stored")
    assert "stopped" not in err


def _interrupted(table: str, store: str, stage: str) -> tuple[int, str, str]:
    """An import that gets SIGINT when it says that it is in a stage: its code, and what it said."""
    with subprocess.Popen(
        [sys.executable, "-c", HESITANT, "import", table, "--note", "Corrected"],
        cwd=ROOT,
        env=environment(ONRECORD_DATABASE_URL=store),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr
        for line in process.stderr:
            if line.startswith(stage):
                process.send_signal(signal.SIGINT)
                break
        out, err = process.communicate(timeout=60)
    return process.returncode, out, err


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
    out, shown, code = _on_a_terminal([*SLOWLY_STORED, "import", *files], store)
    assert code == 0, shown
    assert out.splitlines() == REPORT
    assert "\x1b[" in shown
    assert "━" in shown
    assert re.search(r"reading 0 rows, 0 s so far +", shown)
    assert all(f"storing {seconds} s so far" in shown for seconds in (0, 1, 2))
    # The bar goes when the work is done: its line is cleared, and the cursor shown again.
    assert shown.rstrip().endswith("\x1b[2K") or "\x1b[2K" in shown[-40:]
    assert "\x1b[?25h" in shown


@pytest.mark.parametrize("columns", [24, 40, 60])
def test_a_narrow_terminal_shows_fewer_words_and_each_of_them_whole(
    files: list[str], revised: str, store: str, columns: int
) -> None:
    assert _piped([*COMMAND, "import", *files], store).returncode == 0
    command = [*SLOWLY_SETTLED, "import", revised, "--note", "Corrected"]
    _, shown, code = _on_a_terminal(command, store, columns)
    assert code == 0, shown
    drawn = {line.strip() for line in re.split(r"\x1b\[[0-9;?]*[a-zA-Z]|[\r\n]", shown)} - {""}
    assert all(len(line) <= columns for line in drawn), drawn
    parts = (r"\d+%", r"\d+ s left", r"[\d,]+ of 8,000 cells", r"[\d,]+/s")
    whole = "".join(f"(?:, {part}" for part in parts[1:]) + ")?" * 3
    settling = [line for line in drawn if re.match(r"settling \d+%", line)]
    assert settling
    assert all(re.fullmatch(rf"settling {parts[0]}{whole}", line) for line in settling), settling


def test_a_terminal_shows_faults_as_a_pipe_does(store: str, tmp_path: Path) -> None:
    wrong = folder_with(tmp_path, [*dictionaries(), source("table"), table(row("force-x", "1"))])
    out, shown, code = _on_a_terminal([*COMMAND, "import", *wrong], store)
    assert (code, out) == (1, "")
    plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown)
    assert "table.csv:2: 'force-x' is not an area in the record; did you mean force-a" in plain
    assert plain.rstrip().endswith("1 fault(s); nothing was stored")


def _on_a_terminal(command: Sequence[str], store: str, columns: int = 120) -> tuple[str, str, int]:
    """Run a command whose error stream is a terminal; what it wrote to each, and its exit code."""
    ours, theirs = pty.openpty()
    settings = environment(ONRECORD_DATABASE_URL=store, TERM="xterm", COLUMNS=str(columns))
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
