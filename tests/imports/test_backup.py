"""`onrecord export` and `onrecord restore`: the same record again, on either database, or nothing.

The record is synthetic: two releases with a correction, a disagreement, a withdrawal, a claim whose
verdict changes, warnings, and texts that are hard to write down.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app.cli import main
from app.store.engine import connect_to, reading
from app.store.migrate import migrate
from app.store.tables import DOES_NOT_APPLY, NOUNS, metadata
from app.store.whole_record import LONGEST_LINE
from tests.imported import imported, store_with
from tests.imports.forked import Command, Ended, loaded
from tests.imports.made import answers, asking, dictionaries, figure, row, source, table
from tests.postgres import new_database

ODD = 'Synthetic “note”, with \\ and " and é and 😀 and a\ttab'
CLAIM = {
    "paragraph": "1",
    "kind": "change",
    "statement": "Synthetic: the one recorded a fifth more.",
    "stated": "20 per cent",
    "value": "20",
    "unit": "per-cent",
    "operands": {
        "from": {"area": "force-c", "period": "2018-19"},
        "to": {"area": "force-c", "period": "2019-20"},
    },
}
Lines = list[bytes]


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Command]:
    """The command, loaded once."""
    with loaded(tmp_path_factory.mktemp("said")) as command:
        yield command


def _filled(url: str) -> None:
    first = source(
        "one",
        [
            figure("force-c", "100", period="2018-19", note=ODD),
            figure("force-c", "120"),
            figure("force-d", None, forces="2", inferred={"status": "Synthetic."}),
            figure("region", "1.60E+6", measure="people", stated="1.60 million"),
        ],
        [CLAIM],
        published="2020-04-30",
    )
    store_with(url, [*dictionaries(), first, source("table")], ODD.replace("\t", " "))
    engine = connect_to(url)
    try:
        second = [
            source("one", [figure("force-c", "130", reason="Synthetic correction")]),
            table(
                row("force-c", "101", period="2018-19"),
                row("force-a", "7"),
                row("force-b", "8"),
                row("region", "16"),
            ),
        ]
        report = imported(engine, second)
        assert report.verdicts
        assert {notice.code for notice in report.warnings} == {"disagreement", "total_differs"}
    finally:
        engine.dispose()


@pytest.fixture(scope="module")
def stores(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str, str], str]]:
    """Makes stores by kind of database, and by what they hold: "record", "tables" or "nothing"."""
    with ExitStack() as kept:
        made: dict[tuple[str, str], str] = {}

        def make(kind: str, what: str) -> str:
            if what == "record" and (kind, what) in made:
                return made[kind, what]
            if kind == "sqlite":
                url = f"sqlite:///{tmp_path_factory.mktemp('store') / 'onrecord.sqlite'}"
            else:
                url = kept.enter_context(new_database(request.getfixturevalue("postgres_url")))
            if what == "record":
                _filled(url)
            elif what == "tables":
                engine = connect_to(url)
                migrate(engine)
                engine.dispose()
            made[kind, what] = url
            return url

        yield make


Stores = Callable[[str, str], str]


@pytest.fixture(scope="module")
def exported(command: Command, stores: Stores, tmp_path_factory: pytest.TempPathFactory) -> Lines:
    """The lines of the record as the command writes them."""
    file = tmp_path_factory.mktemp("exported") / "record.jsonl"
    ended = command.run("export", str(file), ONRECORD_DATABASE_URL=stores("sqlite", "record"))
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == f"{file}: {file.stat().st_size:,} bytes\n"
    return file.read_bytes().splitlines(keepends=True)


@pytest.mark.parametrize(
    ("one", "other"),
    [("sqlite", "sqlite"), ("sqlite", "postgresql"), ("postgresql", "sqlite")],
)
def test_a_restored_record_is_the_same_record(
    command: Command, stores: Stores, tmp_path: Path, one: str, other: str
) -> None:
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    before, after = stores(one, "record"), stores(other, "tables")
    assert command.run("export", str(first), ONRECORD_DATABASE_URL=before).code == 0
    ended = command.run("restore", str(first), ONRECORD_DATABASE_URL=after)
    rows = json.loads(first.read_bytes().splitlines()[-1])["rows"]
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == f"release 2 restored: {rows:,} rows\n"
    assert command.run("export", str(second), ONRECORD_DATABASE_URL=after).code == 0
    assert second.read_bytes() == first.read_bytes()
    with asking(before) as there, asking(after) as here:
        for release in (1, 2):
            told = answers(here, release)
            assert told == answers(there, release)
            assert len(told) > 25
        unpinned = here.get("/v1/observations").content
        assert unpinned == there.get("/v1/observations").content
    # It goes on like the other: the next import gets the next ids.
    nexts = []
    for url in (before, after):
        engine = connect_to(url)
        try:
            more = table(row("force-d", "9", period="2001-02"), row("force-a", "8"))
            nexts.append(imported(engine, [more], "Synthetic", dry_run=True))
        finally:
            engine.dispose()
    assert nexts[0] == nexts[1]
    assert nexts[0].release == 3


def _signed(lines: Sequence[bytes]) -> Lines:
    """Lines with an end that is right for them, however wrong they are."""
    digest = f"sha256:{hashlib.sha256(b''.join(lines)).hexdigest()}"
    rows = sum(line.startswith(b"[") for line in lines)
    end = {"end": digest, "rows": rows}
    return [*lines, json.dumps(end, separators=(",", ":")).encode() + b"\n"]


def _at(lines: Sequence[bytes], beginning: bytes) -> int:
    """Where the only line that begins so stands, from 0."""
    [at] = [at for at, line in enumerate(lines) if line.startswith(beginning)]
    return at


def _with(lines: Lines, at: int, new: bytes) -> Lines:
    """Lines with another one in the place of one, signed anew."""
    return _signed([*lines[:at], new, *lines[at + 1 : -1]])


def _row_with(lines: Lines, name: str, column: str, value: Any) -> tuple[Lines, int]:
    """Lines with another value in the first row of a table, and the number of that row's line."""
    at = _at(lines, b'{"table":"%s"' % name.encode())
    columns = json.loads(lines[at])["columns"]
    row = json.loads(lines[at + 1])
    row[columns.index(column)] = value
    return _with(lines, at + 1, json.dumps(row).encode() + b"\n"), at + 2


