"""What goes into the store comes out of it: dictionaries, sources and claims."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine

from app.domain.claim import Claim
from app.domain.dictionary import NOTHING_HELD, Dictionary
from app.domain.observation import Validity
from app.domain.record import Record
from app.importing.run import read_record
from app.store.engine import connect_to
from tests.imported import imported, population_cell, seed_files, seed_rows
from tests.store.stored import stored
from tests.synthetic import AREAS, FILES, ONE, documents

DATED = """\
    member_of:
      - {area: synthetic-country, from: 2001-04-01, to: 2010-03-31}
      - {area: synthetic-country, from: 2015-04-01}
    distinct_from: [{area: synthetic-country, why: One is a part of the other.}]
  - slug: synthetic-force
    name: Synthetic Force
    kind: undetermined
    definition: Synthetic, one part or the other.
    may_be: [synthetic-force-b, synthetic-force-a]
"""


@pytest.fixture(scope="module")
def record() -> Record:
    return read_record(seed_files())


@pytest.fixture
def seeded(seeded_url: str) -> Iterator[Engine]:
    opened = connect_to(seeded_url)
    yield opened
    opened.dispose()


def _read(engine: Engine) -> tuple[Dictionary, list[Claim]]:
    found = stored(engine, 1)
    return found.dictionary, list(found.claims.values())


def _bare(entry: Any) -> Any:
    """An entry without what the store adds to it."""
    added = {"data": NOTHING_HELD, "members": [], "children": [], "support": []}
    return replace(entry, **{name: value for name, value in added.items() if hasattr(entry, name)})


@pytest.mark.parametrize(
    "noun", ["areas", "categories", "platforms", "populations", "measures", "datasets"]
)
def test_a_dictionary_comes_out_as_it_went_in(seeded: Engine, record: Record, noun: str) -> None:
    dictionary, _ = _read(seeded)
    stored = [_bare(entry) for entry in dictionary.entries[noun].values()]
    read = [_bare(entry) for entry in getattr(record, noun)]
    if noun == "areas":  # the memberships of an area have no order
        for area in (*stored, *read):
            area.parents.sort(key=str)
    assert stored == read


def test_sources_come_out_with_their_support(seeded: Engine, record: Record) -> None:
    dictionary, _ = _read(seeded)
    stored = dictionary.entries["sources"]
    assert [_bare(source) for source in stored.values()] == [
        cited.source for cited in record.sources
    ]
    organisations = {found.slug: found for found in record.support_organisations}
    for cited in record.sources:
        named = {found.slug for found in stored[cited.source.slug].support}
        assert named == set(cited.support_paragraphs)
        assert all(
            found == organisations[found.slug] for found in stored[cited.source.slug].support
        )


def test_claims_come_out_as_they_went_in(seeded: Engine, record: Record) -> None:
    _, stored = _read(seeded)
    read = {claim.id: replace(claim, release=Validity(1, None)) for claim in record.claims}
    assert {claim.id: claim for claim in stored} == read
    assert {claim.id: str(claim.value) for claim in stored} == {
        id_: str(claim.value) for id_, claim in read.items()
    }


def test_members_and_children_mirror_parents(seeded: Engine) -> None:
    dictionary, _ = _read(seeded)
    areas = dictionary.entries["areas"].values()
    assert {(area.slug, link.area) for area in areas for link in area.parents} == {
        (link.area, area.slug) for area in areas for link in area.members
    }
    for noun in ("categories", "platforms"):
        entries = dictionary.entries[noun].values()
        assert {(entry.slug, entry.parent) for entry in entries if entry.parent} == {
            (child, entry.slug) for entry in entries for child in entry.children
        }


def test_what_is_held_about_an_entry_is_counted(seeded: Engine, record: Record) -> None:
    dictionary, _ = _read(seeded)
    cited = {
        (citation.source, figure.cell) for figure in record.figures for citation in figure.citations
    }
    cited |= {(row["source"], population_cell(row)) for row in seed_rows()}
    cells = {cell for _, cell in cited}
    for noun, name in (("areas", "area"), ("platforms", "platform"), ("datasets", "dataset")):
        for slug, entry in dictionary.entries[noun].items():
            about = {cell for cell in cells if getattr(cell, name) == slug}
            assert entry.data.observations == len(about)
            assert set(entry.data.periods) == {found.period for found in about}
            assert set(entry.data.categories) == {f.category for f in about if f.category}
    for slug, source in dictionary.entries["sources"].items():
        citing = {cell for by, cell in cited if by == slug}
        assert source.data.observations == len(citing)


def test_dates_and_distinctions_come_out_as_they_went_in(engine: Engine) -> None:
    old = "    member_of:\n      - area: synthetic-country\n  - slug: synthetic-force-b\n"
    areas = FILES[AREAS].replace(old, f"{DATED}  - slug: synthetic-force-b\n")
    source = FILES[ONE].replace("  kind: article\n", "  kind: article\n  published: 2024-02-29\n")
    files = documents({**FILES, AREAS: areas, ONE: source})
    imported(engine, files)
    dictionary, _ = _read(engine)
    stored = [_bare(area) for area in dictionary.entries["areas"].values()]
    assert stored == read_record(files).areas
    assert [str(link.from_) for link in dictionary.area("synthetic-force-a").parents] == [
        "2001-04-01",
        "2015-04-01",
    ]
    assert str(dictionary.source("synthetic-one").published) == "2024-02-29"
