"""How many observations a question is about."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from app.domain.dictionary import Dictionary
from app.domain.observation import DIMENSIONS
from app.errors import TooMuchError
from app.store import tables
from app.store.observations import Selection, chosen

_cells, _observations = tables.cells, tables.observations


# What is not known beforehand is counted by reading an index, and no further than so.
MOST_COUNTED = 1_000_000


def count(connection: Connection, dictionary: Dictionary, selection: Selection) -> int:
    """How many observations a selection holds; TooMuchError where that is more than is counted."""
    known = _count_of_entries(dictionary, selection)
    return _counted(connection, dictionary, selection, MOST_COUNTED) if known is None else known


def _count_of_entries(dictionary: Dictionary, selection: Selection) -> int | None:
    """The same from what is held about each entry, which costs nothing: a figure has one entry of
    each dimension. None where that does not tell."""
    if selection.statuses or selection.sources or len(selection.dimensions) > 1:
        return None
    ((name, slugs),) = selection.dimensions.items() or [("measure", None)]
    entries = dictionary.entries[DIMENSIONS[name]]
    total = 0
    for slug in entries if slugs is None else slugs:
        if slug is None:
            return None
        total += entries[slug].data.observations
    return total


def demand_at_most(
    connection: Connection, dictionary: Dictionary, selection: Selection, most: int
) -> None:
    """TooMuchError where a selection holds more than so many observations, found without counting
    on."""
    known = _count_of_entries(dictionary, selection)
    if known is None:
        _counted(connection, dictionary, selection, most)
    elif known > most:
        raise _too_many(most)


def _counted(
    connection: Connection, dictionary: Dictionary, selection: Selection, most: int
) -> int:
    some = select(_observations.c.id).join_from(_observations, _cells)
    some = some.where(*chosen(selection, dictionary)).limit(most + 1)
    found = connection.scalar(select(func.count()).select_from(some.subquery())) or 0
    if found > most:
        raise _too_many(most)
    return found


def _too_many(most: int) -> TooMuchError:
    return TooMuchError(f"more than {most:,} figures")
