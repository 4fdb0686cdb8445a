"""A selection as conditions, so that the database reads it the way that reads least."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, Select, false, literal_column, select, tuple_

from app.domain.dictionary import Dictionary
from app.domain.observation import DIMENSIONS, Status
from app.store import tables
from app.store.cells import ORDER, Position, ids_of
from app.store.selection import Selection, counted_ids
from app.store.versions import figures_in, valid_in
from app.store.way import Way, way_to

_cells, _observations = tables.cells, tables.observations
_PARTS = ("platform", "population")


def chosen(selection: Selection, dictionary: Dictionary) -> list[ColumnElement[bool]]:
    """A selection as conditions on cells and observations."""
    cells, versions = chosen_apart(selection, dictionary)
    return [*versions, *cells]


def chosen_apart(
    selection: Selection, dictionary: Dictionary
) -> tuple[list[ColumnElement[bool]], list[ColumnElement[bool]]]:
    """The same, those on cells apart from those on observations."""
    way = way_to(selection, dictionary)
    versions = [figures_in(selection.release), *_stated(selection, dictionary, way)]
    return list(_within(selection, dictionary, way, None)), versions


def chosen_cells(
    selection: Selection, dictionary: Dictionary, after: Position | None
) -> Select[tuple[int]]:
    """The ids of the cells of a selection in cell order, from behind a position on."""
    way = way_to(selection, dictionary)
    cells = select(_cells.c.id).order_by(*ORDER)
    if not way.in_order:
        return cells.join_from(_observations, _cells).where(
            figures_in(selection.release),
            *_stated(selection, dictionary, way),
            *_within(selection, dictionary, way, after),
        )
    # Asked for by themselves, cells are read in the order of their index, until the page ends.
    held = select(_observations.c.id).where(
        _observations.c.cell_id == _cells.c.id,
        figures_in(selection.release),
        *_stated(selection, dictionary, way),
    )
    return cells.where(held.exists(), *_within(selection, dictionary, way, after))


def _stated(
    selection: Selection, dictionary: Dictionary, way: Way
) -> Iterator[ColumnElement[bool]]:
    """The statuses and sources of a selection as conditions on observations."""
    if selection.statuses:
        yield _observations.c.status.in_(selection.statuses)
        if way.lead == "status" and Status.PUBLISHED not in selection.statuses:
            # What the index of statuses holds, in so many words.
            yield _observations.c.status != literal_column("'published'")
    if selection.sources:
        cited, passages = tables.citations, tables.passages
        ids = dictionary.ids["sources"]
        of_sources = (
            select(cited.c.observation_id)
            .join_from(cited, passages)
            .where(
                valid_in(selection.release, cited),
                passages.c.source_id.in_([ids[slug] for slug in selection.sources]),
            )
        )
        if way.lead == "source":
            yield _observations.c.id.in_(of_sources)
        else:
            yield of_sources.where(cited.c.observation_id == _observations.c.id).exists()


def _within(
    selection: Selection, dictionary: Dictionary, way: Way, after: Position | None
) -> Iterator[ColumnElement[bool]]:
    """The dimensions of a selection, and where a page begins, as conditions on cells alone."""
    named = {name: ids_of(dictionary, name, slugs) for name, slugs in selection.dimensions.items()}
    behind = ("area", "period") if way.in_order else ()
    first = 0 if after is None else after[0]
    if "area" in named:
        named["area"] = [id_ for id_ in named["area"] if id_ >= first]
    for name, ids in named.items():
        column = _cells.c[f"{name}_id"]
        # A sum has no index.
        yield (column if name == way.lead or name in behind else column + 0).in_(ids)
    if way.lead in _PARTS:
        # What the index of a part holds, in so many words.
        yield _cells.c[f"{way.lead}_id"] > literal_column(str(tables.DOES_NOT_APPLY))
    if way.spread is not None:
        areas = _areas_with(dictionary, selection, way.spread)
        yield _cells.c.area_id.in_(sorted(id_ for id_ in areas if id_ >= first))
    if after is not None:
        yield _behind(selection, after, looked_up="area" in named or way.spread is not None)


def _areas_with(dictionary: Dictionary, selection: Selection, name: str) -> set[int]:
    """The areas that have figures of what a selection names."""
    held = dictionary.areas_with[name]
    ids = counted_ids(dictionary, selection)[name]
    return set(chain.from_iterable(held.get(id_, ()) for id_ in ids))


def _behind(selection: Selection, after: Position, *, looked_up: bool) -> ColumnElement[bool]:
    """What comes after a position in cell order. What has one value decides nothing, and without
    it an index gives the rest in order; not where areas are looked up one by one."""
    open_ = [
        (column, at)
        for (name, column), at in zip(zip(DIMENSIONS, ORDER, strict=True), after, strict=True)
        if len(selection.dimensions.get(name, ())) != 1
    ]
    if not open_:
        # The one cell that there may be is not behind itself.
        return false()
    columns: list[ColumnElement[Any]] = [column for column, _ in open_]
    if looked_up and columns[0] is _cells.c.area_id:
        columns[0] = columns[0] + 0
    return tuple_(*columns) > tuple_(*(at for _, at in open_))
