"""Questions about a release that is being made: do its totals add up, does a figure leap?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Float, and_, case, cast, func, or_, select

from app.domain.dictionary import Dictionary
from app.domain.observation import Cell
from app.domain.period import Period
from app.domain.quantity import Qualifier
from app.store import tables
from app.store.observations import DIMENSIONS, ORDER, batches, cell_at

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
    ids = dictionary.ids["periods"]
    years = {
        ids[slug]: ids[before.slug]
        for slug in ids
        if (before := Period.parse(slug).year_before()) is not None and before.slug in ids
    }
    if not years or not measures:
        return
    wanted = [dictionary.ids["measures"][slug] for slug in measures]
    same = [f"{name}_id" for name in DIMENSIONS if name != "period"]
    other, value = _cells.alias(), _observations.alias()
    for new_is_later in (True, False):
        pairs = years if new_is_later else {before: later for later, before in years.items()}
        for some in batches(list(pairs.items()), 4):
            neighbour = case(dict(some), value=_cells.c.period_id)
            query = (
                select(
                    *ORDER,
                    _cells.c.id.label("new"),
                    other.c.period_id.label("other_period_id"),
                    _observations.c.digits,
                    value.c.digits.label("other_digits"),
                )
                .join_from(_observations, _cells)
                .join(
                    other,
                    and_(
                        other.c.period_id == neighbour,
                        *(other.c[name] == _cells.c[name] for name in same),
                    ),
                )
                .join(value, value.c.cell_id == other.c.id)
                .where(
                    _observations.c.release_from == release,
                    _cells.c.measure_id.in_(wanted),
                    _cells.c.period_id.in_([period for period, _ in some]),
                    _is_whole_number(_observations),
                    _is_whole_number(value),
                    # Two new figures are a pair once.
                    value.c.release_from <= (release if new_is_later else release - 1),
                    _observations.c.digits > 0,
                    value.c.digits > 0,
                    or_(
                        and_(
                            _observations.c.digits >= smallest,
                            _observations.c.digits > cast(value.c.digits, Float) * fold,
                        ),
                        and_(
                            value.c.digits >= smallest,
                            value.c.digits > cast(_observations.c.digits, Float) * fold,
                        ),
                    ),
                )
                .order_by(*ORDER)
            )
            for row in connection.execute(query):
                yield _leap(dictionary, row, new_is_later=new_is_later)


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
