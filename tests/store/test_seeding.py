"""Documents become one release, whole or not at all, and once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from app.cli import seed_documents
from app.domain.observation import Observation
from app.errors import RefusedError, StoreError
from app.importing.document import Document
from app.importing.run import digest_of, import_documents, read_record
from app.settings import ROOT
from app.store import observations
from app.store.dictionary import load
from app.store.engine import connect_to, reading, writing
from app.store.releases import demand_latest, latest
from tests.store.contents import contents, sizes
from tests.synthetic import FILES, ONE, TWO, documents, edited
from tests.unit.importing.broken.cases import CASES as BROKEN


def _seed_files() -> list[Document]:
    return seed_documents(ROOT / "seed")


def _stored(engine: Engine) -> list[Observation]:
    with reading(engine) as connection:
        dictionary = load(connection, 1)
        return observations.run(
            connection, dictionary, observations.paged(observations.versions(), None)
        )


def test_the_seed_is_stored_as_release_1(engine: Engine) -> None:
    record = read_record(_seed_files())
    outcome = import_documents(engine, _seed_files(), "Seed")
    release = outcome.release
    assert outcome.made
    assert (release.number, release.note) == (1, "Seed")
    assert release.digest == digest_of(_seed_files())
    assert release.added == len(record.observations)
    assert (release.revised, release.withdrawn, release.unchanged) == (0, 0, 0)
    assert timedelta(0) <= datetime.now(UTC) - release.created < timedelta(minutes=1)
    assert sizes(engine) == {
        "areas": len(record.areas),
        "area_aliases": sum(len(area.aliases) for area in record.areas),
        "area_memberships": sum(len(area.parents) for area in record.areas),
        "area_distinctions": sum(
            len(area.distinct_from) + len(area.may_be) for area in record.areas
        ),
        "periods": len({observation.period for observation in record.observations}),
        "categories": len(record.categories),
        "platforms": len(record.platforms),
        "populations": len(record.populations),
        "measures": len(record.measures),
        "datasets": len(record.datasets),
        "support_organisations": len(record.support_organisations),
        "sources": len(record.sources),
        "source_paragraphs": sum(len(cited.fingerprints) for cited in record.sources),
        "source_support": sum(len(cited.support_paragraphs) for cited in record.sources),
        "releases": 1,
        "cells": len(record.observations),
        "observations": len(record.observations),
        "citations": sum(len(observation.citations) for observation in record.observations),
        "claims": len(record.claims),
        "claim_citations": sum(len(claim.citations) for claim in record.claims),
        "claim_operands": sum(len(claim.operands) for claim in record.claims),
    }


def test_what_is_stored_is_what_was_read(engine: Engine) -> None:
    import_documents(engine, _seed_files(), "Seed")
    read = {observation.id: observation for observation in read_record(_seed_files()).observations}
    stored = {observation.id: observation for observation in _stored(engine)}
    assert set(stored) == set(read)
    for id_, now in stored.items():
        was = read[id_]
        assert (now.release.from_, now.release.to) == (1, None)
        assert str(now.value) == str(was.value)
        assert (now.status, now.qualifier, now.forces) == (was.status, was.qualifier, was.forces)
        assert (now.unit, now.note, now.inferred) == (was.unit, was.note, was.inferred)
        assert sorted(map(str, now.citations)) == sorted(map(str, was.citations))


@pytest.mark.parametrize(
    "written",
    ["1.60", "1.6E+6", "0.001", "999999999999999999", "0.999999999999999999", "0", "0.00"],
)
def test_a_value_survives_exactly(engine: Engine, written: str) -> None:
    stated = "£1.6 million" if written == "1.6E+6" else written
    source = FILES[TWO].replace("1.60E+6", written).replace("£1.60 million", f'"{stated}"')
    import_documents(engine, documents({**FILES, TWO: source}), "Synthetic")
    (money,) = (found for found in _stored(engine) if found.measure == "synthetic-money")
    assert money.value is not None
    assert money.value.as_tuple() == Decimal(written).as_tuple()


def test_a_tree_of_any_depth_and_order_is_stored(engine: Engine) -> None:
    depth = 1100  # deeper than Python calls itself
    leaves = [
        f"  - {{slug: s{at}, name: x, definition: x, parent: s{at + 1}}}\n" for at in range(depth)
    ]
    tree = f"categories:\n{''.join(leaves)}  - {{slug: s{depth}, name: x, definition: x}}\n"
    import_documents(engine, documents({**FILES, "reference/more.yaml": tree}), "Synthetic")
    assert sizes(engine)["categories"] == depth + 3


def test_the_same_documents_again_change_nothing(seeded: Engine) -> None:
    before = contents(seeded)
    outcome = import_documents(seeded, list(reversed(_seed_files())), "Again")
    assert not outcome.made
    assert (outcome.release.number, outcome.release.note) == (1, "Seed")
    assert contents(seeded) == before


def _other_files() -> Iterator[list[Document]]:
    files = _seed_files()
    yield documents()
    yield files[:-1]
    yield [*files, *documents({"sources/empty.yaml": "populations: []\n"})]
    yield [Document(f"x{files[0].name}", files[0].data), *files[1:]]
    yield [Document(files[0].name, files[0].data + b"\n"), *files[1:]]


@pytest.mark.parametrize(
    "other", list(_other_files()), ids=["all", "fewer", "more", "name", "byte"]
)
def test_other_documents_change_nothing(seeded: Engine, other: list[Document]) -> None:
    before = contents(seeded)
    outcome = import_documents(seeded, other, "Other")
    assert (outcome.made, outcome.same) == (False, False)
    assert contents(seeded) == before


@pytest.fixture
def seeded(seeded_url: str) -> Iterator[Engine]:
    opened = connect_to(seeded_url)
    yield opened
    opened.dispose()


def test_a_store_without_a_schema_says_what_to_do(database_url: str) -> None:
    engine = connect_to(database_url)
    with pytest.raises(StoreError, match="run: onrecord migrate"):
        import_documents(engine, documents(), "Synthetic")
    engine.dispose()


def test_a_store_with_another_schema_says_what_to_do(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    before = contents(engine)
    with pytest.raises(StoreError, match="does not have the schema of this version; run: onrecord"):
        import_documents(engine, documents(), "Synthetic")
    assert contents(engine) == before


def test_a_store_without_a_release_says_what_to_do(engine: Engine) -> None:
    with reading(engine) as connection:
        assert latest(connection) is None
        with pytest.raises(StoreError, match="run: onrecord seed"):
            demand_latest(connection)


def test_broken_documents_leave_an_empty_store_empty(engine: Engine) -> None:
    before = contents(engine)
    for broken in BROKEN.values():
        with pytest.raises(RefusedError):
            import_documents(engine, documents(broken.files), "Broken")
    assert contents(engine) == before


def test_broken_documents_leave_a_full_store_as_it_was(seeded: Engine) -> None:
    before = contents(seeded)
    with pytest.raises(RefusedError):
        import_documents(seeded, documents(edited(ONE, "value: 120", "value: -1")), "Broken")
    assert contents(seeded) == before


_REFUSE = {
    "sqlite": [
        "CREATE TRIGGER refuse BEFORE INSERT ON {} BEGIN SELECT RAISE(ABORT, 'no room'); END"
    ],
    "postgresql": [
        """
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'no room'; END $$
        """,
        "CREATE TRIGGER refuse BEFORE INSERT ON {} FOR EACH ROW EXECUTE FUNCTION refuse()",
    ],
}


@pytest.mark.parametrize("table", ["areas", "observations", "claim_operands"])
def test_a_failure_in_the_middle_leaves_the_store_empty(engine: Engine, table: str) -> None:
    before = contents(engine)
    with writing(engine) as connection:
        for statement in _REFUSE[engine.dialect.name]:
            connection.execute(text(statement.format(table)))
    with pytest.raises(DBAPIError, match="no room"):
        import_documents(engine, documents(), "Synthetic")
    assert contents(engine) == before
    with writing(engine) as connection:
        on_table = f" ON {table}" if engine.dialect.name == "postgresql" else ""
        connection.execute(text(f"DROP TRIGGER refuse{on_table}"))
    assert import_documents(engine, documents(), "Synthetic").made
