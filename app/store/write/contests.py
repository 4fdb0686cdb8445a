"""Cells to be settled one by one: what the record holds of each, and what is stated of it now."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    func,
    join,
    literal,
    select,
    union,
    union_all,
)

from app.domain.observation import Inference, Status, exact
from app.domain.quantity import Qualifier
from app.domain.statement import Line, Place, Said, Statement
from app.store import tables
from app.store.cells import ORDER
from app.store.values import inferences
from app.store.write.staging import contested, staged

_observations, _further = tables.observations, tables.further_citations
_AT_ONCE = 1_000
_STATED_HERE = ("document", "line", "source_id", "reason", "passage_id", "locator", "stated")
_SAID = ("digits", "exponent", "status", "qualifier", "forces", "note")


@dataclass(frozen=True)
class StatedHere:
    """One statement with the document (by its position) and the line that it comes from."""

    document: int
    line: int
    statement: Statement

    @property
    def locator(self) -> str:
        """Where in the document it is; of several sheets, it tells which."""
        return self.statement.places[0].locator


@dataclass(frozen=True)
class Contest:
    """One cell: its dimensions by id, its open lines, and the new statements in their order.

    `versions` are the ids of the open versions by line, `places` the citations of each by
    position, that which came with it being 0. `formerly` are the sources that ever stated it, as
    far as one withdraws it now.
    """

    cell_id: int
    dimensions: tuple[int, ...]
    lines: Sequence[Line]
    statements: Sequence[StatedHere]
    versions: Mapping[int, int]
    places: Mapping[int, Mapping[int, tuple[int, Place]]]
    formerly: frozenset[int]


def how_many(connection: Connection) -> int:
    """The number of cells that are put aside."""
    return connection.scalar(select(func.count(contested.c.cell_id.distinct()))) or 0


@dataclass(frozen=True)
class Crowd:
    """A cell, by its dimensions' ids, that is stated too often: how often, and where first."""

    dimensions: tuple[int, ...]
    times: int
    document: int
    line: int


def crowds(connection: Connection, most: int) -> Iterator[Crowd]:
    """The cells that are stated more than so many times."""
    many = (
        select(
            contested.c.cell_id,
            func.count().label("times"),
            func.min(contested.c.number).label("first"),
        )
        .group_by(contested.c.cell_id)
        .having(func.count() > most)
        .subquery()
    )
    query = (
        select(*ORDER, many.c.times, staged.c.document, staged.c.line)
        .join_from(many, tables.cells, tables.cells.c.id == many.c.cell_id)
        .join(staged, staged.c.number == many.c.first)
        .order_by(many.c.first)
    )
    for row in connection.execute(query):
        yield Crowd(tuple(row)[: len(ORDER)], row.times, row.document, row.line)


def contests(connection: Connection) -> Iterator[list[Contest]]:
    """Every cell that is put aside, some at a time."""
    after = 0
    while True:
        wanted = (
            select(contested.c.cell_id)
            .where(contested.c.cell_id > after)
            .distinct()
            .order_by(contested.c.cell_id)
            .limit(_AT_ONCE)
        )
        cell_ids = list(connection.scalars(wanted))
        if not cell_ids:
            return
        yield list(_contests(connection, cell_ids))
        after = cell_ids[-1]


