"""The limit of the engine: it runs what our answers are made from, and no more."""

import asyncio
import itertools
import sqlite3
from collections.abc import Callable
from functools import partialmethod
from pathlib import Path
from typing import Any

import pytest

from app.api.pool import Pool
from bench.peers import bare_sqlite
from bench.questions import Series, changes, series
from bench.record import SIZES, Record, built, database

SMALL = Record(SIZES["10k"])


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(SMALL, tmp_path_factory.mktemp("bench"))


def test_it_runs_the_statements_behind_each_answer(store: Path) -> None:
    asked = [*itertools.islice(series(SMALL), 3)]
    found = asyncio.run(bare_sqlite.statements(database(store), map(Series.at_ours, asked)))
    with sqlite3.connect(database(store)) as connection:
        rows = [
            [connection.execute(statement, values).fetchall() for statement, values in answer]
            for answer in found
        ]
        slugs = dict(connection.execute("SELECT id, slug FROM areas").fetchall())
    # Each is one statement, and its rows are the figures of the area.
    assert [[len(each) for each in answer] for answer in rows] == [[SMALL.shape.quarters]] * 3
    assert [slugs[answer[0][0][2]] for answer in rows] == [question.area for question in asked]


def test_what_is_tried_twice_is_counted_once(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A year on year takes too long for the loop, and is begun again elsewhere."""
    tried: list[int] = []
    monkeypatch.setattr(Pool, "run", partialmethod(_noted, Pool.run, tried))
    asked = [question.at_ours() for question in itertools.islice(changes(SMALL), 3)]
    for answer in asyncio.run(bare_sqlite.statements(database(store), asked)):
        assert len(answer) == 1
    # What is asked for first is not tried in the loop.
    assert len(tried) == 1 + len(asked)


async def _noted(self: Pool, run: Any, tried: list[int], work: Callable[[], object]) -> object:
    tried.append(1)
    return await run(self, work)


def test_it_tells_how_many_questions_a_second_are_answered(store: Path) -> None:
    addresses = [question.at_ours() for question in itertools.islice(changes(SMALL), 2)]
    way = bare_sqlite.replayed(store, iter(addresses), 1)
    # It begins again from the first, and no machine reads thousands of figures in a microsecond.
    assert 1 < way() < 1_000_000
    assert 1 < way() < 1_000_000
