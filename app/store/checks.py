"""Questions about a release that is being made: do its totals add up, does a figure leap?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Float, Select, and_, case, cast, delete, func, or_, select

from app.domain.dictionary import Dictionary
from app.domain.observation import Cell
from app.domain.period import Period
from app.domain.quantity import Qualifier
from app.store import tables
from app.store.observations import DIMENSIONS, ORDER, batches, cell_at
from app.store.write.insert import insert_rows
from app.store.write.staging import years

_cells, _observations = tables.cells, tables.observations
# More than anybody can count, and little enough that a database can add and multiply it.
LARGEST = 10**15


@dataclass(frozen=True)
class Total:
    """A whole and its parts, along one dimension (`area` or `category`), by slug, for figures of
    some measures; of any dataset, unless some are named."""

    dimension: str
    whole: str
    parts: tuple[str, ...]
    measures: tuple[str, ...]
    datasets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sum:
    """A total of the record beside its parts: the cell, the id of one that is new (itself or a
    part), what it says, what those parts that have a value add up to, whether these are all, and
    whether the total has a note."""

    cell: Cell
    new: int
    whole: int
    parts: int
    complete: bool
    noted: bool


@dataclass(frozen=True)
class Leap:
    """Two figures of one thing a year apart, and the id of the cell of one that is new."""

    new: int
    earlier: Cell
    before: int
    later: Cell
    after: int


@dataclass(frozen=True)
class Touched:
    """What a release being made brings figures of: periods and datasets, by id. A total of anything
    else is as it was."""

    release: int
    periods: Sequence[int]
    datasets: Sequence[int]


def sums(
    connection: Connection, dictionary: Dictionary, total: Total, touched: Touched
) -> Iterator[Sum]:
    """The totals of one rule that the release changes, or of which it changes a part. Only whole,
    exact numbers are added."""
    noun = DIMENSIONS[total.dimension]
    ids = dictionary.ids[noun]
    if total.whole not in ids:
        return
    parts = [ids[slug] for slug in total.parts if slug in ids]
    measures = [dictionary.ids["measures"][slug] for slug in total.measures]
    datasets = [dictionary.ids["datasets"][slug] for slug in total.datasets] or touched.datasets
    part, value = _cells.alias(), _observations.alias()
    column = f"{total.dimension}_id"
    others = [name for name in (f"{name}_id" for name in DIMENSIONS) if name != column]
    for periods in batches(touched.periods):
        query = (
            select(
                *ORDER,
                _observations.c.digits,
                _observations.c.note,
                func.sum(value.c.digits).label("parts"),
                func.count(value.c.id).label("found"),
                func.max(
                    case(
                        (_observations.c.release_from == touched.release, _cells.c.id),
                        (value.c.release_from == touched.release, part.c.id),
                    )
                ).label("new"),
            )
            .join_from(_cells, _observations, _observations.c.cell_id == _cells.c.id)
            .join(
                part,
                and_(
                    part.c[column].in_(parts), *(part.c[name] == _cells.c[name] for name in others)
                ),
            )
            .join(value, value.c.cell_id == part.c.id)
            .where(
                _cells.c[column] == ids[total.whole],
                part.c[column].in_(parts),
                _cells.c.measure_id.in_(measures),
                _cells.c.dataset_id.in_(datasets),
                _cells.c.period_id.in_(periods),
                _is_whole_number(_observations),
                _is_whole_number(value),
            )
            .group_by(*ORDER, _observations.c.digits, _observations.c.note)
        )
        for row in connection.execute(query):
            if row.new is None:
                continue
            yield Sum(
                cell_at(dictionary, tuple(row)[: len(ORDER)]),
                row.new,
                row.digits,
                int(row.parts),
                row.found == len(total.parts),
                row.note is not None,
            )


def leaps(
    connection: Connection,
    dictionary: Dictionary,
    release: int,
    measures: Sequence[str],
    fold: float,
    smallest: int,
) -> Iterator[Leap]:
    """Figures of some measures that the release brings, with that of a year before or after, where
    one is more than so many times the other, and not both are small."""
    if not measures:
        return
    wanted = [dictionary.ids["measures"][slug] for slug in measures]
    for new_is_later in (True, False):
        if not _lay_out_years(connection, dictionary, release, new_is_later=new_is_later):
            continue
        query = _leaps(release, wanted, fold, smallest, new_is_later=new_is_later)
        for row in connection.execute(query):
            yield _leap(dictionary, row, new_is_later=new_is_later)


def _lay_out_years(
    connection: Connection, dictionary: Dictionary, release: int, *, new_is_later: bool
) -> int:
    """Fill the table of periods a year apart: that of a new figure, and the other one; how many
    there are."""
    ids = dictionary.ids["periods"]
    pairs = [
        (ids[slug], ids[before.slug])
        for slug in ids
        if (before := Period.parse(slug).year_before()) is not None and before.slug in ids
    ]
    if not new_is_later:
        # Two new figures are a pair already: the later one must have been there before.
        known = select(tables.periods.c.id).where(tables.periods.c.release_from < release)
        old = set(connection.scalars(known))
        pairs = [(earlier, later) for later, earlier in pairs if later in old]
    connection.execute(delete(years))
    insert_rows(connection, years, [{"new_id": new, "other_id": other} for new, other in pairs])
    return len(pairs)


def _leaps(
    release: int, measures: Sequence[int], fold: float, smallest: int, *, new_is_later: bool
) -> Select[Any]:
    same = [f"{name}_id" for name in DIMENSIONS if name != "period"]
    other, value = _cells.alias(), _observations.alias()
    digits, other_digits = _observations.c.digits, value.c.digits
    return (
        select(
            *ORDER,
            _cells.c.id.label("new"),
            other.c.period_id.label("other_period_id"),
            digits,
            other_digits.label("other_digits"),
        )
        .join_from(_observations, _cells)
        .join(years, years.c.new_id == _cells.c.period_id)
        .join(
            other,
            and_(
                other.c.period_id == years.c.other_id,
                *(other.c[name] == _cells.c[name] for name in same),
            ),
        )
        .join(value, value.c.cell_id == other.c.id)
        .where(
            _observations.c.release_from == release,
            _cells.c.measure_id.in_(measures),
            _is_whole_number(_observations),
            _is_whole_number(value),
            value.c.release_from <= (release if new_is_later else release - 1),
            digits > 0,
            other_digits > 0,
            or_(
                and_(digits >= smallest, digits > cast(other_digits, Float) * fold),
                and_(other_digits >= smallest, other_digits > cast(digits, Float) * fold),
            ),
        )
        .order_by(*ORDER)
    )


def _leap(dictionary: Dictionary, row: Any, *, new_is_later: bool) -> Leap:
    position = tuple(row)[: len(ORDER)]
    at = list(DIMENSIONS).index("period")
    new = cell_at(dictionary, position)
    other = cell_at(dictionary, (*position[:at], row.other_period_id, *position[at + 1 :]))
    if new_is_later:
        return Leap(row.new, other, row.other_digits, new, row.digits)
    return Leap(row.new, new, row.digits, other, row.other_digits)


def _is_whole_number(version: Any) -> Any:
    return and_(
        version.c.release_to.is_(None),
        version.c.alternative == 0,
        version.c.digits.is_not(None),
        version.c.exponent == 0,
        version.c.digits.between(-LARGEST, LARGEST),
        version.c.qualifier == Qualifier.EXACT,
    )
