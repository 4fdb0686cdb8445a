"""A selection of any size, read a stretch of it at a time.

Each stretch is a short read of its own, so that nothing is held open for a slow reader. A release
never changes: stretches of one release fit together, whenever and from which replica each is read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Executable,
    Select,
    and_,
    bindparam,
    select,
    tuple_,
)

from app.domain.dictionary import Dictionary
from app.domain.figures import Figures
from app.domain.observation import DIMENSIONS
from app.store import tables
from app.store.cells import BOUNDS, ORDER, Position, ids_of
from app.store.chosen import chosen_apart
from app.store.figures import figure_rows, figures
from app.store.selection import Selection
from app.store.way import way_to

# Cells in a stretch: so many that asking costs little beside the rows, and so few that the rest of
# the process waits for no more than milliseconds.
AT_ONCE = 4_000
# What is no more than this is found by its own index and put in order for every stretch; beyond it,
# passing over the cells that were not asked for is cheaper.
FEW = 20_000

_cells = tables.cells

# What a part of a selection, the figures of one area, is asked with.
Lap = Mapping[str, int]


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


def walk(selection: Selection, dictionary: Dictionary) -> Walk:
    """The way to read a selection: by the index of something named that has few figures, or area by
    area in the order of the cells, passing over what was not asked for."""
    laps: list[Lap] = [{}]
    # A sum, so that this order does not tempt the database away from the narrow index.
    order: Sequence[ColumnElement[int]] = (ORDER[0] + 0, *ORDER[1:])
    cells, versions = chosen_apart(selection, dictionary)
    bounds = BOUNDS
    if not _names_few(selection, dictionary):
        laps = [{"area": id_} for id_ in _areas(selection, dictionary)]
        cells, order, bounds = _in_an_area(selection, dictionary), ORDER[1:], BOUNDS[1:]
    place, after, last = tuple_(*order), _position("after", order), _position("last", order)
    ahead = select(*order).where(cells, place > after).order_by(*order)
    return Walk(
        ahead=ahead.limit(1).offset(AT_ONCE - 1),
        rows=figure_rows(selection.release)
        .where(cells, versions, place > after, place <= last)
        .order_by(*order),
        laps=laps,
        start=(-1,) * len(order),
        end=bounds,
    )


def _position(name: str, order: Sequence[ColumnElement[int]]) -> ColumnElement[Any]:
    """The place of a position in a query."""
    return tuple_(
        *(bindparam(f"{name}_{at}", type_=column.type) for at, column in enumerate(order))
    )


def _names_few(selection: Selection, dictionary: Dictionary) -> bool:
    """Whether something that is named, beside the area, has few figures."""
    if not way_to(selection, dictionary).in_order:
        return True
    for name, slugs in selection.dimensions.items():
        entries = dictionary.entries[DIMENSIONS[name]]
        held = [entries[slug].data.observations for slug in slugs if slug is not None]
        if name != "area" and len(held) == len(slugs) and sum(held) <= FEW:
            return True
    return False


def _areas(selection: Selection, dictionary: Dictionary) -> list[int]:
    """The areas of a selection that have figures, by their keys, in order."""
    named = selection.dimensions.get("area") or dictionary.ids["areas"]
    held = [slug for slug in named if slug and dictionary.area(slug).data.observations]
    return sorted(ids_of(dictionary, "area", held))


def _in_an_area(selection: Selection, dictionary: Dictionary) -> ColumnElement[bool]:
    """The dimensions of a selection as conditions on the cells of one area. A sum has no index."""
    return and_(
        _cells.c.area_id == bindparam("area"),
        *(
            (_cells.c[f"{name}_id"] + 0).in_(ids_of(dictionary, name, slugs))
            for name, slugs in selection.dimensions.items()
            if name != "area"
        ),
    )


def stretch(
    connection: Connection,
    dictionary: Dictionary,
    walk: Walk,
    lap: Lap,
    after: Position,
) -> tuple[Figures, Position]:
    """The next figures of a lap, from behind a position on, and the position that they reach."""
    behind = {**lap, **_named("after", after)}
    found = connection.execute(walk.ahead, behind).first()
    reached = walk.end if found is None else tuple(found)
    asked = {**behind, **_named("last", reached)}
    return figures(connection, dictionary, walk.rows, asked), reached


def _named(name: str, position: Position) -> dict[str, int]:
    return {f"{name}_{at}": part for at, part in enumerate(position)}