def _contests(connection: Connection, cell_ids: Sequence[int]) -> Iterator[Contest]:
    here = contested.c.cell_id.between(cell_ids[0], cell_ids[-1])
    statements: dict[int, list[StatedHere]] = defaultdict(list)
    rows = connection.execute(
        select(
            contested.c.cell_id,
            *(staged.c[name] for name in _STATED_HERE),
            tables.passages.c.paragraph,
            *(staged.c[name] for name in (*_SAID, "inferred")),
        )
        .join_from(contested, staged, contested.c.number == staged.c.number)
        .join(tables.passages, tables.passages.c.id == staged.c.passage_id)
        .where(here)
        .order_by(contested.c.cell_id, staged.c.number)
    )
    for row in rows:
        cell_id, document, line, source, reason, passage, locator, stated, paragraph, *said = row
        place = Place(passage, paragraph, locator, stated)
        statement = Statement(source, _said(*said[:-1], _inferred(said[-1])), (place,), reason)
        statements[cell_id].append(StatedHere(document, line, statement))
    versions = connection.execute(
        select(
            *(_observations.c[name] for name in ("id", "cell_id", "alternative", "reason")),
            *(_observations.c[name] for name in (*_SAID, "inferred")),
        )
        .where(
            _observations.c.cell_id.in_(select(contested.c.cell_id).where(here)),
            _observations.c.release_to.is_(None),
        )
        .order_by(_observations.c.cell_id, _observations.c.alternative)
    ).all()
    places = _places(connection, [row.id for row in versions])
    lines: dict[int, list[Line]] = defaultdict(list)
    open_ids: dict[int, dict[int, int]] = defaultdict(dict)
    for version, cell_id, number, reason, *said in versions:
        cited: dict[int, tuple[Place, ...]] = {}
        for source, place in places[version].values():
            cited[source] = (*cited.get(source, ()), place)
        before = _said(*said[:-1], tuple(inferences(said[-1])))
        lines[cell_id].append(Line(number, before, cited, reason))
        open_ids[cell_id][number] = version
    cells = tables.cells
    dimensions = select(cells.c.id, *ORDER).where(cells.c.id.in_(cell_ids))
    of_cell = {row.id: tuple(row)[1:] for row in connection.execute(dimensions)}
    withdrawn = [
        cell_id
        for cell_id, found in statements.items()
        if any(here.statement.said.status is Status.WITHDRAWN for here in found)
    ]
    formerly = _sources_ever(connection, withdrawn)
    for cell_id in cell_ids:
        yield Contest(
            cell_id,
            of_cell[cell_id],
            lines[cell_id],
            statements[cell_id],
            open_ids[cell_id],
            places,
            frozenset(formerly[cell_id]),
        )


def _sources_ever(connection: Connection, cell_ids: Sequence[int]) -> dict[int, set[int]]:
    """The sources that ever stated some cells."""
    found: dict[int, set[int]] = defaultdict(set)
    passages = tables.passages
    ever = [
        select(_observations.c.cell_id, passages.c.source_id)
        .select_from(among)
        .join(passages, passages.c.id == cited.c.passage_id)
        .where(_observations.c.cell_id.in_(cell_ids))
        for cited, among in (
            (_observations, _observations),
            (_further, join(_observations, _further)),
        )
    ]
    for row in connection.execute(union(*ever)) if cell_ids else ():
        found[row.cell_id].add(row.source_id)
    return found


@lru_cache(maxsize=1_000)
def _inferred(stored: str) -> tuple[Inference, ...]:
    return tuple(inferences(json.loads(stored)))


# What a cell says is often what others say, and is much compared while they are settled.
@lru_cache(maxsize=10_000)
def _said(
    digits: int | None,
    exponent: int | None,
    status: str,
    qualifier: str,
    forces: int | None,
    note: str | None,
    inferred: tuple[Inference, ...],
) -> Said:
    value = exact(digits, exponent)
    return Said(value, Status(status), Qualifier(qualifier), forces, inferred, note)


def _places(
    connection: Connection, versions: Sequence[int]
) -> dict[int, dict[int, tuple[int, Place]]]:
    """The open citations of some versions: version → position → source and place."""
    found: dict[int, dict[int, tuple[int, Place]]] = defaultdict(dict)
    passages = tables.passages
    first = select(
        _observations.c.id.label("version"), literal(0).label("position"), *_place(_observations)
    ).where(_observations.c.cited_to.is_(None))
    later = select(_further.c.observation_id, _further.c.position, *_place(_further)).where(
        _further.c.release_to.is_(None)
    )
    for start in range(0, len(versions), _AT_ONCE):
        some = versions[start : start + _AT_ONCE]
        cited = union_all(
            first.where(_observations.c.id.in_(some)),
            later.where(_further.c.observation_id.in_(some)),
        ).subquery()
        query = (
            select(cited, passages.c.source_id, passages.c.paragraph)
            .join_from(cited, passages, passages.c.id == cited.c.passage_id)
            .order_by(cited.c.version, cited.c.position)
        )
        for row in connection.execute(query):
            place = Place(row.passage_id, row.paragraph, row.locator, row.stated)
            found[row.version][row.position] = (row.source_id, place)
    return found


def _place(cited: FromClause) -> list[ColumnElement[Any]]:
    return [cited.c[name] for name in ("passage_id", "locator", "stated")]
