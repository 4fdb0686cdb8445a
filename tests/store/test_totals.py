"""What an import adds up is what adding up the record gives, in every release, on both databases.

The live sum stands here alone: plain Python over every figure that a release goes by.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Context, Decimal
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from app.domain.dictionary import AreaKind, Dictionary
from app.domain.observation import Cell, Observation, Status
from app.domain.period import Period
from app.domain.quantity import Qualifier
from app.errors import RefusedError
from app.store import forces_totals, observations, tables
from app.store.dictionary import load
from app.store.engine import Engine, connect_to, reading, writing
from app.store.migrate import configuration, migrate
from app.store.releases import demand_latest
from app.store.selection import Selection
from app.store.versions import all_versions, figures_in
from app.store.whole_record import export_record, restore_record
from app.store.write.totals import add_up_everything
from tests.imported import imported
from tests.imports.made import area, dictionaries, row, source, structured, table
from tests.postgres import new_database

EXACT = Context(prec=100)
QUARTERS = ("2019-q2", "2019-q3", "2019-q4", "2020-q1")
PERIODS = (*QUARTERS, "2020-q2", "2019-20", "2019", "unstated")
FORCES = ("force-a", "force-b", "force-c", "force-d", "force-e")
# Nine of the largest are more than 64 bits hold. What is no count may have decimal places.
VALUES = ("0", "7", "120", "999999999999999999")
NO_COUNT = {"7": "2.50", "120": "0.125"}
# By source, area, period, category and measure.
Place = tuple[str, str, str, str, str]
Said = tuple[str | None, str, str]


@dataclass(frozen=True)
class Step:
    """One import: figures, of which None is withdrawn, and areas with the one that each lies
    within. A force within another one is a part of it, and is no longer added."""

    figures: Mapping[Place, Said | None]
    areas: Mapping[str, str | None]

    def documents(self) -> Iterator[Any]:
        if self.areas:
            areas = [
                area(slug, "force", [] if within is None else [within])
                for slug, within in self.areas.items()
            ]
            yield structured("areas.json", {"areas": areas})
        rows = [_row(place, told) for place, told in self.figures.items()]
        if rows:
            yield table(*rows)


def _row(place: Place, told: Said | None) -> dict[str, str]:
    by, of, period, category, measure = place
    value, status, qualifier = told or ("", "withdrawn", "exact")
    if measure == "people":
        value = NO_COUNT.get(value or "", value)
    says = {"status": status, "qualifier": qualifier, "measure": measure}
    return row(of, value or "", source=by, period=period, category=category, **says)


places = st.tuples(
    st.sampled_from(("one", "two")),
    st.sampled_from((*FORCES[:4], "region")),
    st.sampled_from(PERIODS),
    st.sampled_from(("offence", "part-one")),
    st.sampled_from(("count", "count", "people")),
)
numbers = st.tuples(
    st.sampled_from(VALUES),
    st.sampled_from(("published", "published", "provisional", "estimated")),
    st.sampled_from(("exact", "exact", "exact", "more_than")),
)
nothings = st.tuples(st.none(), st.sampled_from(("suppressed", "not_supplied")), st.just("exact"))
whole_years = st.builds(
    lambda by, of, category, measure, said: {
        (by, each, quarter, category, measure): said for quarter in QUARTERS for each in of
    },
    st.sampled_from(("one", "two")),
    st.sampled_from((FORCES[:1], FORCES[1:4], FORCES[:4])),
    st.sampled_from(("offence", "part-one")),
    st.sampled_from(("count", "count", "people")),
    numbers,
)
areas = st.dictionaries(
    st.sampled_from(("force-c", "force-d", "force-e")),
    st.sampled_from((None, "force-a", "region")),
    max_size=2,
)


@st.composite
def steps(draw: st.DrawFn) -> list[Step]:
    """Some imports, of which a later one may withdraw or say anew what an earlier one stated."""
    made: list[Step] = []
    for _ in range(draw(st.integers(2, 4))):
        figures: dict[Any, Any] = {}
        for year in draw(st.lists(whole_years, max_size=2)):
            figures |= year
        figures |= draw(st.dictionaries(places, st.one_of(numbers, nothings), max_size=8))
        stated = sorted({place for step in made for place in step.figures})
        if stated:
            for place in draw(st.lists(st.sampled_from(stated), max_size=3)):
                figures[place] = draw(st.one_of(st.none(), numbers))
        made.append(Step(figures, draw(areas)))
    return made


@pytest.fixture(scope="module")
def postgres(postgres_url: str) -> str:
    return postgres_url


HELD = settings(
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def _begin(engine: Engine) -> None:
    migrate(engine)
    imported(engine, [*dictionaries(), source("one"), source("two")], "Synthetic")


@settings(HELD, max_examples=25)
@given(steps())
def test_what_is_rolled_up_is_what_adding_up_gives_on_sqlite(
    tmp_path_factory: pytest.TempPathFactory, made: list[Step]
) -> None:
    path = tmp_path_factory.mktemp("totals") / "store.sqlite"
    _check(f"sqlite:///{path}", made)


@settings(HELD, max_examples=8)
@given(steps())
def test_what_is_rolled_up_is_what_adding_up_gives_on_postgresql(
    postgres: str, made: list[Step]
) -> None:
    with new_database(postgres) as url:
        _check(url, made)


def _check(url: str, made: Sequence[Step]) -> None:
    engine = connect_to(url)
    try:
        _begin(engine)
        _as_live(engine)
        for step in made:
            try:
                imported(engine, [*step.documents()], "Synthetic reason")
            except RefusedError:
                event("refused")
            _as_live(engine)
        _made_anew(engine)
    finally:
        engine.dispose()


def _made_anew(engine: Engine) -> None:
    """Made from the record afterwards, the totals are to the letter what the imports made."""
    with reading(engine) as connection:
        kept = _rows(connection)
    with writing(engine) as connection:
        connection.execute(delete(tables.forces_totals))
        add_up_everything(connection)
    with reading(engine) as connection:
        assert _rows(connection) == kept


def _rows(connection: Any) -> list[tuple[Any, ...]]:
    return sorted(map(tuple, connection.execute(tables.forces_totals.select())))


Told = tuple[Decimal | None, frozenset[str], int, tuple[int, int, int], tuple[Any, ...]]


def _as_live(engine: Engine) -> None:
    """Every release that there is, the earlier ones too, answers what adding up gives."""
    with reading(engine) as connection:
        for number in range(1, demand_latest(connection).number + 1):
            dictionary = load(connection, number)
            query = all_versions().where(figures_in(number))
            figures = observations.run(connection, dictionary, query)
            for of_quarters, live in (
                (False, _live(figures, dictionary)),
                (True, _live_years(figures, dictionary)),
            ):
                served = _served(connection, dictionary, of_quarters)
                assert served == live, f"release {number}"
                asked = Selection(number, {})
                counted = forces_totals.count(
                    connection, dictionary, asked, of_quarters=of_quarters
                )
                assert counted == len(live)


def _served(connection: Any, dictionary: Dictionary, of_quarters: bool) -> dict[Cell, Told]:
    found = forces_totals.page(
        connection,
        dictionary,
        Selection(dictionary.release, {}),
        None,
        10_000,
        of_quarters=of_quarters,
    )
    told: dict[Cell, Told] = {}
    for each in found:
        total = each.total
        marks = (total.marks.provisional, total.marks.estimated, total.marks.disputed)
        parts = tuple(
            (part.area, part.period, part.value, part.qualifier) for part in total.addends
        )
        assert total.place not in told
        told[total.place] = (total.sum, total.forces, total.silent, marks, parts)
    return told


def _may_be_added(dictionary: Dictionary) -> list[str]:
    def within_a_force(slug: str) -> bool:
        above = [link.area for link in dictionary.area(slug).parents]
        return any(dictionary.area(up).kind is AreaKind.FORCE or within_a_force(up) for up in above)

    areas = dictionary.entries["areas"].values()
    return [
        each.slug for each in areas if each.kind is AreaKind.FORCE and not within_a_force(each.slug)
    ]


def _by_place(
    figures: Sequence[Observation], dictionary: Dictionary
) -> dict[Cell, dict[str, Observation]]:
    """The figures of forces by place and force, in the order of the dictionary."""
    found: dict[Cell, dict[str, Observation]] = defaultdict(dict)
    for slug in _may_be_added(dictionary):
        for figure in figures:
            stated = figure.status is not Status.WITHDRAWN and figure.period != "unstated"
            if figure.area == slug and stated:
                found[replace(Cell.parse(figure.id), area="")][slug] = figure
    return found


def _told(added: Sequence[Observation], silent: int) -> Told:
    total: Decimal | None = None
    if added and all(figure.qualifier is Qualifier.EXACT for figure in added):
        total = Decimal(0)
        for figure in added:
            assert figure.value is not None
            total = EXACT.add(total, figure.value)
    marks = (
        sum(figure.status is Status.PROVISIONAL for figure in added),
        sum(figure.status is Status.ESTIMATED for figure in added),
        sum(figure.disputed for figure in added),
    )
    parts = tuple((each.area, each.period, each.value, each.qualifier) for each in added)
    return total, frozenset(figure.area for figure in added), silent, marks, parts


def _live(figures: Sequence[Observation], dictionary: Dictionary) -> dict[Cell, Told]:
    return {
        place: _told(
            [figure for figure in by_force.values() if figure.value is not None],
            sum(figure.value is None for figure in by_force.values()),
        )
        for place, by_force in _by_place(figures, dictionary).items()
    }


def _live_years(figures: Sequence[Observation], dictionary: Dictionary) -> dict[Cell, Told]:
    quarters: dict[Cell, dict[str, dict[str, Observation]]] = defaultdict(lambda: defaultdict(dict))
    for place, by_force in _by_place(figures, dictionary).items():
        year = Period.parse(place.period).financial_year()
        if year is not None:
            for slug, figure in by_force.items():
                quarters[replace(place, period=year.slug)][slug][place.period] = figure
    found: dict[Cell, Told] = {}
    for place, by_force_and_quarter in quarters.items():
        wanted = [quarter.slug for quarter in Period.parse(place.period).quarters()]
        added: list[Observation] = []
        silent = 0
        for slug in _may_be_added(dictionary):
            of = by_force_and_quarter.get(slug, {})
            valued = [
                of[quarter] for quarter in wanted if quarter in of and of[quarter].value is not None
            ]
            if len(valued) == len(wanted):
                added += valued
            elif of:
                silent += 1
        found[place] = _told(added, silent)
    return found


def test_a_restored_record_has_its_totals(tmp_path: Path) -> None:
    one, two = (connect_to(f"sqlite:///{tmp_path / name}") for name in ("one", "two"))
    _begin(one)
    rows = [row(force, "7", source="one", period=of) for force in FORCES[:4] for of in QUARTERS]
    imported(one, [table(*rows)], "Synthetic")
    with reading(one) as connection:
        lines = list(export_record(connection))
        kept = _rows(connection)
    assert not any(b"forces_totals" in line for line in lines)
    migrate(two)
    with writing(two) as connection:
        restore_record(connection, "record", lines)
        assert _rows(connection) == kept
    assert len(kept) == len(QUARTERS) + 1
    one.dispose()
    two.dispose()


def test_a_store_of_the_schema_before_gets_its_totals(seeded_url: str) -> None:
    engine = connect_to(seeded_url)
    with reading(engine) as connection:
        kept = _rows(connection)
    with writing(engine) as connection:
        command.downgrade(configuration(connection), "0004")
    assert migrate(engine) == ("0004", "0007")
    with reading(engine) as connection:
        assert _rows(connection) == kept
    assert len(kept) > 5
    engine.dispose()
