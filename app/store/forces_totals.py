"""Totals of all forces, as releases have them: read, never added up when asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from operator import itemgetter
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    and_,
    case,
    func,
    select,
    tuple_,
)

from app.domain.dictionary import Dictionary
from app.domain.observation import DIMENSIONS, Cell
from app.domain.period import Period
from app.domain.total import AddedUp
from app.domain.totals import Found, SumRow, Sums, place_of
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
# A row of the database takes several times as long to find a column by its name.
_AREAS = itemgetter(SumRow._fields.index("areas"))
# The figures behind a page are read one by one up to so many.
MOST_NAMED = 5_000


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
) -> Sums:
    """The totals of a selection in order, from a position on. Where the figures behind them are
    few, they come with them."""
    conditions = [*_chosen(dictionary, selection, of_quarters)]
    if after is not None:
        conditions.append(tuple_(*_ORDER) > after)
    plain = _is_plain(selection.release, of_quarters)
    # A number: a truth would have to be made one, row by row.
    says = (case((plain, 1), else_=0), *_ORDER, *_says(_totals))
    query = select(*says).where(*conditions).order_by(*_ORDER).limit(limit)
    rows = cast(Sequence[SumRow], connection.execute(query).all())
    forces = _Forces(dictionary.slugs["areas"])
    sums = Sums(dictionary, rows, _years(dictionary) if of_quarters else None, forces, {})
    parts = 4 if of_quarters else 1
    named = parts * sum(len(forces[areas]) for areas in map(_AREAS, rows)) <= MOST_NAMED
    others = rows if named else [row for row in rows if not row[0]]
    if not others:
        return sums
    # The text of the figures is long, and is read of these alone.
    query = select(_totals.c.figures).where(*conditions, *(() if named else (~plain,)))
    query = query.order_by(*_ORDER).limit(len(others))
    if of_quarters:
        query = _with_printed(query, selection.release)
    found = connection.execute(query).all()
    told = (_told(sums, row, *more, named=named) for row, more in zip(others, found, strict=True))
    return replace(sums, others=dict(zip(map(place_of, others), told, strict=True)))


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


def _is_plain(release: int, of_quarters: bool) -> ColumnElement[bool]:
    """Whether the columns of a SumRow hold all there is to say but which figures were added."""
    if not of_quarters:
        return ~_totals.c.marked
    printed = _totals.alias()
    beside = select(printed.c.parts).where(_stands_beside(printed, release))
    return and_(~_totals.c.marked, ~beside.exists())


def _with_printed(query: Select[Any], release: int) -> Select[Any]:
    """The same with the figures printed for the years themselves."""
    printed = _totals.alias()
    beside = _stands_beside(printed, release)
    return query.add_columns(*_says(printed)).outerjoin_from(_totals, printed, beside)


def _says(table: FromClause) -> list[Any]:
    return [table.c[name] for name in ("total", "areas", "silent")]


def _stands_beside(printed: FromClause, release: int) -> ColumnElement[bool]:
    same = (printed.c[column.name] == column for column in _ORDER)
    return and_(printed.c.parts == 1, *same, valid_in(release, printed))


def _years(dictionary: Dictionary) -> dict[int, Period]:
    """The years of which a record has a quarter, by key: of the years themselves it may have
    nothing."""
    periods = map(Period.parse, dictionary.slugs["periods"].values())
    years = (period.financial_year() for period in periods)
    return {year.key: year for year in years if year is not None}


class _Forces(dict[str, frozenset[str]]):
    """The forces that a text of ids names. The same ones stand in most rows."""

    def __init__(self, slugs: Mapping[int, str]) -> None:
        super().__init__()
        self._slugs = slugs

    def __missing__(self, areas: str) -> frozenset[str]:
        self[areas] = found = frozenset(self._slugs[area] for area in areas_of(areas))
        return found


def _told(sums: Sums, row: SumRow, figures: str, *printed: Any, named: bool) -> Found:
    """What a row says that is not plain."""
    _, period, *_, total, areas, _ = row
    _, periods = sums.spans[period]
    slugs = sums.dictionary.slugs["areas"]
    forces = [slugs[area] for area in areas_of(areas)]
    listed = forces and (named or total is None)
    added = sums.added_up(
        row,
        marks=marks_of(figures),
        addends=addends(figures, forces, periods) if listed else (),
        named=named,
    )
    return Found(added, _printed(sums, added.place, *printed))


def _printed(
    sums: Sums,
    place: Cell,
    total: str | None = None,
    areas: str | None = None,
    silent: str = "",
) -> AddedUp | None:
    """The figures printed for a year itself, if there are any."""
    if areas is None:
        return None
    return AddedUp(
        place=place,
        periods=[place.period],
        sum=None if total is None else Decimal(total),
        forces=sums.forces[areas],
        silent=len(sums.forces[silent]),
    )
