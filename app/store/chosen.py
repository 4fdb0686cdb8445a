"""A selection as conditions, so that the database reads it the way that reads least.

The conditions depend on the shape of a selection alone, and its values are put in after: a page of
figures is a statement that is put together once for each shape, which takes longer than to run it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Protocol

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    false,
    literal_column,
    or_,
    select,
    true,
    tuple_,
)

from app.domain.dictionary import Dictionary
from app.domain.observation import DIMENSIONS, Status
from app.store import tables
from app.store.cells import ORDER, Position, ids_of
from app.store.figures import figure_rows
from app.store.selection import Selection
from app.store.versions import ZERO, figures_in, first_cited_in, valid_in
from app.store.way import Way, areas_with, expected, way_to

_cells, _observations = tables.cells, tables.observations
_PARTS = ("platform", "population")
_RELEASE: BindParameter[int] = bindparam("release")
# The places of values in a statement; a dimension's is under its name.
_SPREAD, _STATUSES, _SOURCES = "spread", "statuses", "sources"
# A value of a statement costs as much as a figure of its answer.
FIRST_AREAS = 32
# So many figures are passed over faster than another statement is run.
FAR = 1_000
# A sum has no index.
_NO_INDEX = ZERO
# Of statements kept: more than there are shapes that anyone asks for, and a bound all the same.
_SHAPES = 512

Values = dict[str, Any]


class Place(Protocol):
    """Makes the place of a value, or of several, in a statement."""

    def __call__(self, name: str, *, several: bool = False) -> BindParameter[Any]:
        """The place under a name."""


@dataclass(frozen=True)
class _Shape:
    """What of a selection its statement depends on: the way to it, which dimensions are named and
    whether by one value, which conditions there are beside them, and which dimensions are open
    behind the position where a page begins."""

    way: Way
    named: tuple[tuple[str, bool], ...]
    stated: bool
    unpublished: bool
    sourced: bool
    behind: tuple[int, ...] | None


def chosen(selection: Selection, dictionary: Dictionary) -> list[ColumnElement[bool]]:
    """A selection as conditions on cells and observations."""
    cells, versions = chosen_apart(selection, dictionary)
    return [figures_in(selection.release), versions, cells]


def chosen_apart(
    selection: Selection, dictionary: Dictionary
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The same of figures, what is asked of cells apart from what is asked of observations."""
    shape, values = _shaped(selection, dictionary, None)

    def filled(name: str, *, several: bool = False) -> BindParameter[Any]:
        return bindparam(name, values[name], unique=True, expanding=several)

    return and_(true(), *_within(shape, filled)), and_(true(), *_stated(shape, filled))


def chosen_figures(
    selection: Selection, dictionary: Dictionary, after: Position | None
) -> Iterator[tuple[Select[Any], Values]]:
    """The statements of a page of figures in cell order, from behind a position on, but for their
    `limit`, with their values. Each is of a portion of the areas, and to be run where those before
    it do not fill the page: nearly every page is full with the first."""
    first = 0 if after is None else after[0]
    shape, values = _shaped(selection, dictionary, after, first)
    own = None if after is None else _to_be_read_alone(selection, dictionary, shape.way, first)
    if own is not None:
        # Its area is read from behind the position; all others are read from their beginning.
        of_own = replace(selection, dimensions={**selection.dimensions, "area": [own]})
        alone, its_values = _shaped(of_own, dictionary, after)
        yield _page(alone), its_values
        shape, values = _shaped(selection, dictionary, None, first + 1)
        if not values.get("area", values.get(_SPREAD)):
            return
    for portion in _portions(values):
        yield _page(shape), portion


def _to_be_read_alone(
    selection: Selection, dictionary: Dictionary, way: Way, id_: int
) -> str | None:
    """The area in which a page begins, where it may have far more figures than the page: one
    statement of several areas would look for the position from the first of them on."""
    area = dictionary.slugs["areas"].get(id_)
    named = selection.dimensions.get("area")
    if area is None or (named is not None and (len(named) == 1 or area not in named)):
        return None
    several = way.in_order and (named is not None or way.spread is not None)
    if not several or dictionary.area(area).data.observations <= FAR:
        return None
    return area if expected(selection, dictionary) > FAR else None


def _portions(values: Values) -> Iterator[Values]:
    areas: Sequence[int] = values.get(_SPREAD, ())
    yield {**values, _SPREAD: areas[:FIRST_AREAS]} if areas else values
    if len(areas) > FIRST_AREAS:
        yield {**values, _SPREAD: areas[FIRST_AREAS:]}


