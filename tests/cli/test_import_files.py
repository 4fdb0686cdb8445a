"""`onrecord import` and its files: what they are called, what is none, and what changes meanwhile.

Everything in them is synthetic.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from app.cli import commands
from app.importing.progress import CHECKING, Progress
from app.settings import ROOT
from app.store.engine import connect_to, reading
from app.store.releases import demand_latest
from tests.cli.command import COMMAND, environment, run
from tests.cli.conftest import Call
from tests.imports.made import dictionaries, folder_with, row, source, table
from tests.imports.test_tables_files import workbook
from tests.store.contents import contents

FORCES = "abcd"
TABLE = table(*(row(f"force-{force}", "100") for force in FORCES))
OTHER = table(*(row(f"force-{force}", "200") for force in FORCES))
CSV, CSV_CHANGED = (document.read(document.size) for document in (TABLE, OTHER))
CELLS = [line.split(",") for line in CSV.decode().splitlines()]
XLSX = workbook(*CELLS)
CHANGED = "t.csv was changed while it was read; nothing was stored\n"


@pytest.fixture
def store(sqlite_url: str, call: Call) -> str:
    """A store with tables and nothing in them."""
    assert call("migrate", ONRECORD_DATABASE_URL=sqlite_url).returncode == 0
    return sqlite_url


@pytest.fixture
def engine(store: str) -> Iterator[Engine]:
    """What looks into the store."""
    engine = connect_to(store)
    yield engine
    engine.dispose()


@pytest.fixture
def others(tmp_path: Path) -> list[str]:
    """The documents that a table needs beside it."""
    return folder_with(tmp_path / "others", [*dictionaries(), source("table", defaults={})])


def _named(call: Call, store: str, others: list[str], *tables: Path | str) -> list[str]:
    """How an import calls some tables."""
    paths = map(str, tables)
    ended = call("import", "--dry-run", *others, *paths, ONRECORD_DATABASE_URL=store)
    assert (ended.returncode, ended.stderr) == (0, "")
    lines = [line for line in ended.stdout.splitlines() if " rows read = " in line]
    return [line.partition(":")[0] for line in lines]


def _put(path: Path, data: bytes = CSV) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        (["a/x/t.csv", "b/x/t.csv"], ["a/x/t.csv", "b/x/t.csv"]),
        (["a/x/t.csv", "b/y/t.csv"], ["x/t.csv", "y/t.csv"]),
        (["a/x/t.csv", "b/x/u.csv"], ["t.csv", "u.csv"]),
        (["a/t.csv", "b/t.csv", "b/u.csv"], ["a/t.csv", "b/t.csv", "u.csv"]),
    ],
)
def test_no_more_of_a_folder_is_told_than_tells_files_apart(
    call: Call, store: str, others: list[str], tmp_path: Path, paths: list[str], names: list[str]
) -> None:
    made = [_put(tmp_path / path) for path in paths]
    assert _named(call, store, others, *made) == names


def test_a_file_below_the_working_folder_keeps_its_path(
    call: Call, store: str, others: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in ("here/t.csv", "here/x/t.csv", "elsewhere/x/t.csv"):
        _put(tmp_path / path)
    monkeypatch.chdir(tmp_path / "here")
    tables = ["t.csv", "x/t.csv", "../elsewhere/x/t.csv"]
    assert _named(call, store, others, *tables) == ["t.csv", "x/t.csv", "elsewhere/x/t.csv"]


def test_one_file_under_two_paths_is_one_too_many(
    call: Call, store: str, others: list[str], tmp_path: Path
) -> None:
    path = _put(tmp_path / "t.csv")
    link = tmp_path / "link.csv"
    link.symlink_to(path)
    for again in (path, tmp_path / "others" / ".." / "t.csv", link):
        ended = call("import", *others, str(path), str(again), ONRECORD_DATABASE_URL=store)
        told = f"{path} and {again} are one file; name it once\n"
        assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", told)


def test_a_name_is_shown_and_kept_without_what_acts_on_a_terminal(
    call: Call, store: str, engine: Engine, others: list[str], tmp_path: Path
) -> None:
    path = _put(tmp_path / "naïve \x1b[31m\u202e\n.csv")
    name = r"naïve \x1b[31m\u202e\n.csv"
    ended = call("import", *others, str(path), ONRECORD_DATABASE_URL=store)
    assert ended.returncode == 0
    assert ended.stdout.splitlines()[0].startswith(f"{name}: 4 rows read = ")
    with reading(engine) as connection:
        assert name in {document.name for document in demand_latest(connection).documents}
    path.unlink()
    ended = call("import", str(path), ONRECORD_DATABASE_URL=store)
    assert ended.stderr == f"{tmp_path}/{name} cannot be read: No such file or directory\n"
    path.mkdir()
    ended = call("export", str(path), ONRECORD_DATABASE_URL=store)
    assert ended.stderr == f"{tmp_path}/{name} is a folder; name a file\n"


def test_what_is_no_ordinary_file_is_told_at_once(store: str, tmp_path: Path) -> None:
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    ended = run("import", str(pipe), str(link), "/dev/null", ONRECORD_DATABASE_URL=store)
    told = [f"{path} is no ordinary file" for path in (pipe, link, "/dev/null")]
    assert (ended.returncode, ended.stdout, ended.stderr.splitlines()) == (1, "", told)


def test_the_standard_input_is_read_where_it_is_a_file(
    store: str, others: list[str], tmp_path: Path
) -> None:
    command = [*COMMAND, "import", *others, "/dev/stdin"]
    settings = environment(ONRECORD_DATABASE_URL=store)

    def ended(**given: Any) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            command, cwd=ROOT, env=settings, capture_output=True, check=False, **given
        )

    piped = ended(input=CSV)
    assert (piped.returncode, piped.stderr) == (1, b"/dev/stdin is no ordinary file\n")
    with _put(tmp_path / "t.csv").open("rb") as file:
        assert ended(stdin=file).returncode == 0


Change = Callable[[Path], Any]


def _same_size_and_time(path: Path) -> None:
    """As a program does that puts the time back."""
    before = path.stat()
    path.write_bytes(path.read_bytes().replace(b"100", b"300"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def _replaced(path: Path) -> None:
    path.with_suffix(".new").write_bytes(CSV_CHANGED)
    path.with_suffix(".new").replace(path)


CHANGES: Mapping[str, tuple[bytes, Change]] = {
    "other figures": (CSV, lambda path: path.write_bytes(CSV_CHANGED)),
    "the same size and time": (CSV, _same_size_and_time),
    "another file": (CSV, _replaced),
    "a row more": (CSV, lambda path: path.write_bytes(CSV + CSV.splitlines()[-1])),
    "YAML": (CSV, lambda path: path.write_bytes(b"source: {}\n")),
    "no text": (CSV, lambda path: path.write_bytes(CSV + b"\x81\xff")),
    "nothing": (CSV, lambda path: path.write_bytes(b"")),
    "gone": (CSV, Path.unlink),
    "a workbook": (XLSX, lambda path: path.write_bytes(CSV)),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_file_that_changes_between_two_looks_is_told(
    call: Call,
    store: str,
    engine: Engine,
    others: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    """It is changed before it is opened for the first time, for the second time, and so on."""
    data, change = CHANGES[name]
    before = contents(engine)
    opened = Path.open
    for time in count(1):
        path = _put(tmp_path / "t.csv", data)
        times = count(1)
        changed = False

        def changing(self: Path, *arguments: Any, **options: Any) -> Any:
            nonlocal changed
            if self == path and not changed and next(times) == time:  # noqa: B023
                changed = True
                change(self)
            return opened(self, *arguments, **options)

        with monkeypatch.context() as patched:
            patched.setattr(Path, "open", changing)
            ended = call("import", *others, str(path), ONRECORD_DATABASE_URL=store)
        if not changed:
            assert ended.returncode == 0
            assert time > 4
            return
        first = f"{path} cannot be read: No such file or directory\n"
        told = first if name == "gone" and time == 1 else CHANGED
        assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", told), time
        assert contents(engine) == before


@pytest.mark.parametrize("name", CHANGES)
def test_a_file_that_changes_after_its_rows_were_read_is_told(
    call: Call,
    store: str,
    engine: Engine,
    others: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    data, change = CHANGES[name]
    path = _put(tmp_path / "t.csv", data)
    before = contents(engine)

    def watch(progress: Progress) -> None:
        if progress is CHECKING:
            change(path)

    monkeypatch.setattr(commands, "watching", lambda _: _Watching(watch))
    ended = call("import", *others, str(path), ONRECORD_DATABASE_URL=store)
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", CHANGED)
    assert contents(engine) == before


class _Watching:
    def __init__(self, watch: Callable[[Progress], None]) -> None:
        self._watch = watch

    def __enter__(self) -> Callable[[Progress], None]:
        return self._watch

    def __exit__(self, *_: object) -> None:
        return None


def test_a_mapping_that_goes_while_it_is_read_is_told(
    call: Call, store: str, others: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed = Path(shutil.copytree(ROOT / "seed", tmp_path / "seed"))
    mapping = min((seed / "mappings").iterdir())
    # A table that is not tidy, so that the mappings are asked.
    path = _put(tmp_path / "t.csv", b"a,b\n1,2\n")

    def taken(_: object) -> _Watching:
        mapping.unlink()
        return _Watching(lambda _: None)

    monkeypatch.setattr(commands, "watching", taken)
    settings = {"ONRECORD_DATABASE_URL": store, "ONRECORD_SEED": str(seed)}
    ended = call("import", *others, str(path), **settings)
    told = f"mappings/{mapping.name} was changed while it was read; nothing was stored\n"
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", told)


def test_a_link_that_leads_elsewhere_for_one_look_is_told(
    call: Call, store: str, others: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = _put(tmp_path / "one.csv"), _put(tmp_path / "other.csv", CSV_CHANGED)
    link = tmp_path / "t.csv"
    opened = Path.open
    times = count(1)

    def elsewhere(self: Path, *arguments: Any, **options: Any) -> Any:
        third = self == link and next(times) == 3
        link.unlink(missing_ok=True)
        link.symlink_to(other if third else one)
        stream = opened(self, *arguments, **options)
        link.unlink()
        link.symlink_to(one)
        return stream

    link.symlink_to(one)
    monkeypatch.setattr(Path, "open", elsewhere)
    ended = call("import", *others, str(link), ONRECORD_DATABASE_URL=store)
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", CHANGED)
