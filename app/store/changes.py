"""Pairs of observations to compare: a later one with its base.

A pair stands at one area, category, measure, platform, population and dataset, and at the later
period. Pairs whose later figure is lacking are found too when the period was named, so that a
force that stopped reporting is a row and not an absence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, func, literal, select, tuple_

from app.domain.dictionary import Dictionary
from app.domain.observation import DIMENSIONS, Cell, Observation
from app.domain.period import Period
from app.errors import TooMuchError
from app.store import observations, tables
from app.store.cells import ORDER, Position, batches, cell_of, ids_of, position
from app.store.observations import Selection

_cells, _observations = tables.cells, tables.observations
Subject = tuple[str | None, ...]
# So many pairs are put in order to give a page of them, and so many figures are read for a page.
MOST_PAIRS = MOST_FIGURES = 100_000
_PERIOD = list(DIMENSIONS).index("period")


@dataclass(frozen=True)
class Comparison:
    """Which periods are compared with which.

    `bases` maps each later period to its base, both by slug; a later period that it lacks has
    none. With `first` the base is the earliest figure of the same dataset and kind of period. With
    `explicit` the later periods were named by the reader.
    """

    bases: Mapping[str, str]
    first: bool = False
    explicit: bool = False


@dataclass(frozen=True)
class Pair:
    """A later observation and its base, one of which may be lacking, and where the pair stands."""

    base: Observation | None
    later: Observation | None
    position: Position


def count(
    connection: Connection, dictionary: Dictionary, selection: Selection, comparison: Comparison
) -> int:
    """How many pairs there are; TooMuchError where there are more than are put in order at once,
    found without reading on."""
    keys = _keys(dictionary, selection, comparison).limit(MOST_PAIRS + 1).subquery()
    found = connection.scalar(select(func.count()).select_from(keys)) or 0
    if found > MOST_PAIRS:
        raise TooMuchError(f"more than {MOST_PAIRS:,} pairs of figures")
    return found


def page(
    connection: Connection,
    dictionary: Dictionary,
    selection: Selection,
    comparison: Comparison,
    after: Position | None,
    limit: int,
) -> list[Pair]:
    """The pairs of a selection in cell order, from a position on.

    The selection's periods are the later ones.
    """
    keys = _keys(dictionary, selection, comparison).subquery()
    order = [keys.c[f"{name}_id"] for name in DIMENSIONS]
    query = select(*order).order_by(*order).limit(limit)
    if after is not None:
        query = query.where(tuple_(*order) > after)
    wanted = connection.execute(query).all()
    if not wanted:
        return []
    cells = [cell_of(dictionary, row) for row in wanted]
    places = [tuple(row) for row in wanted]
    bases: dict[Subject, list[Observation]] = defaultdict(list)
    for observation in _bases(connection, dictionary, comparison, places):
        bases[_subject(Cell.parse(observation.id))].append(observation)
    found = _at(connection, dictionary, ORDER, places)
    later = {Cell.parse(observation.id): observation for observation in found}
    return [
        Pair(_base_of(cell, bases[_subject(cell)], comparison), later.get(cell), place)
        for cell, place in zip(cells, places, strict=True)
    ]


def _keys(dictionary: Dictionary, selection: Selection, comparison: Comparison) -> Any:
    """The cells of the later figures, and those where only a base stands."""
    later = _places(selection, dictionary, _cells.c.period_id)
    if not comparison.explicit or comparison.first:
        return later
    ids = dictionary.ids["periods"]
    held = {
        ids[base]: ids[slug]
        for slug, base in comparison.bases.items()
        if base in ids and slug in ids
    }
    if not held:
        return later
    to_period = case(
        *((_cells.c.period_id == base, literal(to)) for base, to in held.items()),
        else_=_cells.c.period_id,
    )
    only_base = _places(selection.without("period"), dictionary, to_period).where(
        _cells.c.period_id.in_(held), ~_compared(selection, dictionary, to_period)
    )
    # A place has either a later figure or none: the two never share one.
    return later.union_all(only_base)


def _compared(
    selection: Selection, dictionary: Dictionary, to_period: ColumnElement[Any]
) -> ColumnElement[bool]:
    """Whether a base is that of a later figure already, be it of another dataset."""
    cells, versions = _cells.alias(), _observations.alias()
    same = [
        cells.c[f"{name}_id"] == _cells.c[f"{name}_id"]
        for name in DIMENSIONS
        if name not in ("period", "dataset")
    ]
    if datasets := selection.dimensions.get("dataset"):
        same.append(cells.c.dataset_id.in_(ids_of(dictionary, "dataset", datasets)))
    return (
        select(versions.c.id)
        .join_from(versions, cells, versions.c.cell_id == cells.c.id)
        .where(
            *same,
            cells.c.period_id == to_period,
            observations.figures_in(selection.release, versions),
        )
        .exists()
    )


def _places(
    selection: Selection, dictionary: Dictionary, period: ColumnElement[Any]
) -> Select[Any]:
    columns = [
        period.label("period_id") if name == "period" else _cells.c[f"{name}_id"]
        for name in DIMENSIONS
    ]
    return (
        select(*columns)
        .join_from(_observations, _cells)
        .where(*observations.chosen(selection, dictionary))
    )


def figures_at(
    connection: Connection, dictionary: Dictionary, cells: Sequence[Cell]
) -> dict[Cell, Observation]:
    """The figures of those of some cells that have one."""
    periods = dictionary.ids["periods"]
    places = [position(dictionary, cell) for cell in cells if cell.period in periods]
    found = _at(connection, dictionary, ORDER, list(dict.fromkeys(places)))
    return {Cell.parse(observation.id): observation for observation in found}


def _bases(
    connection: Connection,
    dictionary: Dictionary,
    comparison: Comparison,
    places: Sequence[Position],
) -> list[Observation]:
    """Every observation, of any dataset, that could be the base at one of the places."""
    if comparison.first:
        anytime = tuple(column for column in ORDER if column is not ORDER[_PERIOD])
        subjects = (place[:_PERIOD] + place[_PERIOD + 1 :] for place in places)
        return _at(connection, dictionary, anytime, list(dict.fromkeys(subjects)))
    ids, slugs = dictionary.ids["periods"], dictionary.slugs["periods"]
    wanted = []
    for place in places:
        base = ids.get(comparison.bases.get(slugs[place[_PERIOD]], ""))
        if base is not None:
            # The dataset comes last, and is left open.
            wanted.append((*place[:_PERIOD], base, *place[_PERIOD + 1 : -1]))
    return _at(connection, dictionary, ORDER[:-1], list(dict.fromkeys(wanted)))


def _at(
    connection: Connection,
    dictionary: Dictionary,
    columns: Sequence[ColumnElement[Any]],
    places: Sequence[Position],
) -> list[Observation]:
    """The figures at some places, given by the values of some dimensions."""
    found: list[Observation] = []
    for some in batches(places, 2 * len(columns)):
        # SQLite finds no index for a list of tuples, and so gets one of each column beside it.
        among = (
            column.in_(sorted(set(values)))
            for column, values in zip(columns, zip(*some, strict=True), strict=True)
        )
        query = observations.versions().where(
            *among, tuple_(*columns).in_(some), observations.figures_in(dictionary.release)
        )
        most = MOST_FIGURES - len(found)
        rows = connection.execute(query.order_by(*ORDER).limit(most + 1)).all()
        if len(rows) > most:
            raise TooMuchError(f"more than {MOST_FIGURES:,} figures on one page")
        found += observations.observed(connection, dictionary, rows)
    return found


def _base_of(
    cell: Cell, candidates: Iterable[Observation], comparison: Comparison
) -> Observation | None:
    """The base in the same dataset; else one of another dataset, so that it can be said why the
    two are not compared."""
    if comparison.first:
        return _first_before(cell, candidates)
    base_period = comparison.bases.get(cell.period)
    found = [observation for observation in candidates if observation.period == base_period]
    same = (observation for observation in found if observation.dataset == cell.dataset)
    return next(same, found[0] if found else None)


def _first_before(cell: Cell, candidates: Iterable[Observation]) -> Observation | None:
    later = Period.parse(cell.period)
    earlier = [
        (period.key, observation)
        for observation in candidates
        if observation.dataset == cell.dataset
        and (period := Period.parse(observation.period)).kind is later.kind
        and period.key < later.key
    ]
    return min(earlier, key=lambda found: found[0])[1] if earlier else None


def _subject(cell: Cell) -> Subject:
    return (cell.area, cell.category, cell.measure, cell.platform, cell.population)
