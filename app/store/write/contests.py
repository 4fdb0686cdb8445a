"""Cells to be settled one by one: what the record holds of each, and what is stated of it now."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Row, select, tuple_, update

from app.domain.observation import Status
from app.domain.quantity import Qualifier
from app.domain.release import CellChangeKind
from app.domain.statement import Line, Place, Said, Statement
from app.store import tables
from app.store.cells import ORDER
from app.store.values import inferences, join, split, stored_inferences
from app.store.write.insert import highest_id, insert_rows
from app.store.write.staging import contested, staged

_observations, _citations = tables.observations, tables.citations
_AT_ONCE = 1_000


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
    position. `formerly` are the sources that ever stated it, as far as one withdraws it now.
    """

    cell_id: int
    dimensions: tuple[int, ...]
    lines: Sequence[Line]
    statements: Sequence[StatedHere]
    versions: Mapping[int, int]
    places: Mapping[int, Mapping[int, tuple[int, Place]]]
    formerly: frozenset[int]


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
        select(contested.c.cell_id, staged, tables.passages.c.paragraph)
        .join_from(contested, staged, contested.c.number == staged.c.number)
        .join(tables.passages, tables.passages.c.id == staged.c.passage_id)
        .where(here)
        .order_by(contested.c.cell_id, staged.c.number)
    )
    for row in rows:
        place = Place(row.passage_id, row.paragraph, row.locator, row.stated)
        said = _said(row, json.loads(row.inferred))
        statement = Statement(row.source_id, said, (place,), row.reason)
        statements[row.cell_id].append(StatedHere(row.document, row.line, statement))
    versions = connection.execute(
        select(_observations)
        .where(
            _observations.c.cell_id.in_(select(contested.c.cell_id).where(here)),
            _observations.c.release_to.is_(None),
        )
        .order_by(_observations.c.cell_id, _observations.c.alternative)
    ).all()
    places = _places(connection, [row.id for row in versions])
    lines: dict[int, list[Line]] = defaultdict(list)
    open_ids: dict[int, dict[int, int]] = defaultdict(dict)
    for row in versions:
        cited: dict[int, tuple[Place, ...]] = {}
        for source, place in places[row.id].values():
            cited[source] = (*cited.get(source, ()), place)
        said = _said(row, row.inferred)
        lines[row.cell_id].append(Line(row.alternative, said, cited, row.reason))
        open_ids[row.cell_id][row.alternative] = row.id
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
    query = (
        select(_observations.c.cell_id, passages.c.source_id)
        .join_from(_observations, _citations)
        .join(passages)
        .where(_observations.c.cell_id.in_(cell_ids))
        .distinct()
    )
    for row in connection.execute(query) if cell_ids else ():
        found[row.cell_id].add(row.source_id)
    return found


def _said(row: Row[Any], inferred: list[dict[str, str]]) -> Said:
    return Said(
        join(row.digits, row.exponent),
        Status(row.status),
        Qualifier(row.qualifier),
        row.forces,
        tuple(inferences(inferred)),
        row.note,
    )


def _places(
    connection: Connection, versions: Sequence[int]
) -> dict[int, dict[int, tuple[int, Place]]]:
    """The open citations of some versions: version → position → source and place."""
    found: dict[int, dict[int, tuple[int, Place]]] = defaultdict(dict)
    passages = tables.passages
    for start in range(0, len(versions), _AT_ONCE):
        query = (
            select(_citations, passages.c.source_id, passages.c.paragraph)
            .join_from(_citations, passages)
            .where(
                _citations.c.observation_id.in_(versions[start : start + _AT_ONCE]),
                _citations.c.release_to.is_(None),
            )
            .order_by(_citations.c.observation_id, _citations.c.position)
        )
        for row in connection.execute(query):
            place = Place(row.passage_id, row.paragraph, row.locator, row.stated)
            found[row.observation_id][row.position] = (row.source_id, place)
    return found


