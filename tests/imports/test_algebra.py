"""Properties of imports: what holds of any two of them, one after the other.

Four synthetic sources, two of them editions of one publication, state a few cells in every way that
a document can. The examples are drawn the same way each time.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from app.domain.observation import Cell, Observation, Status
from app.domain.release import CellChangeKind
from app.errors import RefusedError
from app.importing.document import Document
from app.importing.report import Report
from app.store import releases, revisions
from app.store.dictionary import load
from app.store.engine import Engine, connect_to, reading
from app.store.observed import observed
from app.store.versions import all_versions, valid_in
from tests.api.conftest import items
from tests.imported import imported, store_with
from tests.imports.made import (
    CATEGORY,
    DATASET,
    MEASURE,
    asking,
    data,
    dictionaries,
    exported,
    figure,
    row,
    source,
    structured,
    table,
)
from tests.imports.made import area as area_entry


def repeatable(examples: int) -> settings:
    """The same examples each time, and no more than there is time for."""
    return settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        database=None,
        # What fails is short enough as it is drawn, and making it shorter takes minutes.
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


# Area, period, category.
CELLS = (
    ("force-c", "2018-19", CATEGORY),
    ("force-c", "2019-20", CATEGORY),
    ("force-d", "2019-20", "other-offence"),
    ("force-d", "2019", "-"),
)
SOURCES: Mapping[str, Mapping[str, Any]] = {
    "edition-one": {"series": "publication", "edition": "2020-03-31"},
    "edition-two": {"series": "publication", "edition": "2021-03-31"},
    "alone-one": {"publisher": "Synthetic publisher"},
    "alone-two": {"url": "https://synthetic.example/two"},
}
ADDRESSES = (
    "/v1/observations",
    "/v1/disagreements",
    "/v1/changes",
    "/v1/totals",
    "/v1/totals?per=financial-year",
    "/v1/series",
    "/v1/claims",
    "/v1/areas",
    "/v1/periods",
    "/v1/categories",
    "/v1/sources",
    "/v1/releases",
)
Place = tuple[str, int]


@dataclass(frozen=True)
class Told:
    """What a source says of a cell."""

    value: str | None
    status: str = "published"
    qualifier: str = "exact"
    note: str | None = None


@dataclass(frozen=True)
class Import:
    """What is imported at once: figures by source and cell in their order, the sources that say
    theirs in a document of their own, the claim of one of them, and a definition."""

    figures: Mapping[Place, Told]
    by_document: frozenset[str]
    claim: str | None
    definition: str | None

    def documents(self) -> list[Document]:
        """The import as its documents."""
        made = []
        if self.definition is not None:
            areas = [area_entry("force-d") | {"definition": self.definition}]
            made.append(structured("areas.json", {"areas": areas}))
        for slug, fields in SOURCES.items():
            claims = _claims(self.claim) if slug == "alone-one" else []
            if slug not in self.by_document and not claims:
                continue
            said = [
                _figure(place, told)
                for place, told in self.figures.items()
                if place[0] == slug and slug in self.by_document
            ]
            made.append(source(slug, said, claims, **fields))
        rows = [
            _row(place, told)
            for place, told in self.figures.items()
            if place[0] not in self.by_document
        ]
        return [*made, table(*rows)] if rows else made


def _figure(place: Place, told: Told) -> dict[str, Any]:
    force, period, category = CELLS[place[1]]
    hedged = {"more_than": "more than ", "exact": ""}[told.qualifier]
    fields: dict[str, Any] = {"period": period, "qualifier": told.qualifier, "status": told.status}
    fields["category"] = None if category == "-" else category
    if told.note is not None:
        fields["note"] = told.note
    stated = "not shown" if told.value is None else f"{hedged}{told.value}"
    return figure(force, told.value, stated=stated, **fields)


def _row(place: Place, told: Told) -> dict[str, str]:
    force, period, category = CELLS[place[1]]
    return row(
        force,
        told.value or "",
        source=place[0],
        period=period,
        category=category,
        status=told.status,
        qualifier=told.qualifier,
        note=told.note or "",
    )


def _claims(value: str | None) -> list[dict[str, Any]]:
    if value is None:
        return []
    claim = {
        "paragraph": "1",
        "kind": "change",
        "statement": "Synthetic: the one recorded more than the year before.",
        "stated": f"{value} per cent",
        "value": value,
        "unit": "per-cent",
        "operands": {
            "from": {"area": "force-c", "period": "2018-19"},
            "to": {"area": "force-c", "period": "2019-20"},
        },
    }
    return [{**claim, "withdrawn": "Synthetic reason."} if value == "0" else claim]


FIRST = Import(
    figures={("alone-one", 0): Told("100"), ("alone-one", 1): Told("120")},
    by_document=frozenset(SOURCES),
    claim="20",
    definition=None,
)
told = st.one_of(
    st.sampled_from(("5", "100", "120", "120.0", "5,000")).map(Told),
    st.builds(
        Told,
        value=st.sampled_from(("100", "120")),
        status=st.sampled_from(("published", "provisional", "estimated")),
        qualifier=st.sampled_from(("exact", "more_than")),
        note=st.sampled_from((None, "Synthetic note.")),
    ),
    st.builds(
        Told,
        value=st.none(),
        status=st.sampled_from(("suppressed", "not_supplied", "not_applicable")),
        note=st.sampled_from((None, "Synthetic note.")),
    ),
)
places = st.tuples(st.sampled_from(sorted(SOURCES)), st.sampled_from(range(len(CELLS))))


@st.composite
def imports(draw: st.DrawFn, before: Import | None = None) -> Import:
    """An import; after another one it may withdraw what that one stated."""
    figures = draw(st.dictionaries(places, told, max_size=8))
    if before is not None and before.figures:
        gone = draw(st.lists(st.sampled_from(sorted(before.figures)), max_size=2))
        figures |= dict.fromkeys(gone, Told(None, "withdrawn"))
    return Import(
        figures,
        draw(st.frozensets(st.sampled_from(sorted(SOURCES)))),
        draw(st.sampled_from((None, "20", "25", "0"))),
        draw(st.sampled_from((None, "Synthetic, and said otherwise."))),
    )


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Import, Import]:
    """Two imports, one after the other."""
    first = draw(imports(before=FIRST))
    return first, draw(imports(before=first))


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that holds the dictionaries, every source and a first release. It is copied."""
    path = tmp_path_factory.mktemp("algebra") / "begun.sqlite"
    store_with(f"sqlite:///{path}", [*dictionaries(), *FIRST.documents()], "Synthetic")
    return path


