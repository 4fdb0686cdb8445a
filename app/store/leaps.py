"""Does a figure of a release that is being made leap away from what is known of the same thing?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Float, Select, and_, cast, delete, or_, select

from app.domain.dictionary import Dictionary
from app.domain.figures import cell_at
from app.domain.observation import DIMENSIONS, Cell
from app.domain.period import Period
from app.store import tables
from app.store.cells import ORDER
from app.store.totals import is_whole_number
from app.store.write.insert import insert_rows
from app.store.write.staging import years

_cells, _observations = tables.cells, tables.observations


@dataclass(frozen=True)
class Leap:
    """A new figure, with the id of its cell, and another of the same thing that is far from it."""

    new: int
    cell: Cell
    value: int
    other: Cell
    other_value: int


@dataclass(frozen=True)
class Reach:
    """Which figures are compared, and by how much they may differ: those of some measures, at most
    so many years apart, of the same dataset or of any; at most so many times as much or as little,
    where not both are small."""

    measures: Sequence[str]
    years: int
    any_dataset: bool
    fold: float
    smallest: int


def leaps(
    connection: Connection, dictionary: Dictionary, release: int, reach: Reach
) -> Iterator[Leap]:
    """Figures that the release brings and that are out of reach of an earlier one, or of a later
    one that was there before: each with the nearest of these on either side."""
    if not reach.measures:
        return
    measures = [dictionary.ids["measures"][slug] for slug in reach.measures]
    for back in (True, False):
        if not _lay_out_years(connection, dictionary, release, reach, back=back):
            continue
        last = None
        for row in connection.execute(_leaps(release, reach, measures, back=back)):
            if row.id != last:
                yield _leap(dictionary, row)
            last = row.id


def _lay_out_years(
    connection: Connection, dictionary: Dictionary, release: int, reach: Reach, *, back: bool
) -> int:
    """Fill the table of periods that lie whole years apart, that of a new figure first, with
    earlier others or with later ones; how many there are."""
    ids = dictionary.ids["periods"]
    apart: list[tuple[int, int, int]] = []
    for slug, later in ids.items():
        earlier: Period | None = Period.parse(slug)
        for years_apart in range(1, reach.years + 1):
            earlier = None if earlier is None else earlier.year_before()
            if earlier is not None and earlier.slug in ids:
                apart.append((later, ids[earlier.slug], years_apart))
    if not back:
        # Two new figures are a pair already: the later one must have been there before.
        known = select(tables.periods.c.id).where(tables.periods.c.release_from < release)
        old = set(connection.scalars(known))
        apart = [(earlier, later, years) for later, earlier, years in apart if later in old]
        if reach.any_dataset:
            apart += [(period, period, 0) for period in old]
    connection.execute(delete(years))
    rows = [dict(zip(("new_id", "other_id", "apart"), pair, strict=True)) for pair in apart]
    insert_rows(connection, years, rows)
    return len(apart)


def _leaps(release: int, reach: Reach, measures: Sequence[int], *, back: bool) -> Select[Any]:
    free = ("period", "dataset") if reach.any_dataset else ("period",)
    same = [f"{name}_id" for name in DIMENSIONS if name not in free]
    new = (
        select(*ORDER, _cells.c.id, _observations.c.digits, years.c.other_id, years.c.apart)
        .join_from(_observations, _cells)
        .join(years, years.c.new_id == _cells.c.period_id)
        .where(
            _observations.c.release_from == release,
            _cells.c.measure_id.in_(measures),
            is_whole_number(_observations),
            _observations.c.digits > 0,
        )
        # Looked up first: SQLite would look through all cells of an area before it asks for years.
        .cte("new")
        .prefix_with("MATERIALIZED")
    )
    other, value = _cells.alias(), _observations.alias()
    digits, other_digits = new.c.digits, value.c.digits
    return (
        select(
            new,
            *(other.c[column.name].label(f"other_{column.name}") for column in ORDER),
            other_digits.label("other_digits"),
        )
        .join_from(
            new,
            other,
            and_(
                other.c.period_id == new.c.other_id,
                *(other.c[name] == new.c[name] for name in same),
            ),
        )
        .join(value, value.c.cell_id == other.c.id)
        .where(
            is_whole_number(value),
            value.c.release_from <= (release if back else release - 1),
            other_digits > 0,
            or_(
                and_(digits >= reach.smallest, digits > cast(other_digits, Float) * reach.fold),
                and_(
                    other_digits >= reach.smallest,
                    other_digits > cast(digits, Float) * reach.fold,
                ),
            ),
        )
        .order_by(*(new.c[column.name] for column in ORDER), new.c.apart, other.c.dataset_id)
    )


def _leap(dictionary: Dictionary, row: Any) -> Leap:
    cell = cell_at(dictionary, [getattr(row, column.name) for column in ORDER])
    other = cell_at(dictionary, [getattr(row, f"other_{column.name}") for column in ORDER])
    return Leap(row.id, cell, row.digits, other, row.other_digits)
