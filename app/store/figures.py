"""Figures of one release in one statement: rows that hold all there is to say of most of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Select, Text, and_, case, literal_column, select
from sqlalchemy import cast as as_type

from app.domain.dictionary import Dictionary
from app.domain.figures import FigureRow, Figures
from app.domain.observation import DIMENSIONS, Observation
from app.store import tables
from app.store.cells import batches
from app.store.observed import observed
from app.store.versions import ZERO, Release, all_versions, figures_in, valid_in

_cells, _observations = tables.cells, tables.observations
_passages = tables.passages
_ONE: ColumnElement[int] = literal_column("1")
_NOTHING: ColumnElement[str] = literal_column("'[]'")


@lru_cache(16)
def figure_rows(release: Release, *, cells_first: bool = False) -> Select[Any]:
    """The figures of a release in the columns of a FigureRow. With `cells_first` the database has
    no way to them but from their cells."""
    dimensions = [_cells.c[f"{name}_id"].label(name) for name in DIMENSIONS]
    of_cell = _observations.c.cell_id == (_cells.c.id + ZERO if cells_first else _cells.c.id)
    return (
        select(
            _cells.c.id.label("cell"),
            # A number: a truth would have to be made one, row by row.
            case((_is_plain(release), _ONE), else_=ZERO).label("plain"),
            *dimensions,
            _observations.c.digits,
            _observations.c.exponent,
            _observations.c.status,
            _observations.c.qualifier,
            _observations.c.release_from.label("since"),
            _passages.c.source_id.label("source"),
            _passages.c.paragraph,
            _observations.c.locator,
            _observations.c.stated,
            _passages.c.fingerprint,
        )
        .select_from(_cells)
        .join(_observations, of_cell)
        .join(_passages, _passages.c.id == _observations.c.passage_id)
        .where(figures_in(release))
    )


def _is_plain(release: Release) -> Any:
    """Whether the columns of a FigureRow hold all there is to say: the citation that came with the
    figure and no further one, no other source's, and nothing that is seldom said."""
    # Where the place that stated it first no longer does, another one still does.
    further, others = tables.further_citations, _observations.alias()
    cited_again = select(further.c.position).where(
        further.c.observation_id == _observations.c.id, valid_in(release, further)
    )
    stated_otherwise = select(others.c.id).where(
        others.c.cell_id == _observations.c.cell_id,
        others.c.alternative > ZERO,
        valid_in(release, others),
    )
    return and_(
        _observations.c.forces.is_(None),
        _observations.c.note.is_(None),
        _observations.c.reason.is_(None),
        as_type(_observations.c.inferred, Text) == _NOTHING,
        ~cited_again.exists(),
        ~stated_otherwise.exists(),
    )


def figures(
    connection: Connection,
    dictionary: Dictionary,
    query: Select[Any],
    values: Mapping[str, Any] | None = None,
) -> Figures:
    """The figures of a query of `figure_rows`, in its order; `values` fill what it leaves open."""
    rows = cast(Sequence[FigureRow], connection.execute(query, values).all())
    others = [row[0] for row in rows if not row[1]]
    return Figures(dictionary, rows, _told(connection, dictionary, others))


def _told(
    connection: Connection, dictionary: Dictionary, cells: Sequence[int]
) -> dict[int, Observation]:
    """The figures of some cells as observations, by the cell."""
    told: dict[int, Observation] = {}
    for some in batches(cells):
        query = all_versions().where(
            _observations.c.cell_id.in_(some), figures_in(dictionary.release)
        )
        rows = connection.execute(query).all()
        observations = observed(connection, dictionary, rows)
        told |= zip((row.cell_id for row in rows), observations, strict=True)
    return told
