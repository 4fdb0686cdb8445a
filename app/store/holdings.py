"""What the record holds about each dictionary entry in a release, as it was counted then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, Text, cast, func, select

from app.domain.dictionary import Holdings
from app.domain.observation import DIMENSIONS
from app.store import tables
from app.store.versions import valid_in

_NOUNS = {**DIMENSIONS, "source": "sources"}
_LISTED = ("measure", "period", "category", "dataset")
_STATUSES: dict[int, str] = {number: status for status, number in tables.STATUS_IDS.items()}


@dataclass(frozen=True)
class Held:
    """What a release holds. `about`: noun → id → holdings; `areas_with`: dimension → id → the ids,
    in order, of the areas that have figures of it; `statuses`: how many figures have each that one
    has."""

    about: Mapping[str, Mapping[int, Holdings]] = field(default_factory=lambda: defaultdict(dict))
    areas_with: Mapping[str, Mapping[int, list[int]]] = field(default_factory=dict)
    statuses: Mapping[str, int] = field(default_factory=dict)


def held_in(connection: Connection, release: int, slugs: Mapping[str, Mapping[int, str]]) -> Held:
    """What a release holds. A large record has pairs of entries by the hundred thousand, so that
    the database puts those of an entry into one row."""
    counted = tables.holdings
    entry = (counted.c.dimension, counted.c.other, counted.c.entry_id)
    ids = func.aggregate_strings(cast(counted.c.other_id, Text), ",")
    query = select(*entry, ids, func.sum(counted.c.figures)).where(valid_in(release, counted))
    totals: dict[str, dict[int, int]] = defaultdict(dict)
    lists: dict[str, dict[int, dict[str, list[str]]]] = defaultdict(
        lambda: defaultdict(lambda: {_NOUNS[listed]: [] for listed in _LISTED})
    )
    areas_with: dict[str, dict[int, list[int]]] = {name: {} for name in tables.COUNTED}
    for one, another, id_, joined, figures in connection.execute(
        query.group_by(*entry).order_by(*entry)
    ):
        others = sorted(map(int, joined.split(",")))
        if another in _LISTED:
            noun = _NOUNS[another]
            known = slugs[noun]
            lists[one][id_][noun] += [known[other] for other in others if other in known]
        if one == another:
            totals[one][id_] = int(figures)
        elif one in _LISTED and id_ in slugs[_NOUNS[one]]:
            noun = _NOUNS[one]
            slug, of_another = slugs[noun][id_], lists[another]
            for other in others:
                of_another[other][noun].append(slug)
        if another == "area":
            areas_with[one][id_] = others
    about = {
        noun: {
            id_: Holdings(observations=figures, **lists[name][id_])
            for id_, figures in totals[name].items()
        }
        for name, noun in _NOUNS.items()
    }
    by_status = {_STATUSES[id_]: figures for id_, figures in totals["status"].items()}
    return Held(about, areas_with, by_status)
