"""Staged statements become cells and versions where nobody stated the cell before.

That is all of a first import, and the database does it in one go. The statements of every other
cell are put aside, to be settled cell by cell (see `contests`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    FromClause,
    Select,
    Text,
    and_,
    cast,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.dialects import postgresql, sqlite

from app.domain.observation import DIMENSIONS, Status
from app.domain.period import Period
from app.store import tables
from app.store.write.insert import highest_id, insert_rows
from app.store.write.staging import contested, look_over, staged

# SQLite keeps JSON as the text that it is, and would make a number of it by a cast.
_AS_STORED = JSON().with_variant(Text(), "sqlite")
# SQLAlchemy forgets how many rows an INSERT made, unless it is asked to keep it.
_COUNT = {"preserve_rowcount": True}
_MUCH = 50_000
_IDS = [f"{name}_id" for name in DIMENSIONS]
_cells, _observations = tables.cells, tables.observations
_further = tables.further_citations


def save_periods(connection: Connection, periods: Iterable[Period], release: int) -> None:
    """Store the periods that are new."""
    known = set(connection.scalars(select(tables.periods.c.id)))
    wanted = {period.key: period for period in periods}
    insert_rows(
        connection,
        tables.periods,
        [
            {
                "id": key,
                "slug": period.slug,
                "kind": period.kind,
                "start_date": period.start,
                "end_date": period.end,
                "release_from": release,
            }
            for key, period in sorted(wanted.items())
            if key not in known
        ],
    )


@dataclass(frozen=True)
class Placed:
    """How many cells are new with one statement, and how many are as they were; the others are put
    aside to be settled. The first statement's own cell has the id behind `base`."""

    statements: int
    added: int
    unchanged: int
    base: int


def place_statements(connection: Connection, release: int, statements: int) -> Placed:
    """Store the cells of all staged statements, and the figures of those cells that have one
    statement and were not in the record."""
    base = highest_id(connection, _cells)
    with _indexed_after(connection, statements, base):
        made = _save_cells(connection, base)
    withdrawn = connection.scalar(
        select(func.count()).where(staged.c.status == Status.WITHDRAWN).select_from(staged)
    )
    if made == statements and not withdrawn:
        added = _save_versions(connection, select(staged), base, release)
        return Placed(statements, added, 0, base)
    _put_aside(connection, base)
    look_over(connection, statements, "contested")
    added = _save_versions(connection, _alone(base), base, release)
    return Placed(statements, added, _leave_out_what_is_unchanged(connection), base)


def alone(placed: Placed) -> Select[Any]:
    """The statements that made a cell and its figure, and that no other states."""
    return select(staged) if placed.added == placed.statements else _alone(placed.base)


def _alone(base: int) -> Select[Any]:
    made = select(staged).join(_cells, _cells.c.id == base + staged.c.number)
    return made.where(_cells.c.id.not_in(select(contested.c.cell_id)))


def stated_at(connection: Connection, placed: Placed, cell_id: int) -> tuple[int, int, str] | None:
    """The document, by its position, the line and the locator of a cell's first statement."""
    numbers = (
        select(contested.c.number)
        .where(contested.c.cell_id == cell_id)
        .union_all(select(literal(cell_id - placed.base)))
    )
    found = connection.execute(
        select(staged.c.document, staged.c.line, staged.c.locator)
        .where(staged.c.number.in_(numbers))
        .order_by(staged.c.number)
    ).first()
    return None if found is None else (found.document, found.line, found.locator)


def stated_of(
    connection: Connection, periods: Sequence[int], document: int | None = None
) -> Iterator[tuple[int, int, int, int]]:
    """For each of some periods that figures are stated of, in one document or in all: how many,
    and the document (by its position) and line of the first."""
    first = (
        select(
            staged.c.period_id,
            func.count().label("total"),
            func.min(staged.c.number).label("number"),
        )
        .where(
            staged.c.period_id.in_(periods),
            true() if document is None else staged.c.document == document,
        )
        .group_by(staged.c.period_id)
        .subquery()
    )
    query = (
        select(first.c.period_id, first.c.total, staged.c.document, staged.c.line)
        .join_from(first, staged, staged.c.number == first.c.number)
        .order_by(first.c.period_id)
    )
    for row in connection.execute(query):
        yield row.period_id, row.total, row.document, row.line


@contextmanager
def _indexed_after(connection: Connection, statements: int, held: int) -> Iterator[None]:
    """Where much comes to little, cells are stored first and indexed at once after: an index that
    is made from sorted entries costs a fraction of one that is filled here and there. On PostgreSQL
    every reader would wait until the import ends."""
    later = connection.dialect.name == "sqlite" and statements > max(_MUCH, held)
    indexes = sorted(_cells.indexes, key=lambda index: str(index.name)) if later else []
    for index in indexes:
        index.drop(connection)
    yield
    for index in indexes:
        index.create(connection)