class Settling:
    """Writes what became of contested cells, and counts it."""

    def __init__(self, connection: Connection, release: int) -> None:
        self._connection = connection
        self._release = release
        self._highest = highest_id(connection, _observations)
        self.recited = 0

    def write(
        self, settled: Iterable[tuple[Contest, Sequence[Line]]]
    ) -> list[CellChangeKind | None]:
        """Store the lines of some cells; what was done to each line that changed, and None for a
        cell of which none did. `recited` counts the cells that are as before but for where they
        are printed."""
        ended: list[int] = []
        uncited: list[tuple[int, int]] = []
        versions: list[dict[str, Any]] = []
        cited: list[dict[str, Any]] = []
        kinds: list[CellChangeKind | None] = []
        for contest, lines in settled:
            told = len(uncited) + len(cited)
            before = {line.number: line for line in contest.lines}
            opened = [
                line
                for line in lines
                if line.number not in before or before[line.number].said != line.said
            ]
            for line in opened:
                if line.number in before:
                    ended.append(contest.versions[line.number])
                self._highest += 1
                versions.append(self._version(contest.cell_id, line))
                places = chain.from_iterable(line.cited.values())
                cited += self._citations(self._highest, enumerate(places))
            for line in lines:
                if line not in opened:
                    gone, more = self._recited(contest, line)
                    uncited += gone
                    cited += more
            self.recited += not opened and len(uncited) + len(cited) > told
            kinds += [_kind(before, line) for line in opened] or [None]
        self._store(ended, uncited, versions, cited)
        return kinds

    def _recited(
        self, contest: Contest, line: Line
    ) -> tuple[list[tuple[int, int]], list[dict[str, Any]]]:
        """The citations that a version loses, and those that it gains."""
        version = contest.versions[line.number]
        held = contest.places.get(version, {})
        wanted = [(source, place) for source, at in line.cited.items() for place in at]
        gone = [(version, position) for position, at in held.items() if at not in wanted]
        new = [place for source, place in wanted if (source, place) not in held.values()]
        if not new:
            return gone, []
        # Positions are never used again, also those of citations that ended.
        last = self._connection.scalars(
            select(_citations.c.position)
            .where(_citations.c.observation_id == version)
            .order_by(_citations.c.position.desc())
        ).first()
        return gone, self._citations(version, enumerate(new, start=(last or 0) + 1))

    def _version(self, cell_id: int, line: Line) -> dict[str, Any]:
        digits, exponent = split(line.said.value)
        return {
            "id": self._highest,
            "cell_id": cell_id,
            "alternative": line.number,
            "release_from": self._release,
            "digits": digits,
            "exponent": exponent,
            "status": line.said.status,
            "qualifier": line.said.qualifier,
            "forces": line.said.forces,
            "inferred": stored_inferences(line.said.inferred),
            "note": line.said.note,
            "reason": line.reason,
        }

    def _citations(self, version: int, places: Iterable[tuple[int, Place]]) -> list[dict[str, Any]]:
        return [
            {
                "observation_id": version,
                "position": position,
                "release_from": self._release,
                "passage_id": place.passage,
                "locator": place.locator,
                "stated": place.stated,
            }
            for position, place in places
        ]

    def _store(
        self,
        ended: Sequence[int],
        uncited: Sequence[tuple[int, int]],
        versions: Sequence[Mapping[str, Any]],
        cited: Sequence[Mapping[str, Any]],
    ) -> None:
        if ended:
            self._connection.execute(
                update(_observations)
                .where(_observations.c.id.in_(ended))
                .values(release_to=self._release)
            )
        for start in range(0, len(uncited), _AT_ONCE):
            place = tuple_(_citations.c.observation_id, _citations.c.position)
            self._connection.execute(
                update(_citations)
                .where(place.in_(uncited[start : start + _AT_ONCE]))
                .values(release_to=self._release)
            )
        insert_rows(self._connection, _observations, versions)
        insert_rows(self._connection, _citations, cited)


def _kind(before: Mapping[int, Line], opened: Line) -> CellChangeKind:
    if opened.number not in before:
        return CellChangeKind.ADDED
    if opened.said.status is Status.WITHDRAWN:
        return CellChangeKind.WITHDRAWN
    return CellChangeKind.REVISED
