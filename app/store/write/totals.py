"""The totals of all forces, brought up to date as a release is made, by what it touched.

A total of a release is of the areas that were forces in it, and of the figures that it went by. It
is made anew where a figure was stated, or an area became a force or is none any more, and stored
where it says something else than before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select, update

from app.domain.dictionary import Dictionary
from app.domain.observation import Status
from app.domain.period import UNSTATED, Period
from app.store import tables
from app.store.addends import areas_of, figure_text, sum_text
from app.store.cells import batches
from app.store.dictionary import load
from app.store.releases import latest
from app.store.versions import differ, figures_in, valid_in
from app.store.write.insert import insert_rows
from app.store.write.staging import staged

# A period and a category, by id.
Place = tuple[int, int]
Key = tuple[int, ...]
Sums = dict[Key, dict[str, Any]]

_cells, _observations, _totals = tables.cells, tables.observations, tables.forces_totals
_REST = ("category_id", "measure_id", "platform_id", "population_id", "dataset_id")
_KEY = ("parts", "period_id", *_REST)
_SAYS = ("total", "marked", "areas", "silent", "figures")
_AS_STATED, _QUARTERS = 1, 4


def staged_places(connection: Connection) -> list[Place]:
    """The places that the statements of an import are about."""
    query = select(staged.c.period_id, staged.c.category_id).distinct()
    return [(row.period_id, row.category_id) for row in connection.execute(query)]


def add_up(
    connection: Connection, before: Dictionary, after: Dictionary, places: Iterable[Place]
) -> None:
    """Bring the totals up to date with a release being made, which states figures at the places."""
    forces, were = _forces(after), _forces(before)
    touched = {*places, *_places_of(connection, sorted({*forces} ^ {*were}))}
    slugs = after.slugs["periods"]
    # Where older releases are gone through, there are cells of later ones; and of two unstated
    # periods nobody knows that they are the same.
    known = slugs.keys() - {UNSTATED.key}
    touched = {place for place in touched if place[0] in known}
    for period, categories in _by_period(touched).items():
        for some in batches(categories):
            sums = _as_stated(connection, after.release, forces, period, some)
            _store(connection, after.release, _AS_STATED, period, some, sums)
    for year, categories in _by_year(touched, slugs).items():
        for some in batches(categories):
            sums = _of_quarters(connection, year, some)
            _store(connection, after.release, _QUARTERS, year.key, some, sums)


def add_up_everything(connection: Connection) -> None:
    """Make the totals of every release of a record that has none yet."""
    newest = latest(connection)
    if newest is None or connection.scalar(select(_totals.c.parts).limit(1)) is not None:
        return
    before = load(connection, 0, held=False)
    for number in range(1, newest.number + 1):
        after = load(connection, number, held=False)
        brought = (
            select(_cells.c.period_id, _cells.c.category_id)
            .join_from(_observations, _cells)
            .where(_observations.c.release_from == number)
            .distinct()
        )
        places = [(row.period_id, row.category_id) for row in connection.execute(brought)]
        add_up(connection, before, after, places)
        before = after


def _forces(dictionary: Dictionary) -> list[int]:
    ids = dictionary.ids["areas"]
    return sorted(ids[slug] for slug in dictionary.separate_forces())


def _places_of(connection: Connection, areas: Sequence[int]) -> Iterator[Place]:
    for some in batches(areas):
        query = select(_cells.c.period_id, _cells.c.category_id)
        for row in connection.execute(query.where(_cells.c.area_id.in_(some)).distinct()):
            yield row.period_id, row.category_id


def _by_period(places: Collection[Place]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for period, category in sorted(places):
        found[period].append(category)
    return found


def _by_year(places: Collection[Place], slugs: Mapping[int, str]) -> dict[Period, list[int]]:
    """The categories with a touched quarter, by financial year."""
    found: dict[Period, set[int]] = defaultdict(set)
    for period, categories in _by_period(places).items():
        year = Period.parse(slugs[period]).financial_year()
        if year is not None:
            found[year].update(categories)
    return {year: sorted(categories) for year, categories in found.items()}


def _as_stated(
    connection: Connection,
    release: int,
    forces: Sequence[int],
    period: int,
    categories: Sequence[int],
) -> Sums:
    """The figures of one period, added up."""
    alternatives = _observations.alias()
    disputed = (
        select(alternatives.c.id)
        .where(
            alternatives.c.cell_id == _observations.c.cell_id,
            alternatives.c.alternative > 0,
            valid_in(release, alternatives),
            differ(_observations, alternatives),
        )
        .exists()
    )
    rest = [_cells.c[name] for name in _REST]
    query: Select[Any] = (
        select(
            *rest,
            _cells.c.area_id,
            *(_observations.c[name] for name in ("digits", "exponent", "status", "qualifier")),
            disputed.label("disputed"),
        )
        .join_from(_cells, _observations)
        .where(
            _cells.c.period_id == period,
            _cells.c.category_id.in_(categories),
            _cells.c.area_id.in_(forces),
            figures_in(release),
            _observations.c.status != Status.WITHDRAWN,
        )
    )
    figures: dict[Key, dict[int, str | None]] = defaultdict(dict)
    rows = connection.execute(query).all()
    for *key, area, digits, exponent, status, qualifier, said_otherwise in rows:
        told = figure_text(digits, exponent, status, qualifier, said_otherwise)
        figures[tuple(key)][area] = told
    return {key: _sum(told) for key, told in figures.items()}


def _of_quarters(connection: Connection, year: Period, categories: Sequence[int]) -> Sums:
    """The figures of the forces that have one for each quarter of a year, added up."""
    quarters = [quarter.key for quarter in year.quarters()]
    rest = [_totals.c[name] for name in _REST]
    told = (_totals.c[name] for name in ("period_id", "silent", "areas", "figures"))
    query: Select[Any] = (
        select(*rest, *told)
        .where(
            _totals.c.parts == _AS_STATED,
            _totals.c.period_id.in_(quarters),
            _totals.c.category_id.in_(categories),
            _totals.c.release_to.is_(None),
        )
        .order_by(*rest)
    )
    found: Sums = {}
    for key, rows in groupby(connection.execute(query).all(), _rest_of):
        by_quarter = {row.period_id: _by_area(row) for row in rows}
        found[key] = _sum(_whole_years([by_quarter.get(quarter, {}) for quarter in quarters]))
    return found


def _whole_years(quarters: Sequence[Mapping[int, str | None]]) -> dict[int, str | None]:
    """Of every force with an entry in a quarter its four figures, or None where it lacks one."""
    years: dict[int, str | None] = {}
    for area in sorted(set(chain.from_iterable(quarters))):
        figures = [quarter.get(area) for quarter in quarters]
        told = [figure for figure in figures if figure is not None]
        years[area] = "/".join(told) if len(told) == _QUARTERS else None
    return years


def _by_area(row: Row[Any]) -> dict[int, str | None]:
    told = zip(areas_of(row.areas), row.figures.split(",") if row.areas else (), strict=True)
    return {**dict(told), **dict.fromkeys(areas_of(row.silent))}


def _sum(figures: Mapping[int, str | None]) -> dict[str, Any]:
    """What a total says, of each area's figure, or None where it has none that can be added."""
    told = {area: figure for area, figure in sorted(figures.items()) if figure is not None}
    text = ",".join(told.values())
    return {
        "total": sum_text(text),
        "marked": " " in text,
        "areas": ",".join(map(str, told)),
        "silent": ",".join(str(area) for area in sorted(figures) if area not in told),
        "figures": text,
    }


