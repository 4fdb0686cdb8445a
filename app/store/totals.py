"""Do the totals of a release that is being made add up?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, case, func, select

from app.domain.dictionary import Dictionary
from app.domain.figures import cell_at
from app.domain.observation import DIMENSIONS, Cell
from app.domain.quantity import Qualifier
from app.store import tables
from app.store.cells import ORDER, batches

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
    the total's note."""

    cell: Cell
    new: int
    whole: int
    parts: int
    complete: bool
    note: str | None


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
                _cells.c.measure_id.in_(measures),
                _cells.c.dataset_id.in_(datasets),
                _cells.c.period_id.in_(periods),
                is_whole_number(_observations),
                is_whole_number(value),
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
                row.note,
            )


def is_whole_number(version: Any) -> Any:
    """Whether a version is the figure that now holds, and a whole, exact number."""
    return and_(
        version.c.release_to.is_(None),
        version.c.alternative == 0,
        version.c.digits.is_not(None),
        version.c.exponent == 0,
        version.c.digits.between(-LARGEST, LARGEST),
        version.c.qualifier == Qualifier.EXACT,
    )