def _save_cells(connection: Connection, base: int) -> int:
    """A statement's cell gets the statement's number, above all ids before; where the cell is there
    already, the number stays unused."""
    numbered = select((base + staged.c.number).label("id"), *(staged.c[name] for name in _IDS))
    # Without a WHERE, SQLite would take ON CONFLICT for the condition of a join.
    numbered = numbered.where(staged.c.number > 0).order_by(staged.c.number)
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    new = dialect.insert(_cells).from_select(["id", *_IDS], numbered)
    return int(connection.execute(new.on_conflict_do_nothing(), execution_options=_COUNT).rowcount)


def _put_aside(connection: Connection, base: int) -> None:
    mine = _cells.alias()
    own = select(mine.c.id).where(mine.c.id == base + staged.c.number).exists()
    same = and_(*(_cells.c[name] == staged.c[name] for name in _IDS))
    later = (
        select(_cells.c.id, staged.c.number)
        .join_from(staged, _cells, same)
        # Nobody can withdraw what was never stated, and that is seen when the cell is settled.
        .where(or_(~own, staged.c.status == Status.WITHDRAWN))
    )
    connection.execute(insert(contested).from_select(["cell_id", "number"], later))
    # The statement that made the cell of a later one.
    first = select(contested.c.cell_id, contested.c.cell_id - base).distinct()
    first = first.where(
        contested.c.cell_id > base,
        (contested.c.cell_id - base).not_in(select(contested.c.number)),
    )
    connection.execute(insert(contested).from_select(["cell_id", "number"], first))


def _leave_out_what_is_unchanged(connection: Connection) -> int:
    """Statements that repeat what the record holds from their own source need no settling; how many
    they are."""
    mine = tables.passages.alias()
    first, later = tables.passages.alias(), tables.passages.alias()
    alternatives = _observations.alias()
    alone = contested.alias()

    def same_place(cited: FromClause, passage: FromClause) -> ColumnElement[bool]:
        """Whether a citation of the statement's source is where the statement is, and says it."""
        whole = (each.c.paragraph == tables.WHOLE_DOCUMENT for each in (passage, mine))
        return and_(
            cited.c.stated == staged.c.stated,
            or_(cited.c.passage_id == staged.c.passage_id, and_(*whole)),
        )

    def further(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
        """Whether the source of the statement is cited for the figure further, and how."""
        return (
            select(_further.c.position)
            .join_from(_further, later, later.c.id == _further.c.passage_id)
            .where(
                _further.c.observation_id == _observations.c.id,
                _further.c.release_to.is_(None),
                later.c.source_id == staged.c.source_id,
                *conditions,
            )
            .exists()
        )

    is_first = and_(_observations.c.cited_to.is_(None), first.c.source_id == staged.c.source_id)
    same = (
        select(contested.c.cell_id)
        .join_from(contested, staged, contested.c.number == staged.c.number)
        .join(mine, mine.c.id == staged.c.passage_id)
        .join(_observations, _observations.c.cell_id == contested.c.cell_id)
        .join(first, first.c.id == _observations.c.passage_id)
        .where(
            _observations.c.release_to.is_(None),
            _observations.c.alternative == 0,
            *(
                _observations.c[name].is_not_distinct_from(staged.c[name])
                for name in ("digits", "exponent", "status", "qualifier", "forces", "note")
            ),
            cast(_observations.c.inferred, Text) == staged.c.inferred,
            or_(
                and_(is_first, same_place(_observations, first)),
                further(same_place(_further, later)),
            ),
            # Nor is the source cited anywhere else.
            ~and_(is_first, ~same_place(_observations, first)),
            ~further(~same_place(_further, later)),
            ~select(alternatives.c.id)
            .where(
                alternatives.c.cell_id == contested.c.cell_id,
                alternatives.c.alternative > 0,
                alternatives.c.release_to.is_(None),
            )
            .exists(),
            ~select(alone.c.number)
            .where(alone.c.cell_id == contested.c.cell_id, alone.c.number != contested.c.number)
            .exists(),
        )
    )
    left_out = delete(contested).where(contested.c.cell_id.in_(same))
    return int(connection.execute(left_out).rowcount)


def _save_versions(connection: Connection, statements: Select[Any], base: int, release: int) -> int:
    """A first version for each statement; how many there are."""
    above = highest_id(connection, _observations)
    of = statements.subquery()
    said = ("digits", "exponent", "status", "qualifier", "forces", "note", "reason")
    place = ("passage_id", "locator", "stated")
    versions = select(
        (above + of.c.number).label("id"),
        (base + of.c.number).label("cell_id"),
        literal(0).label("alternative"),
        literal(release).label("release_from"),
        *(of.c[name] for name in (*said, *place)),
        cast(of.c.inferred, _AS_STORED).label("inferred"),
    ).order_by(of.c.number)
    made = connection.execute(
        insert(_observations).from_select(versions.selected_columns.keys(), versions),
        execution_options=_COUNT,
    )
    return int(made.rowcount)
