"""What is counted when a release is made is what counting the record gives, in every release."""

from __future__ import annotations

from collections import Counter
from itertools import combinations_with_replacement, product
from typing import Any

from alembic import command
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from app.domain.dictionary import Dictionary
from app.domain.observation import DIMENSIONS, Observation, Status
from app.store import how_many, observations, tables
from app.store.dictionary import load
from app.store.engine import Engine, connect_to, reading, writing
from app.store.migrate import configuration, migrate
from app.store.selection import Selection
from app.store.versions import all_versions, figures_in
from tests.imported import imported, seed_files
from tests.imports.made import dictionaries, row, table
from tests.imports.test_algebra import (
    FIRST,
    Import,
    begun,
    brought,
    copy_of,
    imports,
    newest,
    repeatable,
)

__all__ = ["begun"]

Pair = tuple[str, str, int, int]


@st.composite
def several(draw: st.DrawFn) -> list[Import]:
    """Imports, one after the other: each may withdraw what the one before it stated."""
    found = [FIRST]
    for _ in range(4):
        found.append(draw(imports(before=found[-1])))
    return found[1:]


@repeatable(25)
@given(several())
def test_the_counts_of_every_release_are_those_of_its_figures(
    begun: Any, made: list[Import]
) -> None:
    with copy_of(begun) as (_, engine):
        for what in made:
            brought(engine, what)
        demand_counts_right(engine)


def test_counts_are_right_on_both_databases(database_url: str) -> None:
    engine = connect_to(database_url)
    migrate(engine)
    try:
        imported(engine, [*seed_files()], "Seed")
        imported(engine, dictionaries(), "Synthetic")
        for documents in (FIRST.documents(), *_history()):
            imported(engine, documents, "Synthetic reason")
        demand_counts_right(engine)
    finally:
        engine.dispose()


def _history() -> list[list[Any]]:
    """A figure that is new, disputed, withdrawn, stepped in for, and given again, each in a release
    with a figure of another cell."""
    steps = [
        [("alone-one", "force-a", "100", "published")],
        [("alone-two", "force-a", "90", "published"), ("alone-one", "force-b", "1", "published")],
        [("alone-one", "force-a", "", "withdrawn"), ("alone-two", "force-b", "1", "published")],
        [("alone-one", "force-a", "100", "provisional")],
        [("alone-two", "force-a", "", "withdrawn"), ("alone-two", "force-b", "", "withdrawn")],
        [("alone-one", "force-c", "5", "estimated"), ("alone-two", "force-d", "", "suppressed")],
    ]
    return [
        [
            table(
                *(
                    row(force, value, source=source, status=status, period="2020-21")
                    for source, force, value, status in step
                )
            )
        ]
        for step in steps
    ]


def demand_counts_right(engine: Engine) -> None:
    """What was counted is what counting gives, and what the migration counts of the same store."""
    with reading(engine) as connection:
        kept = _kept(connection)
        for release in range(1, newest(engine) + 1):
            dictionary = load(connection, release)
            standing = _standing(connection, dictionary)
            live = _counted(dictionary, standing)
            assert _in_release(kept, release) == live
            _demand_holdings(dictionary, standing)
            _demand_filters(connection, dictionary, standing)
    with writing(engine) as connection:
        command.downgrade(configuration(connection), "0003")
    migrate(engine)
    with reading(engine) as connection:
        assert _kept(connection) == kept


def _kept(connection: Connection) -> set[tuple[Any, ...]]:
    return {tuple(found) for found in connection.execute(select(tables.holdings))}


def _in_release(kept: set[tuple[Any, ...]], release: int) -> dict[Pair, int]:
    return {
        (dimension, other, entry, other_entry): figures
        for dimension, other, entry, other_entry, from_, to, figures in kept
        if from_ <= release and (to is None or to > release)
    }


def _standing(connection: Connection, dictionary: Dictionary) -> list[Observation]:
    query = all_versions().where(figures_in(dictionary.release))
    return observations.run(connection, dictionary, query)


def _entries(dictionary: Dictionary, figure: Observation) -> dict[str, list[int]]:
    found = {
        name: [dictionary.ids[noun].get(getattr(figure, name) or "", tables.DOES_NOT_APPLY)]
        for name, noun in DIMENSIONS.items()
    }
    found["status"] = [tables.STATUS_IDS[figure.status]]
    ids = dictionary.ids["sources"]
    found["source"] = sorted({ids[citation.source] for citation in figure.citations})
    return {name: found[name] for name in tables.COUNTED}


def _counted(dictionary: Dictionary, figures: list[Observation]) -> dict[Pair, int]:
    counts: Counter[Pair] = Counter()
    for figure in figures:
        entries = _entries(dictionary, figure)
        for dimension, other in combinations_with_replacement(entries, 2):
            for one, another in product(entries[dimension], entries[other]):
                if dimension != other or one == another:
                    counts[dimension, other, one, another] += 1
    return dict(counts)


def _demand_holdings(dictionary: Dictionary, figures: list[Observation]) -> None:
    lists = {"measures": "measure", "periods": "period", "categories": "category"}
    lists["datasets"] = "dataset"
    for noun, entries in dictionary.entries.items():
        if noun == "support_organisations":
            continue
        name = next((name for name, of in DIMENSIONS.items() if of == noun), "source")
        for slug, entry in entries.items():
            about = [
                figure
                for figure in figures
                if slug in (getattr(figure, name, None), *_cited(figure, name))
            ]
            assert entry.data.observations == len(about), slug
            for listed, dimension in lists.items():
                ids = dictionary.ids[listed]
                held = {getattr(figure, dimension) for figure in about} - {None}
                assert getattr(entry.data, listed) == sorted(held, key=ids.__getitem__)


def _cited(figure: Observation, name: str) -> list[str]:
    return [citation.source for citation in figure.citations] if name == "source" else []


def _demand_filters(
    connection: Connection, dictionary: Dictionary, figures: list[Observation]
) -> None:
    """Of filters of no, one, two and three dimensions, with statuses and sources."""
    release = dictionary.release
    first = figures[0]
    sources = [citation.source for citation in first.citations[:1]]
    # Among them figures that two of them state.
    every = list(dictionary.entries["sources"])
    filters: tuple[dict[str, list[Any]], ...] = (
        {},
        {"area": [first.area]},
        {"platform": [None]},
        {"period": [first.period, figures[-1].period], "measure": [first.measure]},
        {"category": [None, first.category], "population": [None]},
        {"area": [first.area], "period": [first.period], "category": [first.category]},
    )
    for named in filters:
        for statuses, cited in (
            ((), ()),
            ((Status.PUBLISHED, Status.WITHDRAWN), ()),
            ((), sources),
            ((), every),
        ):
            wanted = [
                figure
                for figure in figures
                if all(getattr(figure, name) in slugs for name, slugs in named.items())
                and (not statuses or figure.status in statuses)
                and (not cited or not {*cited}.isdisjoint(_cited(figure, "source")))
            ]
            selection = Selection(release, named, statuses, cited)
            assert how_many.count(connection, dictionary, selection) == len(wanted)
