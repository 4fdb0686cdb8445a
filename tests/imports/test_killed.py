"""An import that is killed at any moment has happened whole or not at all.

`onrecord import` reads ten thousand synthetic rows into a store that holds the seed and a second
release, and gets SIGKILL at moments spread over its whole run. A killed store is looked at, and
then used again: what a kill leaves behind must not stand in the way of the next import.
"""

from __future__ import annotations

import random
import re
import shutil
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import islice, product
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.settings import ROOT
from app.store.engine import connect_to, reading
from app.store.releases import demand_latest
from app.store.tables import metadata
from tests.imported import imported
from tests.imports.forked import Command, Ended, loaded
from tests.imports.made import exported, row, source, table
from tests.postgres import new_database

ROWS, REVISED = 10_000, 500
# A kill in each share of the run; the seed is that of the moments within the shares.
KILLS = {"sqlite": 26, "postgresql": 8}
# The import is run to its end after so many kills.
TO_THE_END = {"sqlite": 13, "postgresql": 8}
SEED = 20_261_121

AREAS = ROOT / "seed" / "reference" / "areas.yaml"
Fresh = Callable[[], AbstractContextManager[str]]


def _rows(count: int, first: int = 100) -> list[dict[str, str]]:
    """Synthetic rows under the seed's dictionaries: a month of every force, and then the next."""
    slugs = re.findall(r"^  - slug: (\S+-police)$", AREAS.read_text(), re.MULTILINE)
    cells = product(range(1990, 2020), range(1, 13), slugs)
    return [
        row(
            force,
            str(first + at % 90),
            dataset="nspcc-foi-2020",
            measure="offences-recorded",
            category="online-child-sexual-offences",
            period=f"{year}-m{month:02}",
        )
        for at, (year, month, force) in enumerate(islice(cells, count))
    ]


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Command]:
    """The command, loaded once."""
    with loaded(tmp_path_factory.mktemp("said")) as command:
        yield command


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The table to import: it revises a few figures of the second release and adds the others."""
    path = tmp_path_factory.mktemp("table") / "synthetic.csv"
    big = table(*_rows(ROWS, first=101))
    path.write_bytes(big.read(big.size))
    return str(path)


def _second_release(url: str) -> None:
    engine = connect_to(url)
    try:
        imported(engine, [source("table", defaults={}), table(*_rows(REVISED))], "Synthetic")
    finally:
        engine.dispose()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def fresh(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Fresh]:
    """Makes stores that hold the seed and a second release."""
    if request.param == "sqlite":
        folder = tmp_path_factory.mktemp("killed")
        begun = Path(shutil.copy(request.getfixturevalue("seeded_file"), folder / "begun.sqlite"))
        _second_release(f"sqlite:///{begun}")

        @contextmanager
        def copied() -> Iterator[str]:
            copy = folder / "copy.sqlite"
            for kept in folder.glob("copy.sqlite*"):
                kept.unlink()
            yield f"sqlite:///{shutil.copy(begun, copy)}"

        yield copied
        return
    server = request.getfixturevalue("postgres_url")
    with new_database(server, request.getfixturevalue("seeded_template")) as begun_url:
        _second_release(begun_url)
        yield lambda: new_database(server, begun_url)


def _record(url: str) -> tuple[int, bytes]:
    """The newest release of a store and its whole record."""
    engine = connect_to(url)
    try:
        with reading(engine) as connection:
            newest = demand_latest(connection).number
        return newest, exported(engine)
    finally:
        engine.dispose()


def _timeless(record: bytes) -> bytes:
    """A record without the time of its third release, and without the digest that has it in."""
    body, _, _ = record.rstrip(b"\n").rpartition(b"\n")
    timeless, found = re.subn(rb'^(\[3,)"20[^"]+"', rb"\1", body, count=1, flags=re.MULTILINE)
    assert found == 1
    return timeless


def _is_sound(url: str) -> None:
    """Nothing is broken in a store, and no table of an import is left in it."""
    engine = connect_to(url)
    try:
        if engine.dialect.name == "sqlite":
            with sqlite3.connect(str(engine.url.database)) as plain:
                assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
                assert plain.execute("PRAGMA foreign_key_check").fetchall() == []
                listed = "SELECT name FROM sqlite_master WHERE type = 'table'"
                names = {name for (name,) in plain.execute(listed)}
            plain.close()
        else:
            # Each look is a transaction of its own, or it would see the same clients for ever.
            each = engine.execution_options(isolation_level="AUTOCOMMIT")
            with each.connect() as connection:
                _wait_for_the_server(connection.execute)
                names = set(
                    connection.scalars(
                        text(
                            "SELECT relname FROM pg_class "
                            "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
                        )
                    )
                )
                temporary = "SELECT count(*) FROM pg_class WHERE relpersistence = 't'"
                assert connection.scalar(text(temporary)) == 0
        assert names == {*metadata.tables, "alembic_version"}
    finally:
        engine.dispose()


def _wait_for_the_server(execute: Callable[..., Any]) -> None:
    """PostgreSQL learns of a killed client in its own time; it may still be committing."""
    others = text(
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid() "
        "AND backend_type = 'client backend'"
    )
    deadline = time.monotonic() + 20
    while execute(others).scalar():
        assert time.monotonic() < deadline, "the server still works for a client that was killed"
        time.sleep(0.01)


def test_a_killed_import_has_happened_whole_or_not_at_all(
    request: pytest.FixtureRequest, command: Command, document: str, fresh: Fresh
) -> None:
    kind = request.node.callspec.params["fresh"]

    def run(url: str, kill_after: float | None = None) -> Ended:
        arguments = ("import", document, "--note", "Synthetic correction")
        return command.run(*arguments, kill_after=kill_after, ONRECORD_DATABASE_URL=url)

    with fresh() as url:
        before = _record(url)
        assert before[0] == 2
        whole = run(url)
        assert (whole.code, whole.stage) == (0, "ending"), whole.err
        assert whole.out.splitlines()[-2:] == [
            f"figures: {ROWS - REVISED} added, {REVISED} revised, 0 withdrawn, 0 unchanged",
            "release 3 stored",
        ]
        number, record = _record(url)
        assert number == 3
        after, length = _timeless(record), whole.seconds
    chance = random.Random(SEED)
    moments = [(at + chance.random()) / KILLS[kind] * length for at in range(KILLS[kind])]
    chance.shuffle(moments)
    stages: Counter[str] = Counter()
    while moments:
        with fresh() as url:
            for _ in range(min(TO_THE_END[kind], len(moments))):
                moment = moments.pop()
                ended = run(url, kill_after=moment)
                told = f"killed after {moment:.4f} s of {length:.4f} s, while {ended.stage!r}"
                assert ended.code in (-signal.SIGKILL, 0), f"{told}: {ended.err}"
                _is_sound(url)
                number, record = _record(url)
                assert number in (2, 3), told
                if number == 3:
                    stages["stored"] += 1
                    assert _timeless(record) == after, told
                    break
                assert record == before[1], told
                assert ended.code == -signal.SIGKILL, told
                stages[ended.stage] += 1
            else:
                last = run(url)
                assert last.code == 0, f"after kills: {last.err}"
                assert _timeless(_record(url)[1]) == after
    print(stages, length)
    assert stages[""] + stages["opening"] + stages["reading"] >= 1, stages
    late = ("storing", "settling", "checking", "ending")
    assert sum(stages[stage] for stage in late) >= 1, stages
