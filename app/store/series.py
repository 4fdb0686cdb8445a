"""The observations of time series: one cell but for the period, one kind of period.

A series that is asked for by its periods comes with all its observations from the first to the last
of them, so that what lies between them is never taken for a gap.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, case, func, select, tuple_

from app.domain.dictionary import Dictionary
from app.domain.observation import DIMENSIONS, Observation
from app.domain.period import Period, PeriodKind
from app.store import observations, tables
from app.store.cells import BIG, SMALL, Position, position
from app.store.chosen import chosen
from app.store.how_many import demand_at_most
from app.store.selection import Selection

_cells, _observations, _periods = tables.cells, tables.observations, tables.periods
_KINDS = list(PeriodKind)
# Spans differ in length and unstated periods have no order: each is a series of its own.
_ALONE = (PeriodKind.SPAN, PeriodKind.UNSTATED)
_KEYS = tuple(name for name in DIMENSIONS if name != "period")
# Of figures that a question may be about, and that one page may show.
MOST_FIGURES, MOST_ON_A_PAGE = 100_000, 50_000
BOUNDS = (*(SMALL,) * (len(_KEYS) + 1), BIG)


def count(connection: Connection, dictionary: Dictionary, selection: Selection) -> int:
    """How many series a selection holds; TooMuchError where they are made of too many figures, as
    each of them has to be read to know."""
    demand_at_most(connection, dictionary, selection, MOST_FIGURES)
    keys = _distinct(dictionary, selection).subquery()
    return connection.scalar(select(func.count()).select_from(keys)) or 0


def page(
    connection: Connection,
    dictionary: Dictionary,
    selection: Selection,
    after: Position | None,
    limit: int,
) -> list[tuple[Position, list[Observation]]]:
    """Series in cell order from a position on, each with the observations that it holds.
    TooMuchError where these are too many for one page."""
    keys = _distinct(dictionary, selection).subquery()
    query = select(keys).order_by(*keys.c).limit(limit)
    if after is not None:
        query = query.where(tuple_(*keys.c) > after)
    found: dict[Position, list[Observation]] = {tuple(row): [] for row in connection.execute(query)}
    if not found:
        return []
    narrowed: dict[str, list[str | None]] = {
        name: [
            dictionary.slugs[DIMENSIONS[name]].get(id_)
            for id_ in sorted({position[at] for position in found})
        ]
        for at, name in enumerate(_KEYS)
    }
    if periods := selection.dimensions.get("period"):
        narrowed["period"] = _between(dictionary, periods)
    wider = Selection(selection.release, narrowed, selection.statuses, selection.sources)
    for observation in observations.select_at_most(connection, dictionary, wider, MOST_ON_A_PAGE):
        position = _position(dictionary, observation)
        if position in found:
            found[position].append(observation)
    return list(found.items())


def _between(dictionary: Dictionary, periods: Sequence[str | None]) -> list[str | None]:
    """The periods that the record has from the first to the last of some."""
    ids = dictionary.ids["periods"]
    asked = [ids[slug] for slug in periods if slug is not None]
    return [slug for slug, id_ in ids.items() if min(asked) <= id_ <= max(asked)]


def _position(dictionary: Dictionary, observation: Observation) -> Position:
    ids = dict(zip(DIMENSIONS, position(dictionary, observation), strict=True))
    kind = Period.parse(observation.period).kind
    own = ids["period"] if kind in _ALONE else 0
    return (*(ids[name] for name in _KEYS), _KINDS.index(kind), own)


def _distinct(dictionary: Dictionary, selection: Selection) -> Select[Any]:
    kind = case({kind: at for at, kind in enumerate(_KINDS)}, value=_periods.c.kind)
    own = case((_periods.c.kind.in_(_ALONE), _periods.c.id), else_=0)
    keys = (_cells.c[f"{name}_id"] for name in _KEYS)
    return (
        select(*keys, kind.label("kind"), own.label("period"))
        .join_from(_observations, _cells)
        .join(_periods)
        .where(*chosen(selection, dictionary))
        .distinct()
    )
