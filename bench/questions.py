"""The questions of each work, endless and all distinct, and the address of each at every server."""

from __future__ import annotations

import base64
import itertools
import json
import random
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlencode

import msgspec

from app.api.cursor import Cursor, write_cursor
from app.domain.period import Period
from bench.record import DATASET, MEASURES, Record
from bench.servers import Answer

MOST = 10_000
PAGE = 100


@dataclass(frozen=True)
class Series:
    """One area, one category, one measure, all years."""

    area: str
    category: str
    measure: str
    limit: int

    def at_ours(self) -> str:
        """Where we answer it."""
        return f"/v1/observations?{urlencode(vars(self))}"

    def at_datasette(self) -> str:
        """Where Datasette answers it: a canned query."""
        return f"/figures/series.json?{urlencode({**vars(self), '_shape': 'array'})}"

    def at_orm(self) -> str:
        """Where the ORM app answers it."""
        return f"/figures?{urlencode(vars(self))}"


@dataclass(frozen=True)
class YearOnYear:
    """Every force, one category, one measure, all years, with the year before."""

    forces: tuple[str, ...]
    category: str
    measure: str
    limit: int

    def at_ours(self) -> str:
        """Where we answer it."""
        areas = ",".join(self.forces)
        query = {"area": areas, "category": self.category, "measure": self.measure}
        return f"/v1/changes?{urlencode({**query, 'limit': self.limit}, safe=',')}"

    def at_datasette(self) -> str:
        """Where Datasette answers it: a canned query."""
        query = {"areas": json.dumps(self.forces, separators=(",", ":")), "_shape": "array"}
        query |= {"category": self.category, "measure": self.measure, "limit": str(self.limit)}
        return f"/figures/changes.json?{urlencode(query)}"

    def at_orm(self) -> str:
        """Where the ORM app answers it."""
        query = {"area": self.forces, "category": self.category, "measure": self.measure}
        return f"/changes?{urlencode({**query, 'limit': self.limit}, doseq=True)}"


@dataclass(frozen=True)
class Page:
    """A page of the figures of a period and a measure, behind so many of them."""

    period: str
    measure: str
    offset: int

    def at_orm(self) -> str:
        """Where the ORM app answers it."""
        query = {"period": self.period, "measure": self.measure, "limit": PAGE}
        return f"/figures?{urlencode({**query, 'offset': self.offset})}"


class Answers(Protocol):
    """Whatever answers an address."""

    def demand(self, address: str) -> Answer:
        """Its answer, which is a good one."""


class Pages:
    """Pages at us and at Datasette, whose cursors have to be known: ours holds the ids of the
    figure before, Datasette's its key."""

    def __init__(self, record: Record, store: Path) -> None:
        self._record = record
        connection = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
        self._ids = {
            noun: dict(connection.execute(f"SELECT slug, id FROM {noun}").fetchall())
            for noun in ("areas", "categories", "measures", "datasets")
        }
        connection.close()
        self._marks: dict[tuple[str, str], Cursor] = {}

    def learn(self, server: Answers) -> None:
        """The marks by which our cursors tell their questions, of every period and measure."""
        for period, measure in itertools.product(self._record.periods, MEASURES):
            address = self._first(Page(period, measure, 0))
            following = json.loads(server.demand(address).body)["links"]["next"]
            text = following.rpartition("cursor=")[2]
            self._marks[period, measure] = msgspec.json.decode(_base64(text), type=Cursor)

    def ours(self, page: Page) -> str:
        """Where we answer a page."""
        address = self._first(page)
        if not page.offset:
            return address
        area, category = divmod(page.offset - 1, len(self._record.categories))
        known = self._marks[page.period, page.measure]
        after = (
            self._ids["areas"][self._record.areas[area]],
            Period.parse(page.period).key,
            self._ids["categories"][self._record.categories[category]],
            self._ids["measures"][page.measure],
            0,
            0,
            self._ids["datasets"][DATASET],
        )
        return f"{address}&cursor={write_cursor(Cursor(known.release, known.question, after))}"

    def datasette(self, page: Page) -> str:
        """Where Datasette answers a page."""
        query = {"period": page.period, "measure": page.measure, "_size": PAGE}
        query |= {"_shape": "objects", "_nofacet": 1}
        address = f"/figures/figures.json?{urlencode(query)}"
        if not page.offset:
            return address
        record = self._record
        area, category = divmod(page.offset - 1, len(record.categories))
        # The place of the figure before, in the order of cells, which is its key.
        number = area * len(record.periods) + record.periods.index(page.period)
        number = number * len(record.categories) + category
        number = number * len(MEASURES) + MEASURES.index(page.measure) + 1
        return f"{address}&_next={number}"

    @staticmethod
    def _first(page: Page) -> str:
        query = {"period": page.period, "measure": page.measure, "limit": PAGE}
        return f"/v1/observations?{urlencode(query)}"


def series(record: Record, seed: int = 1) -> Iterator[Series]:
    """Every one in an order of chance, and then again with another limit."""
    found = _shuffled(seed, record.areas, record.categories, MEASURES)
    for limit in range(1000, MOST, 2):
        for area, category, measure in found:
            yield Series(area, category, measure, limit)


def changes(record: Record, seed: int = 1) -> Iterator[YearOnYear]:
    """The same, of all forces at once."""
    forces = tuple(record.forces)
    found = _shuffled(seed, record.categories, MEASURES)
    # Every second limit: the other ones are left for asking in other words.
    for limit in range(MOST, len(forces) * len(record.periods), -2):
        for category, measure in found:
            yield YearOnYear(forces, category, measure, limit)


def pages(record: Record, seed: int = 1) -> Iterator[Page]:
    """One first page, and then pages that begin anywhere behind; the other first pages are asked
    by whoever learns the cursors, and are not new any more."""
    found = _shuffled(seed, record.periods, MEASURES)
    starts = list(range(1, len(record.areas) * len(record.categories) - 1))
    random.Random(seed).shuffle(starts)
    period, measure = found[0]
    yield Page(period, measure, 0)
    for start in starts:
        for period, measure in found:
            yield Page(period, measure, start)


def _shuffled(seed: int, *dimensions: Sequence[str]) -> list[tuple[str, ...]]:
    found = list(itertools.product(*dimensions))
    random.Random(seed).shuffle(found)
    return found


def _base64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