@contextmanager
def copy_of(path: Path) -> Iterator[tuple[Path, Engine]]:
    """A copy of a store, whole in one file again when it is left."""
    with TemporaryDirectory(prefix="onrecord-") as folder:
        copy = Path(shutil.copy(path, folder))
        engine = connect_to(f"sqlite:///{copy}")
        try:
            yield copy, engine
        finally:
            engine.dispose()


def brought(engine: Engine, what: Import, *, dry_run: bool = False) -> Report | None:
    """What an import does; None where it is refused, and then it changed nothing."""
    before = exported(engine)
    try:
        return imported(engine, what.documents(), "Synthetic reason", dry_run=dry_run)
    except RefusedError:
        event("refused")
    assert exported(engine) == before
    return None


Line = tuple[str, int]


def newest(engine: Engine) -> int:
    """The number of the newest release."""
    with reading(engine) as connection:
        return releases.demand_latest(connection).number


def lines(engine: Engine, release: int) -> dict[Line, Observation]:
    """Every line of every cell as of a release, alternatives and withdrawn ones too."""
    with reading(engine) as connection:
        dictionary = load(connection, release)
        query = all_versions().where(valid_in(release))
        rows = connection.execute(query).all()
        found = observed(connection, dictionary, rows)
        standing = {
            (seen.id, line.alternative): seen for line, seen in zip(rows, found, strict=True)
        }
        # A line has one version in a release.
        assert len(standing) == len(rows)
        return standing


def changes(engine: Engine, release: int) -> list[revisions.Revision]:
    """What a release says it changed."""
    with reading(engine) as connection:
        dictionary = load(connection, release)
        return revisions.revisions(connection, dictionary, release, None, 1_000)


def said(observation: Observation) -> tuple[Any, ...]:
    """What an observation says, without where it stands and whether others say it too."""
    value = None if observation.value is None else observation.value.as_tuple()
    return (
        value,
        observation.status,
        observation.qualifier,
        observation.forces,
        tuple(observation.inferred),
        observation.note,
        observation.reason,
    )


@repeatable(5)
@given(pairs())
def test_what_a_release_answered_it_answers_for_ever(
    begun: Path, pair: tuple[Import, Import]
) -> None:
    first, second = pair
    with copy_of(begun) as (path, engine):
        brought(engine, first)
        as_of = newest(engine)
        engine.dispose()
        with copy_of(path) as (alone, _):
            brought(engine, second)
            with asking(f"sqlite:///{path}") as both, asking(f"sqlite:///{alone}") as one:
                addresses = [
                    *ADDRESSES,
                    f"/v1/releases/{as_of}/changes",
                    f"/v1/releases/{as_of}/warnings",
                    *(f"/v1/observations/{id_}" for id_, _ in islice(lines(engine, as_of), 3)),
                ]
                for address in addresses:
                    pinned = {"release": as_of}
                    now, then = both.get(address, params=pinned), one.get(address, params=pinned)
                    assert then.status_code == 200, then.text
                    assert now.content == then.content, address


