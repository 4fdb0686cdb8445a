"""A selection of any size, read a stretch of it at a time.

Each stretch is a short read of its own, so that nothing is held open for a slow reader. A release
never changes: stretches of one release fit together, whenever and from which replica each is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Executable,
    Select,
    and_,
    bindparam,
    select,
    true,
    tuple_,
)

from app.domain.dictionary import Dictionary
from app.domain.figures import Figures
from app.domain.observation import DIMENSIONS
from app.store import tables
from app.store.cells import BOUNDS, Position, ids_of
from app.store.chosen import chosen_apart
from app.store.figures import figure_rows, figures
from app.store.selection import Selection
from app.store.way import Way, areas_with, expected, looked_up_by_area, way_to

# Cells in a stretch: so many that asking costs little beside the rows, and so few that the rest of
# the process waits for no more than milliseconds.
AT_ONCE = 4_000
# Areas are read together where a stretch has room for so many; one by one otherwise.
LEAST_TOGETHER = 8

_cells = tables.cells

# What a part of a selection is asked with: its areas, if it is not of all.
Lap = Mapping[str, Sequence[int]]


@dataclass(frozen=True)
class Walk:
    """How a selection is read: queries that are built once, for they are asked thousands of times.

    `ahead` finds the position that ends a stretch, and `rows` its figures. `laps` are what both are
    asked with, one after the other in cell order; each goes from `start` to `end`.
    """

    ahead: Executable
    rows: Select[Any]
    laps: Sequence[Lap]
    start: Position
    end: Position


@dataclass(frozen=True)
class _Path:
    """How the cells of a selection are found: conditions on those of a lap; the laps; the
    dimensions in which the cells of a lap differ; and whether an index has them in that order."""

    cells: ColumnElement[bool]
    laps: Sequence[Lap]
    open: Sequence[str]
    in_order: bool

    @cached_property
    def order(self) -> Sequence[ColumnElement[int]]:
        """What the cells of a lap are put in order by."""
        first, *others = (_cells.c[f"{name}_id"] for name in self.open)
        # A sum, so that this order does not tempt the database away from a narrow index.
        return [first if self.in_order else first + 0, *others]

    def between(self, after: str, last: str) -> ColumnElement[bool]:
        """The condition that a cell is behind one position, and not behind another."""
        place = tuple_(*self.order)
        return and_(place > self._position(after), place <= self._position(last))

    def _position(self, name: str) -> ColumnElement[Any]:
        return tuple_(
            *(bindparam(f"{name}_{at}", type_=part.type) for at, part in enumerate(self.order))
        )


def walk(selection: Selection, dictionary: Dictionary) -> Walk:
    """The way to read a selection."""
    cells, versions = chosen_apart(selection, dictionary)
    path = _path(selection, dictionary, cells)
    start, end = _ends(selection, dictionary, path.open)
    return Walk(
        ahead=select(*path.order)
        .where(path.cells, path.between("after", "end"))
        .order_by(*path.order)
        .limit(1)
        .offset(AT_ONCE - 1),
        rows=figure_rows(selection.release, cells_first=path.in_order)
        .where(path.cells, versions, path.between("after", "last"))
        .order_by(*path.order),
        laps=path.laps,
        start=start,
        end=end,
    )


def _path(selection: Selection, dictionary: Dictionary, looked_up: ColumnElement[bool]) -> _Path:
    """What few figures share is looked up, and put in order for every stretch; so is, in some areas
    after others, what few of their figures share. Else cells are read in the order of an index, and
    those that were not asked for are passed over: that of the one category, measure or dataset that
    is named, that of areas one by one, or one of both."""
    way = way_to(selection, dictionary)
    if not way.in_order:
        return _Path(looked_up, [{}], list(DIMENSIONS), in_order=False)
    several = looked_up_by_area(selection, dictionary)
    areas = _areas(selection, dictionary, way, several)
    if areas is None:
        return _in_order(selection, dictionary, way.lead, [{}])
    # A stretch is of cells, whatever is asked of their observations.
    of_cells = replace(selection, statuses=(), sources=())
    together = int(AT_ONCE / max(expected(of_cells, dictionary), 1))
    if several is None and together < LEAST_TOGETHER:
        return _in_order(selection, dictionary, way.lead, [{"areas": [id_]} for id_ in areas])
    return _Path(
        _conditions(selection, dictionary, several or way.lead, "period", of_areas=True),
        [{"areas": some} for some in _portions(areas, max(together, 1))],
        list(DIMENSIONS),
        in_order=False,
    )


def _in_order(
    selection: Selection, dictionary: Dictionary, lead: str | None, laps: Sequence[Lap]
) -> _Path:
    """By the index of a dimension of which one value is named, or of all cells; in every lap, of
    one area, or of all at once."""
    by_area = laps != [{}]
    fixed = (lead, "area" if by_area else None)
    return _Path(
        _conditions(selection, dictionary, lead, of_areas=by_area),
        laps,
        [name for name in DIMENSIONS if name not in fixed],
        in_order=True,
    )


def _areas(
    selection: Selection, dictionary: Dictionary, way: Way, several: str | None
) -> Sequence[int] | None:
    """The areas that are read one after the other; None where what leads is read as a whole."""
    named, spread = selection.dimensions.get("area"), several or way.spread
    if named is None and spread is not None:
        return areas_with(dictionary, selection, spread)
    if named is None and way.lead is not None:
        return None
    slugs = dictionary.ids["areas"] if named is None else named
    held = [slug for slug in slugs if slug and dictionary.area(slug).data.observations]
    return sorted(ids_of(dictionary, "area", held))


def _portions(areas: Sequence[int], most: int) -> Iterator[Sequence[int]]:
    return (areas[first : first + most] for first in range(0, len(areas), most))


def _conditions(
    selection: Selection, dictionary: Dictionary, *by_index: str | None, of_areas: bool
) -> ColumnElement[bool]:
    """The dimensions of a selection as conditions on the cells of a lap, for one index alone to be
    of use: a sum has none."""
    found = [_cells.c.area_id.in_(bindparam("areas", expanding=True))] if of_areas else []
    for name, slugs in selection.dimensions.items():
        column, ids = _cells.c[f"{name}_id"], ids_of(dictionary, name, slugs)
        if name != "area":
            found.append((column if name in by_index else column + 0).in_(ids))
    return and_(true(), *found)


def _ends(
    selection: Selection, dictionary: Dictionary, open_: Sequence[str]
) -> tuple[Position, Position]:
    """The positions between which the cells of a lap are: from the first period that is named to
    the last, where a lap is ordered by them."""
    bounds = dict(zip(DIMENSIONS, BOUNDS, strict=True))
    start, end = [-1] * len(open_), [bounds[name] for name in open_]
    if open_[0] == "period" and "period" in selection.dimensions:
        periods = ids_of(dictionary, "period", selection.dimensions["period"])
        start[0], end[0] = min(periods), max(periods)
    return tuple(start), tuple(end)


def stretch(
    connection: Connection,
    dictionary: Dictionary,
    walk: Walk,
    lap: Lap,
    after: Position,
) -> tuple[Figures, Position]:
    """The next figures of a lap, from behind a position on, and the position that they reach."""
    behind = {**lap, **_named("after", after), **_named("end", walk.end)}
    found = connection.execute(walk.ahead, behind).first()
    reached = walk.end if found is None else tuple(found)
    asked = {**behind, **_named("last", reached)}
    return figures(connection, dictionary, walk.rows, asked), reached


def _named(name: str, position: Position) -> dict[str, int]:
    return {f"{name}_{at}": part for at, part in enumerate(position)}