class Refused:
    """A store that takes no damaged record: after each it holds as little as before."""

    def __init__(self, url: str, folder: Path) -> None:
        self._url, self._file = url, folder / "damaged.jsonl"

    def told(self, lines: Sequence[bytes]) -> tuple[int, str]:
        """The line that is named, and what is said of it."""
        self._file.write_bytes(b"".join(lines))
        ended = self._run()
        assert (ended.code, ended.out) == (1, ""), ended.err
        assert ended.err.count("\n") == 2, ended.err
        first, last = ended.err.splitlines()
        assert last == "1 fault(s); nothing was stored"
        found = re.fullmatch(rf"{re.escape(str(self._file))}:(\d+): (.+)", first)
        assert found, first
        assert not self._rows()
        return int(found[1]), found[2]

    def takes(self, lines: Sequence[bytes]) -> None:
        """Whether the whole record can still be restored."""
        self._file.write_bytes(b"".join(lines))
        assert self._run().code == 0

    def _run(self) -> Ended:
        """The command in this process, which is quicker; what would be a traceback is raised."""
        out, err = io.StringIO(), io.StringIO()
        with (
            pytest.MonkeyPatch.context() as patched,
            redirect_stdout(out),
            redirect_stderr(err),
        ):
            patched.setenv("ONRECORD_DATABASE_URL", self._url)
            patched.setattr(sys, "argv", ["onrecord", "restore", str(self._file)])
            with pytest.raises(SystemExit) as ended:
                main()
        return Ended(int(ended.value.code or 0), 0.0, out.getvalue(), err.getvalue())

    def _rows(self) -> int:
        engine = connect_to(self._url)
        try:
            with reading(engine) as connection:
                total = 0
                for name, stored in metadata.tables.items():
                    counted = select(func.count()).select_from(stored)
                    if name in NOUNS:
                        counted = counted.where(stored.c.id != DOES_NOT_APPLY)
                    total += connection.scalar(counted) or 0
                return total
        finally:
            engine.dispose()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def refusing(
    request: pytest.FixtureRequest,
    stores: Stores,
    tmp_path_factory: pytest.TempPathFactory,
    exported: Lines,
) -> Iterator[Refused]:
    """A store that holds no record, and takes the right one when all tests are over."""
    folder = tmp_path_factory.mktemp("damaged")
    refused = Refused(stores(request.param, "tables"), folder)
    yield refused
    refused.takes(exported)


