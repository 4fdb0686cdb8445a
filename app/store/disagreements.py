"""Pairs of figures that state one thing differently: two sources of a dataset, or two datasets.

They are not printed alike. Whether they contradict each other is not decided here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Connection,
    and_,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
    union_all,
)

from app.domain.dictionary import Dictionary
from app.domain.disagreement import DisagreementKind
from app.domain.observation import DIMENSIONS, Observation
from app.store import tables
from app.store.cells import BOUNDS, ORDER, SMALL, Position, batches, ids_of
from app.store.chosen import chosen
from app.store.how_many import demand_at_most
from app.store.observed import observed
from app.store.selection import Selection
from app.store.versions import all_versions, differ, figures_in, valid_in

_cells, _observations = tables.cells, tables.observations
# Of figures that are held against others.
MOST_FIGURES = 100_000
# A cell, the dataset of the second figure, and which of its lines that is.
PAIR_BOUNDS = (*BOUNDS, SMALL, SMALL)
_ALL_BUT_DATASET = [name for name in DIMENSIONS if name != "dataset"]


@dataclass(frozen=True)
class Pair:
    """Two figures, between what they differ, and where the pair stands in order."""

    kind: DisagreementKind
    first: Observation
    second: Observation
    position: Position


def count(
    connection: Connection,
    dictionary: Dictionary,
    selection: Selection,
    kinds: list[DisagreementKind],
) -> int:
    """How many pairs there are; TooMuchError where too many figures would be held against each
    other. A figure of any dataset may differ from one of the datasets named."""
    compared = selection.without("dataset") if DisagreementKind.DATASETS in kinds else selection
    demand_at_most(connection, dictionary, compared, MOST_FIGURES)
    pairs = _pairs(dictionary, selection, kinds).subquery()
    return connection.scalar(select(func.count()).select_from(pairs)) or 0


def page(
    connection: Connection,
    dictionary: Dictionary,
    selection: Selection,
    kinds: list[DisagreementKind],
    after: Position | None,
    limit: int,
) -> list[Pair]:
    """Pairs of a selection, one of them of its datasets, in cell order, from a position on."""
    pairs = _pairs(dictionary, selection, kinds).subquery()
    order = [pairs.c[f"{name}_id"] for name in DIMENSIONS]
    order += [pairs.c.other_dataset_id, pairs.c.alternative]
    query = select(pairs.c.first_id, pairs.c.second_id, *order).order_by(*order).limit(limit)
    if after is not None:
        query = query.where(tuple_(*order) > after)
    rows = connection.execute(query).all()
    wanted = sorted({id_ for row in rows for id_ in (row.first_id, row.second_id)})
    found: dict[int, Observation] = {}
    for some in batches(wanted):
        versions = connection.execute(all_versions().where(_observations.c.id.in_(some))).all()
        read = observed(connection, dictionary, versions)
        found |= {row.id: observation for row, observation in zip(versions, read, strict=True)}
    return [
        Pair(
            DisagreementKind.SOURCES if row.alternative else DisagreementKind.DATASETS,
            found[row.first_id],
            found[row.second_id],
            tuple(row)[2:],
        )
        for row in rows
    ]


def _pairs(
    dictionary: Dictionary, selection: Selection, kinds: list[DisagreementKind]
) -> CompoundSelect[Any]:
    return union_all(
        *(
            _between_sources(dictionary, selection)
            if kind is DisagreementKind.SOURCES
            else _between_datasets(dictionary, selection)
            for kind in kinds
        )
    )


def _between_sources(dictionary: Dictionary, selection: Selection) -> Any:
    other = _observations.alias()
    return (
        select(
            _observations.c.id.label("first_id"),
            other.c.id.label("second_id"),
            *ORDER,
            _cells.c.dataset_id.label("other_dataset_id"),
            other.c.alternative.label("alternative"),
        )
        .join_from(_observations, _cells)
        .join(other, other.c.cell_id == _observations.c.cell_id)
        .where(
            *chosen(selection, dictionary),
            other.c.alternative > 0,
            valid_in(selection.release, other),
            differ(_observations, other),
        )
    )


def _between_datasets(dictionary: Dictionary, selection: Selection) -> Any:
    other, cells = _observations.alias(), _cells.alias()
    same = [cells.c[f"{name}_id"] == _cells.c[f"{name}_id"] for name in _ALL_BUT_DATASET]
    asked = ids_of(dictionary, "dataset", selection.dimensions.get("dataset", ()))
    return (
        select(
            _observations.c.id.label("first_id"),
            other.c.id.label("second_id"),
            *ORDER,
            cells.c.dataset_id.label("other_dataset_id"),
            literal(0).label("alternative"),
        )
        .join_from(_observations, _cells)
        .join(cells, and_(*same, cells.c.dataset_id > _cells.c.dataset_id))
        .join(other, other.c.cell_id == cells.c.id)
        .where(
            *chosen(selection.without("dataset"), dictionary),
            figures_in(selection.release, other),
            differ(_observations, other),
            # Two datasets differ in what they supply; that is coverage, not disagreement.
            _observations.c.digits.is_not(None),
            other.c.digits.is_not(None),
            or_(_cells.c.dataset_id.in_(asked), cells.c.dataset_id.in_(asked)) if asked else true(),
        )
    )
