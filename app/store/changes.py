"""Pairs of observations to compare: a later one with its base.

A pair stands at one area, category, measure, platform, population and dataset, and at the later
period. Pairs whose later figure is lacking are found too when the period was named, so that a
force that stopped reporting is a row and not an absence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Subquery,
    case,
    func,
    literal,
    select,
    tuple_,
)

from app.domain.changes import Pair, Pairs
from app.domain.dictionary import Dictionary
from app.domain.figures import FigureRow, Figures
from app.domain.observation import DIMENSIONS, Cell, Observation
from app.errors import TooMuchError
from app.store import how_many, observations, tables
from app.store.cells import ORDER, Position, batches, ids_of, one_of, position
from app.store.chosen import chosen
from app.store.figures import figure_rows, figures
from app.store.selection import Selection
from app.store.versions import figures_in

_cells, _observations = tables.cells, tables.observations
# So many pairs are put in order to give a page of them, and so many figures are read for a page.
MOST_PAIRS = MOST_FIGURES = 100_000
MOST_VALUES = 5_000
_PERIOD, _DATASET = (list(DIMENSIONS).index(name) for name in ("period", "dataset"))
# What is left open where bases are looked for: of which dataset they are, or when.
_ANY_DATASET, _ANY_PERIOD = (
    itemgetter(*(at for at in range(len(ORDER)) if at != left_open))
    for left_open in (_DATASET, _PERIOD)
)


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

    @property
    def tells_lost(self) -> bool:
        """Whether there is a pair also where a base stands and no later figure."""
        return self.explicit and not self.first


def count(
    connection: Connection, dictionary: Dictionary, selection: Selection, comparison: Comparison
) -> int:
    """How many pairs there are; TooMuchError where there are more than are counted, or than are put
    in order at once, found without reading on."""
    if not comparison.tells_lost:
        return how_many.count(connection, dictionary, selection)
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
) -> Pairs:
    """The pairs of a selection in cell order, from a position on.

    The selection's periods are the later ones.
    """
    if comparison.tells_lost:
        keys = _keys(dictionary, selection, comparison).subquery()
        places = _places_after(connection, keys, after, limit)
        later = _at(connection, dictionary, ORDER, places)
    else:
        later = observations.page(connection, dictionary, selection, after, limit)
        places = later.positions
    rows = dict(_with_places(later))
    if comparison.first:
        bases, read = _first_ones(connection, dictionary, places)
    else:
        bases, read = _named_ones(connection, dictionary, comparison, places, rows)
    pairs = [*map(Pair, bases, map(rows.get, places), places)]
    return Pairs(dictionary, pairs, {**later.others, **read.others})


def _first_ones(
    connection: Connection, dictionary: Dictionary, places: Sequence[Position]
) -> tuple[list[FigureRow | None], Figures]:
    """The bases of places where each is the first figure of its kind of period; and the figures
    that were read."""
    ids = dictionary.ids["periods"]
    kinds = {ids[slug]: period.kind for slug, period in dictionary.entries["periods"].items()}
    read = _at(
        connection, dictionary, _ANY_PERIOD(ORDER), [*dict.fromkeys(map(_ANY_PERIOD, places))]
    )
    firsts: dict[tuple[Any, ...], FigureRow] = {}
    for place, row in _with_places(read):
        firsts.setdefault((_ANY_PERIOD(place), kinds[place[_PERIOD]]), row)
    bases = (firsts.get((_ANY_PERIOD(place), kinds[place[_PERIOD]])) for place in places)
    earlier = [
        base if base is not None and base.period < place[_PERIOD] else None
        for base, place in zip(bases, places, strict=True)
    ]
    return earlier, read


def _named_ones(
    connection: Connection,
    dictionary: Dictionary,
    comparison: Comparison,
    places: Sequence[Position],
    rows: Mapping[Position, FigureRow],
) -> tuple[list[FigureRow | None], Figures]:
    """The bases of places where each is the figure of a period that is named, in the same dataset,
    or else in another, so that it can be said why the two are not compared. Of most, the base is
    the later figure of another place, and among the rows that are there; and the figures that were
    read besides."""
    ids = dictionary.ids["periods"]
    named = {ids[one]: ids.get(base) for one, base in comparison.bases.items() if one in ids}
    wanted = [
        None if period is None else (*place[:_PERIOD], period, *place[_PERIOD + 1 :])
        for place, period in ((place, named.get(place[_PERIOD])) for place in places)
    ]
    missing = (base for base in wanted if base is not None and base not in rows)
    read = _at(
        connection, dictionary, _ANY_DATASET(ORDER), [*dict.fromkeys(map(_ANY_DATASET, missing))]
    )
    found = dict(rows)
    elsewhere: dict[tuple[int, ...], FigureRow] = {}
    for place, row in _with_places(read):
        found[place] = row
        elsewhere.setdefault(_ANY_DATASET(place), row)
    bases = [
        None if base is None else found.get(base) or elsewhere.get(_ANY_DATASET(base))
        for base in wanted
    ]
    return bases, read


def _with_places(figures: Figures) -> Iterator[tuple[Position, FigureRow]]:
    return zip(figures.positions, map(FigureRow._make, figures.rows), strict=True)


def _places_after(
    connection: Connection, keys: Subquery, after: Position | None, limit: int
) -> list[Position]:
    order = [keys.c[f"{name}_id"] for name in DIMENSIONS]
    query = select(*order).order_by(*order).limit(limit)
    if after is not None:
        query = query.where(tuple_(*order) > after)
    return [*map(tuple, connection.execute(query).all())]


def _keys(dictionary: Dictionary, selection: Selection, comparison: Comparison) -> Any:
    """The cells of the later figures, and those where only a base stands."""
    later = _places(selection, dictionary, _cells.c.period_id)
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
            figures_in(selection.release, versions),
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
    return select(*columns).join_from(_observations, _cells).where(*chosen(selection, dictionary))


def figures_at(
    connection: Connection, dictionary: Dictionary, cells: Sequence[Cell]
) -> dict[Cell, Observation]:
    """The figures of those of some cells that have one."""
    periods = dictionary.ids["periods"]
    places = {position(dictionary, cell): cell for cell in cells if cell.period in periods}
    found = _at(connection, dictionary, ORDER, list(places))
    return {
        places[place]: found.told(row)
        for place, row in zip(found.positions, found.rows, strict=True)
        if place in places
    }


def _at(
    connection: Connection,
    dictionary: Dictionary,
    columns: Sequence[ColumnElement[Any]],
    places: Sequence[Position],
) -> Figures:
    """The figures at some places, given by the values of some dimensions; beside them, others with
    the same values."""
    found = Figures(dictionary, (), {})
    for conditions in _conditions(columns, places):
        most = MOST_FIGURES - len(found)
        query = figure_rows(dictionary.release).where(*conditions).order_by(*ORDER)
        read = figures(connection, dictionary, query.limit(most + 1))
        if len(read) > most:
            raise TooMuchError(
                f"more than {MOST_FIGURES:,} figures on one page", "ask for less by `limit`"
            )
        found = found.followed_by(read)
    return found


def _conditions(
    columns: Sequence[ColumnElement[Any]], places: Sequence[Position]
) -> Iterator[list[ColumnElement[bool]]]:
    """The conditions of the places, for as many statements as it takes. Where the places are about
    all that their values allow, the values alone are asked for: little is read besides."""
    values = [set(column) for column in zip(*places, strict=True)]
    if sum(map(len, values)) <= MOST_VALUES and prod(map(len, values)) <= 2 * len(places):
        yield [column.in_(sorted(held)) for column, held in zip(columns, values, strict=True)]
        return
    for some in batches(places, 2 * len(columns)):
        yield [*one_of(columns, some)]