def test_a_record_that_was_cut_off_is_refused(refusing: Refused, exported: Lines) -> None:
    for kept in range(0, len(exported), 10):
        line, detail = refusing.told(exported[:kept])
        assert (line, detail) == (kept + 1, "the file ends before the record does")
    half = exported[-5][: len(exported[-5]) // 2]
    assert refusing.told([*exported[:-5], half]) == (len(exported) - 4, "is not JSON")
    assert refusing.told(exported[:-1])[0] == len(exported)


def test_a_record_that_was_changed_is_refused(refusing: Refused, exported: Lines) -> None:
    changed = "the digest does not match: the file was changed or damaged"
    last = len(exported)
    for at in range(1, last, 9):
        found = re.search(rb"[0-9](?=[0-9]*[,\]])", exported[at])
        if found is None:
            continue
        digit = b"%d" % ((int(found[0]) + 1) % 10)
        line = exported[at][: found.start()] + digit + exported[at][found.end() :]
        number, detail = refusing.told([*exported[:at], line, *exported[at + 1 :]])
        # A number that no record can hold is found before the end is.
        assert number > at
        assert (number, detail) == (last, changed) or "are not those of a record" in detail
    at = _at(exported, b'{"table":"cells"') + 1
    swapped = [*exported[:at], exported[at + 1], exported[at], *exported[at + 2 :]]
    assert refusing.told(swapped) == (last, changed)
    assert refusing.told([*exported, exported[-1]]) == (last + 1, "goes on behind its end")
    number, detail = refusing.told([*exported[:at], *exported[at + 1 :]])
    # The first rows that point to the cell.
    assert detail == "the rows of claim_operands before this line are not those of a record"
    assert at < number < last


def test_what_is_no_record_of_this_version_is_refused(refusing: Refused, exported: Lines) -> None:
    schema = json.loads(exported[0])["schema"]
    first = "is not the beginning of an exported record"
    assert refusing.told([]) == (1, "the file ends before the record does")
    assert refusing.told([b"\n"]) == (1, "is not JSON")
    assert refusing.told([b"[]\n"]) == (1, first)
    assert refusing.told([b"\x00\xff\xfe\x80" * 1000]) == (1, "is not JSON")
    assert refusing.told([b"PK\x03\x04\n\x00\x00"]) == (1, "is not JSON")
    assert refusing.told(exported[1:]) == (1, first)
    assert refusing.told([b"[" * 100_000]) == (1, "is not JSON")
    older = exported[0].replace(schema.encode(), b"0001")
    number, detail = refusing.told(_with(exported, 0, older))
    assert number == 1
    assert detail.startswith(f"is of the schema '0001', and the store has '{schema}'; ")
    later = exported[0].replace(b'"format":1', b'"format":2')
    assert refusing.told(_with(exported, 0, later)) == (1, "has the format 2, not 1")


def test_a_record_of_another_shape_is_refused(refusing: Refused, exported: Lines) -> None:
    at = _at(exported, b'{"table":"cells"')
    named = exported[at].replace(b'"cells"', b'"celery"')
    assert refusing.told(_with(exported, at, named)) == (at + 1, "there is no table 'celery'")
    columns = exported[at].replace(b'"area_id"', b'"arena_id"')
    assert refusing.told(_with(exported, at, columns)) == (
        at + 1,
        "the table cells has other columns",
    )
    twice = _signed([*exported[:at], exported[at], *exported[at:-1]])
    assert refusing.told(twice) == (at + 2, "the table cells stands twice")
    for short in (b"[1]\n", b"[]\n"):
        number, detail = refusing.told(_with(exported, at + 1, short))
        assert (number, detail) == (at + 2, "is not a row of the table above it")
    for odd in (b"7\n", b'"text"\n', b"null\n", b"{}\n"):
        number, detail = refusing.told(_with(exported, at + 1, odd))
        assert (number, detail) == (at + 2, "is neither a table, a row nor the end")
    warnings = _at(exported, b'{"table":"release_warnings"')
    lacking = _signed(exported[:warnings])
    assert refusing.told(lacking)[1].startswith("the record lacks ")
    long = b'["' + b"x" * LONGEST_LINE + b'"]\n'
    assert refusing.told(_with(exported, at + 1, long)) == (
        at + 2,
        f"is longer than {LONGEST_LINE} bytes",
    )
    # The first row stands before any table.
    assert refusing.told(_with(exported, 1, b"[1]\n")) == (2, "is not a row of the table above it")


@pytest.mark.parametrize(
    ("name", "column", "value"),
    [
        ("releases", "created", "yesterday"),
        ("releases", "created", 7),
        ("releases", "note", None),
        ("releases", "added", -1),
        ("cells", "area_id", 4_000),
        ("cells", "area_id", None),
        ("cells", "id", 10**30),
        ("cells", "id", [1]),
        ("cells", "id", {"one": 1}),
        ("observations", "status", "synthetic"),
        ("observations", "release_to", 99),
        ("observations", "digits", 10**40),
        ("passages", "fingerprint", "sha256:short"),
        ("sources", "slug", "\ud800"),
    ],
)
def test_a_signed_record_with_an_impossible_value_is_refused(
    refusing: Refused, exported: Lines, name: str, column: str, value: Any
) -> None:
    damaged, line = _row_with(exported, name, column, value)
    number, _ = refusing.told(damaged)
    assert number >= line


@pytest.mark.parametrize(
    ("name", "column", "value"),
    [
        ("entry_versions", "content", {}),
        ("entry_versions", "content", {"name": "Synthetic"}),
        ("entry_versions", "content", []),
        # Readable in the newest release, and in no other.
        ("entry_versions", "release_from", 2),
        ("periods", "slug", "whenever"),
    ],
)
def test_a_signed_record_that_nobody_could_read_is_refused(
    refusing: Refused, exported: Lines, name: str, column: str, value: Any
) -> None:
    """The database takes every row of it, and no answer could be made from them."""
    damaged, _ = _row_with(exported, name, column, value)
    assert refusing.told(damaged) == (len(damaged), "the rows are not those of a record")


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_store_with_a_record_is_left_as_it_is(
    command: Command, stores: Stores, tmp_path: Path, exported: Lines, kind: str
) -> None:
    url = stores(kind, "record")
    file, before, after = (tmp_path / name for name in ("record", "before", "after"))
    file.write_bytes(b"".join(exported))
    assert command.run("export", str(before), ONRECORD_DATABASE_URL=url).code == 0
    ended = command.run("restore", str(file), ONRECORD_DATABASE_URL=url)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == "the store holds a record already; restore into an empty one\n"
    assert command.run("export", str(after), ONRECORD_DATABASE_URL=url).code == 0
    assert after.read_bytes() == before.read_bytes()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_store_without_tables_takes_and_gives_nothing(
    command: Command, stores: Stores, tmp_path: Path, exported: Lines, kind: str
) -> None:
    url = stores(kind, "nothing")
    file = tmp_path / "record.jsonl"
    ended = command.run("export", str(file), ONRECORD_DATABASE_URL=url)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.endswith("run: onrecord migrate\n") or "no tables" in ended.err
    assert list(tmp_path.iterdir()) == []
    file.write_bytes(b"".join(exported))
    ended = command.run("restore", str(file), ONRECORD_DATABASE_URL=url)
    assert (ended.code, ended.out) == (1, "")
    assert "run: onrecord migrate" in ended.err
    ended = command.run("restore", str(tmp_path / "nowhere"), ONRECORD_DATABASE_URL=url)
    assert (ended.code, ended.err) == (
        1,
        f"{tmp_path / 'nowhere'} cannot be read: No such file or directory\n",
    )


def test_an_export_that_fails_leaves_nothing_behind(
    command: Command, stores: Stores, tmp_path: Path
) -> None:
    url = stores("sqlite", "record")
    nowhere = tmp_path / "nowhere" / "record.jsonl"
    ended = command.run("export", str(nowhere), ONRECORD_DATABASE_URL=url)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == f"{nowhere} cannot be written: No such file or directory\n"
    assert list(tmp_path.iterdir()) == []

    older = tmp_path / "record.jsonl"
    older.write_text("an older record")
    # A device that is full whatever is written to it, in the place of the draft.
    (tmp_path / ".record.jsonl.draft").symlink_to("/dev/full")
    ended = command.run("export", str(older), ONRECORD_DATABASE_URL=url)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == f"{older} cannot be written: No space left on device\n"
    assert older.read_text() == "an older record"
    assert list(tmp_path.iterdir()) == [older]
    assert stat.S_ISCHR(Path("/dev/full").stat().st_mode)

    folder = tmp_path / "folder"
    folder.mkdir()
    ended = command.run("export", str(folder), ONRECORD_DATABASE_URL=url)
    assert (ended.code, ended.err) == (1, f"{folder} is a folder; name a file\n")
    assert sorted(tmp_path.iterdir()) == [folder, older]

    ended = command.run("export", str(older), ONRECORD_DATABASE_URL=url)
    assert ended.code == 0
    assert older.read_bytes().startswith(b'{"onrecord":"record"')
    assert sorted(tmp_path.iterdir()) == [folder, older]
