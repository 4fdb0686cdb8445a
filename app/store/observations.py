"""Observations: queries are built first and run after, so that each can be read by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    func,
    literal_column,
    select,
    tuple_,
)

from app.domain.dictionary import Dictionary
from app.domain.observation import Cell, Observation, Status
from app.errors import TooMuchError
from app.store import tables
from app.store.cells import ORDER, Position, batches, cell_condition, cell_of, ids_of, position_of
from app.store.observed import observed
from app.store.versions import all_versions, figures_in, valid_in

_cells, _observations = tables.cells, tables.observations
# The dimensions that few figures share: the first always, the second where they apply.
_NARROW = ("area", "category", "dataset")
_PARTS = ("platform", "population")


@dataclass(frozen=True)
class Selection:
    """Which observations are asked for: those valid in a release whose dimensions, status and
    citing source are among the named ones. A dimension that is not named may be anything; None
    among its slugs stands for the figures to which it does not apply."""

    release: int
    dimensions: Mapping[str, Sequence[str | None]]
    statuses: Sequence[Status] = ()
    sources: Sequence[str] = ()

    def without(self, *names: str) -> Selection:
        """The same selection with some dimensions left open."""
        kept = {name: slugs for name, slugs in self.dimensions.items() if name not in names}
        return Selection(self.release, kept, self.statuses, self.sources)


def chosen(selection: Selection, dictionary: Dictionary) -> list[ColumnElement[bool]]:
    """A selection as conditions on cells and observations."""
    conditions = [figures_in(selection.release), *_within(selection, dictionary)]
    if selection.statuses:
        conditions.append(_observations.c.status.in_(selection.statuses))
    if selection.sources:
        cited, passages = tables.citations, tables.passages
        ids = dictionary.ids["sources"]
        conditions.append(
            select(cited.c.position)
            .join_from(cited, passages)
            .where(
                cited.c.observation_id == _observations.c.id,
                valid_in(selection.release, cited),
                passages.c.source_id.in_([ids[slug] for slug in selection.sources]),
            )
            .exists()
        )
    return conditions


def _within(selection: Selection, dictionary: Dictionary) -> list[ColumnElement[bool]]:
    """The dimensions of a selection as conditions on cells alone. The index of measures is for few
    figures: by it, a page of what most are of would first put all in order. A sum has no index."""
    named = selection.dimensions
    parts = [name for name in _PARTS if name in named and None not in named[name]]
    columns: dict[str, ColumnElement[int]] = {name: _cells.c[f"{name}_id"] for name in named}
    narrower = bool(parts) or not named.keys().isdisjoint(_NARROW)
    if "measure" in named and (narrower or dictionary.of_most_figures(named["measure"])):
        columns["measure"] = columns["measure"] + 0
    return [
        *(columns[name].in_(ids_of(dictionary, name, slugs)) for name, slugs in named.items()),
        # What the indexes of parts hold, in so many words.
        *(columns[name] > literal_column(str(tables.DOES_NOT_APPLY)) for name in parts),
    ]


def paged(query: Select[Any], after: Position | None) -> Select[Any]:
    """A query of versions in cell order, from behind a position on."""
    if after is not None:
        query = query.where(tuple_(*ORDER) > after)
    return query.order_by(*ORDER)


def page(
    connection: Connection,
    dictionary: Dictionary,
    selection: Selection,
    after: Position | None,
    limit: int,
) -> list[Observation]:
    """The observations of a selection in cell order, from a position on."""
    if selection.statuses or selection.sources:
        query = all_versions().where(*chosen(selection, dictionary))
        return run(connection, dictionary, paged(query, after).limit(limit))
    # Asked for by themselves, cells are read in the order of their index, and the page ends it.
    held = select(_observations.c.id).where(
        _observations.c.cell_id == _cells.c.id, figures_in(selection.release)
    )
    cells = select(_cells.c.id).where(held.exists(), *_within(selection, dictionary))
    found: list[Observation] = []
    for some in batches(connection.scalars(paged(cells, after).limit(limit)).all()):
        query = all_versions().where(_cells.c.id.in_(some), figures_in(selection.release))
        found += run(connection, dictionary, paged(query, None))
    return found


def select_at_most(
    connection: Connection, dictionary: Dictionary, selection: Selection, most: int
) -> list[Observation]:
    """Every observation of a selection, in cell order; TooMuchError where there are more than so
    many, found without reading on."""
    # Not in order yet: the database would put all of them in order before it leaves off.
    query = all_versions().where(*chosen(selection, dictionary)).limit(most + 1)
    rows = connection.execute(query).all()
    if len(rows) > most:
        raise TooMuchError(f"more than {most:,} figures")
    return observed(connection, dictionary, sorted(rows, key=position_of))


def history(
    connection: Connection, dictionary: Dictionary, cell: Cell, *, alternatives: bool = False
) -> list[Observation]:
    """Every version of a cell up to the dictionary's release, the newest first; or every version
    of its alternatives."""
    here = cell_condition(dictionary, cell)
    if here is None:
        return []
    wanted = _observations.c.alternative > 0 if alternatives else _observations.c.alternative == 0
    query = all_versions().where(here, wanted, _observations.c.release_from <= dictionary.release)
    newest = (_observations.c.release_from.desc(), _observations.c.alternative)
    return run(connection, dictionary, query.order_by(*newest))


def latest_cells(connection: Connection, dictionary: Dictionary, dataset: str) -> list[Cell]:
    """Of every subject of a dataset, all dimensions but the period alike, the last cell that has a
    figure."""
    subject = [column for column in ORDER if column is not _cells.c.period_id]
    last = func.max(_cells.c.period_id).label("period_id")
    columns = [last if column is _cells.c.period_id else column for column in ORDER]
    query = (
        select(*columns)
        .join_from(_cells, _observations)
        .where(
            _cells.c.dataset_id == dictionary.ids["datasets"][dataset],
            figures_in(dictionary.release),
        )
        .group_by(*subject)
        .order_by(*subject)
    )
    return [cell_of(dictionary, row) for row in connection.execute(query)]


def of_cells(
    connection: Connection, dictionary: Dictionary, cell_ids: Sequence[int]
) -> list[Observation]:
    """Everything that is stated of some cells in the dictionary's release, of each cell its figure
    first."""
    found: list[Observation] = []
    for some in batches(cell_ids):
        query = all_versions().where(_cells.c.id.in_(some), valid_in(dictionary.release))
        found += run(connection, dictionary, query.order_by(_observations.c.alternative))
    return found


def run(connection: Connection, dictionary: Dictionary, query: Select[Any]) -> list[Observation]:
    """The observations that a query of versions gives."""
    return observed(connection, dictionary, connection.execute(query).all())