@repeatable(6)
@given(pairs())
def test_the_changes_of_a_release_lead_from_one_state_to_the_next(
    begun: Path, pair: tuple[Import, Import]
) -> None:
    with copy_of(begun) as (path, engine):
        for what in pair:
            as_of = newest(engine)
            state = {line: said(seen) for line, seen in lines(engine, as_of).items()}
            report = brought(engine, what)
            if report is None or report.release is None:
                assert newest(engine) == as_of
                continue
            listed = changes(engine, report.release)
            was = dict(state)
            for change in listed:
                line = change.after.id, change.alternative
                if change.kind is CellChangeKind.RECITED:
                    assert change.before is not None
                    assert said(change.before)[:-1] == said(change.after)[:-1] == was[line][:-1]
                    assert change.before.citations != change.after.citations
                    continue
                before = None if change.before is None else said(change.before)
                # Where two lines change places, an alternative follows what its source stated.
                own = [said for (cell, _), said in was.items() if cell == line[0]]
                assert before == was.get(line) or (line[1] and before in own), line
                assert (before is None) == (line not in was)
                assert said(change.after)[:-1] != (before or ())[:-1], line
                assert change.after.release.from_ == report.release
                state[line] = said(change.after)
            now = lines(engine, report.release)
            assert state == {line: said(seen) for line, seen in now.items()}
            kinds = Counter(change.kind for change in listed)
            counted = set(CellChangeKind) - {CellChangeKind.RECITED}
            counts = {str(kind): kinds[kind] for kind in counted}
            assert counts.items() <= report.cells.items()
            assert report.recited <= kinds[CellChangeKind.RECITED]
            with asking(f"sqlite:///{path}") as client:
                release = data(client, f"/v1/releases/{report.release}")
                served = items(client, f"/v1/releases/{report.release}/changes?limit=3")
            assert {kind: release[kind] for kind in counts} == counts
            assert release["recited"] == kinds[CellChangeKind.RECITED]
            assert [item["after"]["id"] for item in served] == [each.after.id for each in listed]


@repeatable(8)
@given(pairs())
def test_a_trial_foretells_and_a_repetition_changes_nothing(
    begun: Path, pair: tuple[Import, Import]
) -> None:
    first, second = pair
    with copy_of(begun) as (path, engine):
        brought(engine, first)
        before = exported(engine)
        engine.dispose()
        stored = path.read_bytes()
        foretold = brought(engine, second, dry_run=True)
        engine.dispose()
        assert path.read_bytes() == stored
        assert not path.with_name(f"{path.name}-wal").exists()
        report = brought(engine, second)
        assert (report is None) == (foretold is None)
        if report is None or foretold is None:
            return
        assert replace(foretold, dry_run=False) == report
        after = exported(engine)
        assert (report.release is None) == (after == before)
        again = brought(engine, second)
        assert again is not None
        assert again.release is None
        assert again.cells["unchanged"] <= sum(report.cells.values())
        assert {**again.cells, "unchanged": 0} == dict.fromkeys(again.cells, 0)
        assert not again.verdicts
        assert exported(engine) == after


@repeatable(12)
@given(pairs())
def test_whatever_a_source_states_is_told_of_it(begun: Path, pair: tuple[Import, Import]) -> None:
    with copy_of(begun) as (_, engine):
        for what in pair:
            report = brought(engine, what)
            if report is None:
                continue
            overtaken = sum(notice.code == "overtaken" for notice in report.warnings)
            assert overtaken == sum(document.rows_refused for document in report.documents)
            standing = list(lines(engine, newest(engine)).values())
            for place, figure in what.figures.items():
                if figure.status != Status.WITHDRAWN and not _told(place, figure, standing):
                    # Nothing but a later edition takes the place of what a source states.
                    assert place[0] == "edition-one"
                    later = _sources_of(place, standing)
                    assert "edition-two" in later


def _told(place: Place, figure: Told, standing: Sequence[Observation]) -> bool:
    """Whether some line says what a source said of a cell, and cites it."""
    value = None if figure.value is None else figure.value.replace(",", "").removesuffix(".0")
    return any(
        seen.id == _cell(place).key
        and (None if seen.value is None else str(seen.value)) == value
        and (seen.status, seen.qualifier) == (figure.status, figure.qualifier)
        and place[0] in {citation.source for citation in seen.citations}
        for seen in standing
    )


def _sources_of(place: Place, standing: Sequence[Observation]) -> set[str]:
    """The sources that state a cell."""
    key = _cell(place).key
    return {cited.source for seen in standing if seen.id == key for cited in seen.citations}


def _cell(place: Place) -> Cell:
    force, period, category = CELLS[place[1]]
    named = None if category == "-" else category
    return Cell(MEASURE, force, period, named, None, None, DATASET)
