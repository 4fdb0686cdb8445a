"""What the record holds about each dictionary entry in a release, as it was counted then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import Connection, or_, select

from app.domain.dictionary import Holdings
from app.domain.observation import DIMENSIONS
from app.store import tables
from app.store.versions import valid_in

_NOUNS = {**DIMENSIONS, "source": "sources"}
_LISTED = ("measure", "period", "category", "dataset")


def holdings(
    connection: Connection, release: int, slugs: Mapping[str, Mapping[int, str]]
) -> dict[str, dict[int, Holdings]]:
    """What is held about each entry: noun → id → holdings."""
    counted = tables.holdings
    dimension, other = counted.c.dimension, counted.c.other
    order = (dimension, other, counted.c.entry_id, counted.c.other_id)
    query = select(*order, counted.c.figures).where(
        or_(dimension.in_(_LISTED), other.in_(_LISTED), dimension == other),
        valid_in(release, counted),
    )
    totals: dict[str, dict[int, int]] = {name: {} for name in tables.COUNTED}
    lists: dict[str, dict[int, dict[str, list[str]]]] = {
        name: defaultdict(lambda: {_NOUNS[listed]: [] for listed in _LISTED})
        for name in tables.COUNTED
    }

    def list_entry(name: str, id_: int, listed: str, listed_id: int) -> None:
        noun = _NOUNS.get(listed, "")
        if listed in _LISTED and listed_id in slugs[noun]:
            lists[name][id_][noun].append(slugs[noun][listed_id])

    for one, another, id_, other_id, figures in connection.execute(query.order_by(*order)):
        list_entry(one, id_, another, other_id)
        if one == another:
            totals[one][id_] = figures
        else:
            list_entry(another, other_id, one, id_)
    return {
        noun: {
            id_: Holdings(observations=figures, **lists[name][id_])
            for id_, figures in totals[name].items()
        }
        for name, noun in _NOUNS.items()
    }


def areas_with(connection: Connection, release: int) -> dict[str, dict[int, list[int]]]:
    """The areas that have figures of each entry, in order: dimension → id → ids of areas."""
    counted = tables.holdings
    order = (counted.c.dimension, counted.c.entry_id, counted.c.other_id)
    query = select(*order).where(counted.c.other == "area", valid_in(release, counted))
    found: dict[str, dict[int, list[int]]] = {name: defaultdict(list) for name in tables.COUNTED}
    for dimension, entry, area in connection.execute(query.order_by(*order)):
        found[dimension][entry].append(area)
    return found


def statuses(connection: Connection, release: int) -> dict[str, int]:
    """How many figures have each status that one has."""
    counted = tables.holdings
    query = select(counted.c.entry_id, counted.c.figures).where(
        counted.c.dimension == "status", counted.c.other == "status", valid_in(release, counted)
    )
    names = {number: status for status, number in tables.STATUS_IDS.items()}
    return {names[row.entry_id]: row.figures for row in connection.execute(query)}
