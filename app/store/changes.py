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

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    case,
    func,
    literal,
    select,
    tuple_,
)

from app.domain.dictionary import Dictionary
from app.domain.observation import DIMENSIONS, Cell, Observation
from app.domain.period import Period
from app.store import observations, tables
from app.store.cells import Position, cell_of, ids_of
from app.store.observations import Selection

_cells, _observations = tables.cells, tables.observations
Subject = tuple[str | None, ...]


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
    """How many pairs there are."""
    keys = _keys(dictionary, selection, comparison).subquery()
    return connection.scalar(select(func.count()).select_from(keys)) or 0


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
    bases: dict[Subject, list[Observation]] = defaultdict(list)
    for observation in _bases(connection, dictionary, selection, comparison, cells):
        bases[_subject(Cell.parse(observation.id))].append(observation)
    later = _later(connection, dictionary, selection, cells)
    return [
        Pair(_base_of(cell, bases[_subject(cell)], comparison), later.get(cell), tuple(row))
        for cell, row in zip(cells, wanted, strict=True)
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
    return later.union(only_base)


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


def _later(
    connection: Connection, dictionary: Dictionary, selection: Selection, cells: Sequence[Cell]
) -> dict[Cell, Observation]:
    periods = sorted({cell.period for cell in cells})
    return {
        Cell.parse(observation.id): observation
        for observation in _around(connection, dictionary, selection, cells, periods)
    }


def _bases(
    connection: Connection,
    dictionary: Dictionary,
    selection: Selection,
    comparison: Comparison,
    cells: Sequence[Cell],
) -> list[Observation]:
    """Every observation, of any dataset, that could be the base of one of the cells."""
    open_dataset = selection.without("dataset")
    if comparison.first:
        return _around(connection, dictionary, open_dataset, cells, None)
    wanted = {comparison.bases[cell.period] for cell in cells if cell.period in comparison.bases}
    held = sorted(wanted & dictionary.ids["periods"].keys())
    return _around(connection, dictionary, open_dataset, cells, held) if held else []


def _around(
    connection: Connection,
    dictionary: Dictionary,
    selection: Selection,
    cells: Sequence[Cell],
    periods: Sequence[str] | None,
) -> list[Observation]:
    narrowed = dict(selection.without("period").dimensions)
    narrowed["area"] = sorted({cell.area for cell in cells})
    narrowed["measure"] = sorted({cell.measure for cell in cells})
    if periods is not None:
        narrowed["period"] = periods
    return observations.select_all(connection, dictionary, Selection(selection.release, narrowed))


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