@lru_cache(_SHAPES)
def _page(shape: _Shape) -> Select[Any]:
    """Where cells are in order by themselves, they are read in the order of their index until the
    page ends."""
    return (
        figure_rows(_RELEASE, cells_first=shape.way.in_order)
        .where(*_stated(shape, _open), *_within(shape, _open))
        .order_by(*ORDER)
        .limit(bindparam("limit"))
    )


def _open(name: str, *, several: bool = False) -> BindParameter[Any]:
    """The place of a value that is put in when the statement is run."""
    return bindparam(name, expanding=several)


def _shaped(
    selection: Selection, dictionary: Dictionary, after: Position | None, first: int = 0
) -> tuple[_Shape, Values]:
    way = way_to(selection, dictionary)
    ids = {name: ids_of(dictionary, name, slugs) for name, slugs in selection.dimensions.items()}
    if "area" in ids:
        ids["area"] = [id_ for id_ in ids["area"] if id_ >= first]
    values: Values = {name: found[0] if len(found) == 1 else found for name, found in ids.items()}
    values["release"] = selection.release
    if way.spread is not None:
        areas = areas_with(dictionary, selection, way.spread)
        values[_SPREAD] = [id_ for id_ in areas if id_ >= first]
    if selection.statuses:
        values[_STATUSES] = list(selection.statuses)
    if selection.sources:
        known = dictionary.ids["sources"]
        values[_SOURCES] = [known[slug] for slug in selection.sources]
    behind = None
    if after is not None:
        # What has one value decides nothing, and without it an index gives the rest in order.
        behind = tuple(
            at for at, name in enumerate(DIMENSIONS) if len(selection.dimensions.get(name, ())) != 1
        )
        values |= {_after(at): after[at] for at in behind}
    shape = _Shape(
        way=way,
        named=tuple((name, len(found) == 1) for name, found in ids.items()),
        stated=bool(selection.statuses),
        unpublished=Status.PUBLISHED not in selection.statuses,
        sourced=bool(selection.sources),
        behind=behind,
    )
    return shape, values


def _stated(shape: _Shape, place: Place) -> Iterator[ColumnElement[bool]]:
    """The statuses and sources of a selection as conditions on observations."""
    if shape.stated:
        yield _observations.c.status.in_(place(_STATUSES, several=True))
        if shape.way.lead == "status" and shape.unpublished:
            # What the index of statuses holds, in so many words.
            yield _observations.c.status != literal_column("'published'")
    if shape.sourced:
        yield _cites(place, looked_up=shape.way.lead == "source")


def _cites(place: Place, *, looked_up: bool) -> ColumnElement[bool]:
    """Whether an observation cites one of some sources: where it was first, or further."""
    release, passages, further = place("release"), tables.passages, tables.further_citations
    of_sources = passages.c.source_id.in_(place(_SOURCES, several=True))
    first = _observations.c.passage_id if looked_up else _observations.c.passage_id + _NO_INDEX
    later = (
        select(further.c.observation_id)
        .join_from(further, passages)
        .where(valid_in(release, further), of_sources)
    )
    return or_(
        and_(first.in_(select(passages.c.id).where(of_sources)), first_cited_in(release)),
        _observations.c.id.in_(later)
        if looked_up
        else later.where(further.c.observation_id == _observations.c.id).exists(),
    )


def _within(shape: _Shape, place: Place) -> Iterator[ColumnElement[bool]]:
    """The dimensions of a selection, and where a page begins, as conditions on cells alone."""
    way = shape.way
    looked_up = {way.lead, *(("area", "period") if way.in_order else ())}
    for name, is_one in shape.named:
        column = _cells.c[f"{name}_id"]
        asked = column if name in looked_up else column + _NO_INDEX
        yield asked == place(name) if is_one else asked.in_(place(name, several=True))
    if way.lead in _PARTS:
        # What the index of a part holds, in so many words.
        yield _cells.c[f"{way.lead}_id"] > literal_column(str(tables.DOES_NOT_APPLY))
    if way.spread is not None:
        yield _cells.c.area_id.in_(place(_SPREAD, several=True))
    if shape.behind is not None:
        yield _behind(shape, shape.behind)


def _behind(shape: _Shape, open_: Sequence[int]) -> ColumnElement[bool]:
    """What comes after a position in cell order; not by an index where areas are looked up one by
    one."""
    if not open_:
        # The one cell that there may be is not behind itself.
        return false()
    columns: list[ColumnElement[Any]] = [ORDER[at] for at in open_]
    one_by_one = shape.way.spread is not None or any(name == "area" for name, _ in shape.named)
    if one_by_one and open_[0] == 0:
        columns[0] = columns[0] + _NO_INDEX
    after = (bindparam(_after(at), type_=ORDER[at].type) for at in open_)
    return tuple_(*columns) > tuple_(*after)


def _after(at: int) -> str:
    return f"after_{at}"
