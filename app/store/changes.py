"""Pairs of observations to compare: a later one with its base.

A pair stands at one area, category, measure, platform, population and dataset, and at the later
period. Pairs whose later figure is lacking are found too when the period was named, so that a
force that stopped reporting is a row and not an absence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, func, literal, select, tuple_

from app.domain.changes import Pair, Pairs
from app.domain.dictionary import Dictionary
from app.domain.figures import FigureRow, Figures
from app.domain.observation import DIMENSIONS, Cell, Observation
from app.errors import TooMuchError
from app.store import tables
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
) -> Pairs:
    """The pairs of a selection in cell order, from a position on.

    The selection's periods are the later ones.
    """
    keys = _keys(dictionary, selection, comparison).subquery()
    order = [keys.c[f"{name}_id"] for name in DIMENSIONS]
    query = select(*order).order_by(*order).limit(limit)
    if after is not None:
        query = query.where(tuple_(*order) > after)
    places: list[Position] = [*map(tuple, connection.execute(query).all())]
    bases = _Bases(dictionary, comparison)
    # Most figures are the base of one pair and the later one of another: each is read once.
    read = _at(connection, dictionary, bases.columns, bases.among(places))
    rows = dict(zip(read.positions, map(FigureRow._make, read.rows), strict=True))
    bases.know(rows)
    pairs = [*map(Pair, map(bases.of, places), map(rows.get, places), places)]
    return Pairs(dictionary, pairs, read.others)


class _Bases:
    """The base of each place: at the period that a comparison names, or the first of its kind; in
    the same dataset, or else in another, so that it can be said why the two are not compared."""

    def __init__(self, dictionary: Dictionary, comparison: Comparison) -> None:
        ids = dictionary.ids["periods"]
        self._first = comparison.first
        # What is left open where figures are read: when they are of, or of which dataset.
        told_by = [at for at in range(len(ORDER)) if at != (_PERIOD if self._first else _DATASET)]
        self._closed = itemgetter(*told_by)
        self._periods = {
            ids[later]: ids[base]
            for later, base in comparison.bases.items()
            if later in ids and base in ids
        }
        self._kinds = {
            ids[slug]: period.kind for slug, period in dictionary.entries["periods"].items()
        }
        self._read: Mapping[Position, FigureRow] = {}
        self._known: dict[Position, list[Position]] = defaultdict(list)

    @property
    def columns(self) -> tuple[ColumnElement[Any], ...]:
        """What tells the figures to be read."""
        told_by: tuple[ColumnElement[Any], ...] = self._closed(ORDER)
        return told_by

    def among(self, places: Sequence[Position]) -> list[Position]:
        """The values of these columns for some places and whatever could be their bases."""
        wanted = dict.fromkeys(map(self._closed, places))
        if not self._first:
            bases = (base for base in map(self._at, places) if base is not None)
            wanted |= dict.fromkeys(map(self._closed, bases))
        return list(wanted)

    def know(self, read: Mapping[Position, FigureRow]) -> None:
        """Take up what was read, in cell order."""
        self._read = read
        for place in read:
            self._known[self._closed(place)].append(place)

    def of(self, place: Position) -> FigureRow | None:
        """The base of a place, or None where the record has none."""
        if self._first:
            kind = self._kinds[place[_PERIOD]]
            earlier = (
                self._read[at]
                for at in self._known[self._closed(place)]
                if at[_PERIOD] < place[_PERIOD] and self._kinds[at[_PERIOD]] is kind
            )
            return next(earlier, None)
        base = self._at(place)
        if base is None:
            return None
        if base in self._read:
            return self._read[base]
        others = self._known[self._closed(base)]
        return self._read[others[0]] if others else None

    def _at(self, place: Position) -> Position | None:
        """The same place at the period that is the base of its own, if there is one."""
        base = self._periods.get(place[_PERIOD])
        return None if base is None else (*place[:_PERIOD], base, *place[_PERIOD + 1 :])


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
            raise TooMuchError(f"more than {MOST_FIGURES:,} figures on one page")
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
