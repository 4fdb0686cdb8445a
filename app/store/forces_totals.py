"""Totals of all forces, as releases have them: read, never added up when asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, FromClause, Row, Select, and_, case, func, select, tuple_

from app.domain.dictionary import Dictionary
from app.domain.observation import DIMENSIONS, Cell
from app.domain.period import Period
from app.domain.total import AddedUp, Addend
from app.errors import TooMuchError
from app.store import tables
from app.store.addends import addends, areas_of, marks_of
from app.store.cells import BIG, SMALL, Position, ids_of
from app.store.how_many import MOST_COUNTED
from app.store.selection import Selection
from app.store.versions import valid_in

_totals = tables.forces_totals
_REST = [name for name in DIMENSIONS if name not in ("area", "period")]
_ORDER = tuple(_totals.c[f"{name}_id"] for name in ("period", *_REST))
BOUNDS = (BIG, *[SMALL] * len(_REST))
# The figures behind a page are read one by one up to so many.
MOST_NAMED = 5_000


@dataclass(frozen=True)
class Found:
    """A total and where it stands, with that of the figures printed for the year itself, if the
    total is of quarters."""

    total: AddedUp
    printed: AddedUp | None
    position: Position


def count(
    connection: Connection, dictionary: Dictionary, selection: Selection, *, of_quarters: bool
) -> int:
    """How many totals a selection holds; TooMuchError where that is more than is counted."""
    some = select(_totals.c.parts).where(*_chosen(dictionary, selection, of_quarters))
    some = some.limit(MOST_COUNTED + 1)
    found = connection.scalar(select(func.count()).select_from(some.subquery())) or 0
    if found > MOST_COUNTED:
        raise TooMuchError(
            f"more than {MOST_COUNTED:,} totals", "narrow it by period, category or dataset"
        )
    return found


def page(
    connection: Connection,
    dictionary: Dictionary,
    selection: Selection,
    after: Position | None,
    limit: int,
    *,
    of_quarters: bool,
) -> list[Found]:
    """The totals of a selection in order, from a position on. Where the figures behind them are
    few, they come with them."""
    conditions = [*_chosen(dictionary, selection, of_quarters)]
    if after is not None:
        conditions.append(tuple_(*_ORDER) > after)
    # What is marked has to be looked at in any case; the text of all others is long.
    marked = case((_totals.c.marked, _totals.c.figures), else_="").label("marked")
    query = _with_printed(select(*_ORDER, *_says(_totals), marked), selection.release, of_quarters)
    rows = connection.execute(query.where(*conditions).order_by(*_ORDER).limit(limit)).all()
    named = sum(row.parts * len(areas_of(row.areas)) for row in rows) <= MOST_NAMED
    figures = ["" if row.total else row.marked for row in rows]
    if named:
        whole = select(_totals.c.figures).where(*conditions).order_by(*_ORDER).limit(limit)
        figures = list(connection.scalars(whole))
    reading = _Reading(dictionary, named=named, of_quarters=of_quarters)
    return [reading.found(row, text) for row, text in zip(rows, figures, strict=True)]


def _chosen(dictionary: Dictionary, selection: Selection, of_quarters: bool) -> list[Any]:
    conditions = [
        _totals.c.parts == (4 if of_quarters else 1),
        valid_in(selection.release, _totals),
    ]
    for name, slugs in selection.dimensions.items():
        # No figure may be stated of a year whose quarters are known.
        ids = (
            [Period.parse(str(slug)).key for slug in slugs]
            if name == "period"
            else ids_of(dictionary, name, slugs)
        )
        conditions.append(_totals.c[f"{name}_id"].in_(ids))
    return conditions


def _says(table: FromClause, prefix: str = "") -> list[Any]:
    names = ("parts", "total", "areas", "silent")
    return [table.c[name].label(prefix + name) for name in names]


def _with_printed(query: Select[Any], release: int, of_quarters: bool) -> Select[Any]:
    if not of_quarters:
        return query
    printed = _totals.alias()
    same = (printed.c[column.name] == column for column in _ORDER)
    return query.add_columns(*_says(printed, "printed_")).outerjoin_from(
        _totals, printed, and_(printed.c.parts == 1, *same, valid_in(release, printed))
    )


class _Reading:
    """Reads rows by a dictionary. The same forces stand in most of them."""

    def __init__(self, dictionary: Dictionary, *, named: bool, of_quarters: bool) -> None:
        self._dictionary = dictionary
        self._named = named
        periods = dictionary.slugs["periods"]
        of = (Period.parse(slug).financial_year() for slug in periods.values() if of_quarters)
        years = {year for year in of if year is not None}
        # The years whose quarters a record has may be periods that it has nothing of.
        self._periods = {**periods, **{year.key: year.slug for year in years}}
        self._quarters = {
            year.slug: [quarter.slug for quarter in year.quarters()] for year in years
        }
        self._forces: dict[str, frozenset[str]] = {}

    def found(self, row: Row[Any], figures: str) -> Found:
        position = tuple(row)[: len(_ORDER)]
        place = self._place(position)
        periods = self._quarters[place.period] if row.parts > 1 else [place.period]
        total = AddedUp(
            place=place,
            periods=periods,
            sum=None if row.total is None else Decimal(row.total),
            forces=self._named_in(row.areas),
            silent=len(areas_of(row.silent)),
            marks=marks_of(row.marked),
            addends=self._addends(row, figures, periods) if figures else (),
            named=self._named,
        )
        return Found(total, self._printed(row, place) if row.parts > 1 else None, position)

    def _printed(self, row: Row[Any], place: Cell) -> AddedUp | None:
        if row.printed_areas is None:
            return None
        return AddedUp(
            place=place,
            periods=[place.period],
            sum=None if row.printed_total is None else Decimal(row.printed_total),
            forces=self._named_in(row.printed_areas),
            silent=len(areas_of(row.printed_silent)),
        )

    def _place(self, position: Position) -> Cell:
        period, category, measure, platform, population, dataset = position
        slugs = self._dictionary.slugs
        return Cell(
            measure=slugs["measures"][measure],
            area="",
            period=self._periods[period],
            category=slugs["categories"].get(category),
            platform=slugs["platforms"].get(platform),
            population=slugs["populations"].get(population),
            dataset=slugs["datasets"][dataset],
        )

    def _named_in(self, areas: str) -> frozenset[str]:
        if areas not in self._forces:
            slugs = self._dictionary.slugs["areas"]
            self._forces[areas] = frozenset(slugs[area] for area in areas_of(areas))
        return self._forces[areas]

    def _addends(self, row: Row[Any], figures: str, periods: Sequence[str]) -> list[Addend]:
        slugs = self._dictionary.slugs["areas"]
        return addends(figures, [slugs[area] for area in areas_of(row.areas)], periods)
