"""How many observations a question is about."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, func, select

from app.domain.dictionary import Dictionary
from app.errors import TooMuchError
from app.store import tables
from app.store.cells import ids_of
from app.store.chosen import chosen
from app.store.selection import Selection, counted_ids
from app.store.versions import valid_in

_cells, _observations = tables.cells, tables.observations


# What is not known beforehand is counted by reading an index, and no further than so.
MOST_COUNTED = 1_000_000
_PAIR = 2
_COUNTED = select(func.coalesce(func.sum(tables.holdings.c.figures), 0)).where(
    tables.holdings.c.dimension == bindparam("one"),
    tables.holdings.c.other == bindparam("other"),
    tables.holdings.c.entry_id.in_(bindparam("ones", expanding=True)),
    tables.holdings.c.other_id.in_(bindparam("others", expanding=True)),
    valid_in(bindparam("release"), tables.holdings),
)


def count(connection: Connection, dictionary: Dictionary, selection: Selection) -> int:
    """How many observations a selection holds; TooMuchError where that is more than is counted."""
    known = _counted_before(connection, dictionary, selection)
    return _counted(connection, dictionary, selection, MOST_COUNTED) if known is None else known


def _counted_before(
    connection: Connection, dictionary: Dictionary, selection: Selection
) -> int | None:
    """The same from what was counted when the release was made: a figure has one entry of each
    dimension, so that its counts by one or two of them add up. None where that does not tell."""
    named = counted_ids(dictionary, selection)
    # A figure of two sources counts for each of them.
    if len(named) > _PAIR or len(selection.sources) > 1:
        return None
    if not named:
        named = {"measure": ids_of(dictionary, "measure", dictionary.entries["measures"])}
    one, *_, other = (name for name in (*tables.COUNTED, *tables.COUNTED) if name in named)
    asked = {"one": one, "other": other, "ones": named[one], "others": named[other]}
    counted = connection.execute(_COUNTED, {**asked, "release": selection.release})
    return int(counted.scalar_one())


def demand_at_most(
    connection: Connection, dictionary: Dictionary, selection: Selection, most: int
) -> None:
    """TooMuchError where a selection holds more than so many observations, found without counting
    on."""
    known = _counted_before(connection, dictionary, selection)
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
