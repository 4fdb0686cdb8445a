"""Observations: queries are built first and run after, so that each can be read by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    func,
    select,
)

from app.domain.dictionary import Dictionary
from app.domain.figures import Figures
from app.domain.observation import Cell, Observation
from app.errors import TooMuchError
from app.store import tables
from app.store.cells import ORDER, Position, batches, cell_condition, cell_of, position_of
from app.store.chosen import chosen, chosen_figures
from app.store.figures import figures
from app.store.observed import observed
from app.store.selection import Selection
from app.store.versions import all_versions, figures_in, valid_in

_cells, _observations = tables.cells, tables.observations


def page(
    connection: Connection,
    dictionary: Dictionary,
    selection: Selection,
    after: Position | None,
    limit: int,
) -> Figures:
    """The figures of a selection in cell order, from behind a position on."""
    found = Figures(dictionary, (), {})
    for query, values in chosen_figures(selection, dictionary, after):
        wanted = {**values, "limit": limit - len(found)}
        found = found.followed_by(figures(connection, dictionary, query, wanted))
        if len(found) == limit:
            break
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
