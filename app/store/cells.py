"""Cells: the places of figures, in the order in which every list of the API has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, and_, select, tuple_

from app.domain.dictionary import Dictionary
from app.domain.figures import cell_at
from app.domain.observation import DIMENSIONS, Cell, Observation
from app.domain.period import Period
from app.store import tables

Position = tuple[int, ...]
Item = TypeVar("Item")

_cells = tables.cells
ORDER = tuple(_cells.c[f"{name}_id"] for name in DIMENSIONS)
# The highest values of the integers that make a position, as their columns hold them.
SMALL, BIG = 2**31 - 1, 2**63 - 1
BOUNDS = tuple(BIG if name == "period" else SMALL for name in DIMENSIONS)


def position(dictionary: Dictionary, place: Observation | Cell) -> Position:
    """Where an observation or a cell stands in cell order."""
    return tuple(
        dictionary.ids[noun].get(getattr(place, name) or "", tables.DOES_NOT_APPLY)
        for name, noun in DIMENSIONS.items()
    )


def position_of(row: Row[Any]) -> Position:
    """Where a row that has the dimensions stands in cell order."""
    return (
        row.area_id,
        row.period_id,
        row.category_id,
        row.measure_id,
        row.platform_id,
        row.population_id,
        row.dataset_id,
    )


def cell_of(dictionary: Dictionary, row: Row[Any]) -> Cell:
    """The cell of a row that has the dimensions."""
    return cell_at(dictionary, position_of(row))


def ids_of(dictionary: Dictionary, name: str, slugs: Iterable[str | None]) -> list[int]:
    """The store's keys of some slugs of one dimension, None being where it does not apply."""
    ids = dictionary.ids[DIMENSIONS[name]]
    return [tables.DOES_NOT_APPLY if slug is None else ids[slug] for slug in slugs]


def find_cells(
    connection: Connection, ids: Mapping[str, Mapping[str, int]], cells: Sequence[Cell]
) -> dict[Cell, int]:
    """The ids of those of some cells that the store has. `ids` are those of entries by noun and
    slug; a period's is its key."""
    wanted: dict[tuple[int, ...], Cell] = {}
    for cell in cells:
        position = [
            Period.parse(cell.period).key
            if name == "period"
            else tables.DOES_NOT_APPLY
            if getattr(cell, name) is None
            else ids[noun].get(getattr(cell, name), -1)
            for name, noun in DIMENSIONS.items()
        ]
        wanted[tuple(position)] = cell
    found: dict[Cell, int] = {}
    for some in batches(list(wanted), 2 * len(DIMENSIONS)):
        query = select(_cells.c.id, *ORDER).where(*one_of(ORDER, some))
        for row in connection.execute(query):
            found[wanted[tuple(row)[1:]]] = row.id
    return found


def one_of(
    columns: Sequence[ColumnElement[Any]], places: Sequence[Position]
) -> Iterator[ColumnElement[bool]]:
    """The conditions that some columns together have one of some lists of values. SQLite finds no
    index for a list of tuples, and so gets one of each column beside it."""
    for column, values in zip(columns, zip(*places, strict=True), strict=True):
        yield column.in_(sorted(set(values)))
    yield tuple_(*columns).in_(places)


def cell_condition(dictionary: Dictionary, cell: Cell) -> ColumnElement[bool] | None:
    """The condition that names one cell, or None where one of its slugs is not known."""
    conditions = []
    for name, noun in DIMENSIONS.items():
        slug = getattr(cell, name)
        id_ = tables.DOES_NOT_APPLY if slug is None else dictionary.ids[noun].get(slug)
        if id_ is None:
            return None
        conditions.append(_cells.c[f"{name}_id"] == id_)
    return and_(*conditions)


# The drivers bound the parameters of one statement; SQLite's bound is the lowest, 32,766.
_MOST_PARAMETERS = 10_000


def batches(items: Sequence[Item], parameters: int = 1) -> Iterator[Sequence[Item]]:
    """Items in portions that a statement can take, each with so many parameters."""
    most = _MOST_PARAMETERS // parameters
    for start in range(0, len(items), most):
        yield items[start : start + most]
