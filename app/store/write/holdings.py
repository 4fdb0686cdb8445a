"""Counting what a release holds, from what it changed.

The statements that were placed are counted where they are staged, and of cells that were settled
the difference to the release before. Both are added up to a few combinations of entries first, so
that the many pairs of entries are counted over these.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations_with_replacement

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    MetaData,
    Table,
    Text,
    and_,
    case,
    func,
    insert,
    literal,
    or_,
    select,
    union,
    union_all,
    update,
)

from app.domain.observation import DIMENSIONS
from app.store import tables
from app.store.cells import ORDER
from app.store.versions import figures_in, first_cited_in, valid_in
from app.store.write.figures import Placed, alone
from app.store.write.staging import contested, look_over, staged

PAIRS = tuple(combinations_with_replacement(tables.COUNTED, 2))
# No combination has all dimensions of many entries, or there would be as many as there are cells.
_COMBINATIONS: Sequence[Sequence[str]] = (
    [name for name in tables.COUNTED if name != "period"],
    ["area", "period"],
    [name for name in tables.COUNTED if name != "area"],
)
_SETTLED = -1


def _ids(names: Sequence[str]) -> list[str]:
    return [f"{name}_id" for name in names]


# How many more figures there are of a combination of entries, and how many more citing a source.
_sums = Table(
    "sums",
    MetaData(),
    Column("combination", Integer, nullable=False),
    *(Column(name, BigInteger, nullable=False) for name in _ids(tables.COUNTED)),
    Column("figures", BigInteger, nullable=False),
    Column("citing", BigInteger, nullable=False),
    prefixes=["TEMPORARY"],
)
_PAIR = ("dimension", "other", "entry_id", "other_id")
_moved = Table(
    "moved",
    MetaData(),
    Column("dimension", Text, primary_key=True),
    Column("other", Text, primary_key=True),
    Column("entry_id", BigInteger, primary_key=True, autoincrement=False),
    Column("other_id", BigInteger, primary_key=True, autoincrement=False),
    Column("more", BigInteger, nullable=False),
    prefixes=["TEMPORARY"],
)
_cells, _observations = tables.cells, tables.observations
_holdings = tables.holdings


def count_holdings(connection: Connection, release: int, placed: Placed) -> None:
    """Store what a release holds: a version of every count that it changed."""
    for table in (_sums, _moved):
        table.create(connection)
    _sum_settled(connection, release)
    here = alone(placed).add_columns(_status_id(staged)).subquery()
    for number, names in enumerate(_COMBINATIONS):
        _sum(connection, number, names, here, (func.count(), func.count()))
        more = (func.sum(_sums.c.figures), func.sum(_sums.c.citing))
        _sum(connection, number, names, _sums, more, _sums.c.combination == _SETTLED)
    look_over(connection, placed.statements, "sums")
    for dimension, other in PAIRS:
        _move(connection, dimension, other)
    look_over(connection, placed.statements, "moved")
    _store(connection, release)
    look_over(connection, placed.statements, "holdings")
    for table in (_sums, _moved):
        table.drop(connection)


def _status_id(found: FromClause) -> ColumnElement[int]:
    return case(tables.STATUS_IDS, value=found.c.status).label("status_id")


def _sum(
    connection: Connection,
    number: int,
    names: Sequence[str],
    among: FromClause,
    counts: Sequence[ColumnElement[int]],
    *conditions: ColumnElement[bool],
) -> None:
    """Add up counts by some dimensions; the others are left open."""
    columns = [among.c[name] for name in _ids(names)]
    rest = [name for name in tables.COUNTED if name not in names]
    found = select(*columns, *counts, literal(number), *(literal(0) for _ in rest))
    into = [*_ids(names), "figures", "citing", "combination", *_ids(rest)]
    grouped = found.where(*conditions).group_by(*columns)
    connection.execute(insert(_sums).from_select(into, grouped))


def _sum_settled(connection: Connection, release: int) -> None:
    """Of the cells that were settled one by one: what they are now less what they were."""
    cells = select(contested.c.cell_id).distinct()
    passages, further = tables.passages, tables.further_citations
    told = []
    for number, by in ((release, 1), (release - 1, -1)):
        settled = (_observations.c.cell_id.in_(cells), figures_in(number))
        line = [_observations.c.cell_id, _status_id(_observations)]
        cited = (
            select(*line, passages.c.source_id)
            .join_from(_observations, passages, passages.c.id == _observations.c.passage_id)
            .where(*settled, first_cited_in(number))
        )
        cited_further = (
            select(*line, passages.c.source_id)
            .join_from(_observations, further)
            .join(passages, passages.c.id == further.c.passage_id)
            .where(*settled, valid_in(number, further))
        )
        # A figure counts once for a source, wherever that states it.
        citing = union(cited, cited_further).subquery()
        told += [
            select(*line, *_labelled(source_id=0, figures=by, citing=0)).where(*settled),
            select(citing, *_labelled(figures=0, citing=by)),
        ]
    every = union_all(*told).subquery()
    more, citing_more = func.sum(every.c.figures), func.sum(every.c.citing)
    entries = [*ORDER, every.c.status_id, every.c.source_id]
    found = (
        select(literal(_SETTLED), *entries, more, citing_more)
        .join_from(every, _cells, _cells.c.id == every.c.cell_id)
        .group_by(*entries)
        .having(or_(more != 0, citing_more != 0))
    )
    columns = ["combination", *_ids([*DIMENSIONS, "status", "source"]), "figures", "citing"]
    connection.execute(insert(_sums).from_select(columns, found))


def _labelled(**numbers: int) -> list[ColumnElement[int]]:
    return [literal(number).label(name) for name, number in numbers.items()]


def _move(connection: Connection, dimension: str, other: str) -> None:
    """Count one pair of dimensions over the sums that have both."""
    number = next(
        at for at, names in enumerate(_COMBINATIONS) if dimension in names and other in names
    )
    more = func.sum(_sums.c.citing if "source" in (dimension, other) else _sums.c.figures)
    entries = (_sums.c[f"{dimension}_id"], _sums.c[f"{other}_id"])
    found = (
        select(literal(dimension), literal(other), *entries, more)
        .where(_sums.c.combination == number)
        .group_by(*entries)
        .having(more != 0)
    )
    connection.execute(insert(_moved).from_select([*_PAIR, "more"], found))


def _store(connection: Connection, release: int) -> None:
    same = and_(*(_holdings.c[name] == _moved.c[name] for name in _PAIR))
    connection.execute(
        update(_holdings)
        .where(_holdings.c.release_to.is_(None), select(_moved.c.more).where(same).exists())
        .values(release_to=release)
    )
    figures = func.coalesce(_holdings.c.figures, 0) + _moved.c.more
    found = (
        select(*(_moved.c[name] for name in _PAIR), literal(release), figures)
        .join_from(_moved, _holdings, and_(same, _holdings.c.release_to == release), isouter=True)
        .where(figures > 0)
    )
    connection.execute(insert(_holdings).from_select([*_PAIR, "release_from", "figures"], found))