def _rest_of(row: Row[Any]) -> Key:
    return tuple(row[: len(_REST)])


def _store(
    connection: Connection,
    release: int,
    parts: int,
    period: int,
    categories: Sequence[int],
    sums: Sums,
) -> None:
    """Store what the totals of a period and some categories say now, where they said otherwise."""
    query = select(*(_totals.c[name] for name in (*_REST, *_SAYS))).where(
        _totals.c.parts == parts,
        _totals.c.period_id == period,
        _totals.c.category_id.in_(categories),
        _totals.c.release_to.is_(None),
    )
    held = {
        _rest_of(row): {name: getattr(row, name) for name in _SAYS}
        for row in connection.execute(query)
    }
    keyed = {"parts": parts, "period_id": period}
    ended = [
        {f"at_{name}": value for name, value in {**keyed, **_named(key)}.items()}
        for key, says in held.items()
        if sums.get(key) != says
    ]
    if ended:
        there = (_totals.c[name] == bindparam(f"at_{name}") for name in _KEY)
        ending = update(_totals).where(*there, _totals.c.release_to.is_(None))
        connection.execute(ending.values(release_to=release), ended)
    rows = [
        {**keyed, **_named(key), "release_from": release, **says}
        for key, says in sums.items()
        if held.get(key) != says
    ]
    insert_rows(connection, _totals, rows)


def _named(key: Key) -> dict[str, int]:
    return dict(zip(_REST, key, strict=True))
