"""Documents become one release, whole or not at all, and once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from app.domain.record import StatedFigure
from app.errors import RefusedError, StoreError
from app.importing.document import Document
from app.importing.order import Order, digest_of
from app.importing.run import import_documents, read_record
from app.store import tables
from app.store.engine import connect_to, reading, writing
from app.store.releases import demand_latest, latest
from tests.imported import imported, population_cell, seed_files, seed_rows
from tests.store.contents import contents, sizes
from tests.store.stored import stored
from tests.synthetic import AREAS, FILES, ONE, TWO, documents, edited
from tests.unit.importing.broken.cases import CASES as BROKEN


def test_the_seed_is_stored_as_release_1(engine: Engine) -> None:
    record = read_record(seed_files())
    report = imported(engine, seed_files(), "Seed")
    rows = seed_rows()
    cells = {figure.cell for figure in record.figures} | {population_cell(row) for row in rows}
    nothing = {"revised": 0, "withdrawn": 0}
    assert report.release == 1
    assert report.cells == {"added": len(cells), "unchanged": 0, **nothing}
    assert report.claims == {"added": len(record.claims), **nothing}
    with reading(engine) as connection:
        release = demand_latest(connection)
    assert (release.number, release.note) == (1, "Seed")
    assert release.digest == digest_of(seed_files())
    assert release.added == len(cells)
    assert (release.revised, release.withdrawn, release.unchanged) == (0, 0, 0)
    assert release.documents == report.documents
    assert release.warnings == len(report.warnings)
    assert timedelta(0) <= datetime.now(UTC) - release.created < timedelta(minutes=1)
    entries = {noun: len(getattr(record, noun)) for noun in tables.NOUNS}
    assert report.entries == {"added": sum(entries.values()), "revised": 0}
    stored_rows = sizes(engine)
    # How many pairs of entries and how many sums there are is shown where they are made.
    assert stored_rows.pop("holdings") > 0
    assert stored_rows.pop("forces_totals") > 0
    assert stored_rows == {
        **entries,
        "entry_versions": sum(entries.values()),
        "periods": len({cell.period for cell in cells}),
        "passages": sum(len(cited.fingerprints) for cited in record.sources)
        + len({row["source"] for row in rows}),
        "releases": 1,
        "release_documents": len(seed_files()),
        "release_warnings": len(report.warnings),
        "cells": len(cells),
        "observations": len(cells),
        # The first of each stands in the row of the figure.
        "further_citations": sum(len(figure.citations) for figure in record.figures)
        + len(rows)
        - len(cells),
        "claims": len(record.claims),
        "claim_citations": sum(len(claim.citations) for claim in record.claims),
        "claim_operands": sum(len(claim.operands) for claim in record.claims),
    }


def test_what_became_of_the_rows_of_each_document_is_told(engine: Engine) -> None:
    report = imported(engine, documents())
    rows = {
        document.name: (
            document.rows_read,
            document.rows_stored,
            document.rows_merged,
            document.rows_refused,
        )
        for document in report.documents
    }
    assert list(rows) == list(FILES)
    # A row that another source prints as well is stored as its receipt.
    assert (rows[ONE], rows[TWO], rows[AREAS]) == ((3, 3, 0, 0), (2, 2, 0, 0), (0, 0, 0, 0))
    prints = {document.name: document.fingerprint for document in report.documents}
    assert prints == {document.name: document.fingerprint for document in documents()}


def test_what_is_stored_is_what_was_read(engine: Engine) -> None:
    imported(engine, seed_files(), "Seed")
    read: dict[str, list[StatedFigure]] = {}
    for figure in read_record(seed_files()).figures:
        read.setdefault(figure.cell.key, []).append(figure)
    held = stored(engine)
    rows = {population_cell(row).key: row for row in seed_rows()}
    assert (set(held.figures), held.alternatives) == ({*read, *rows}, {})
    for id_, row in rows.items():
        now = held.figures[id_]
        assert (str(now.value), now.status, now.qualifier) == (row["value"], "published", "exact")
        assert [(cited.source, cited.stated) for cited in now.citations] == [
            (row["source"], row["value"])
        ]
    for id_, readings in read.items():
        now = held.figures[id_]
        first = readings[0].said
        assert (now.release.from_, now.release.to, now.disputed) == (1, None, False)
        assert str(now.value) == str(first.value)
        assert (now.status, now.qualifier, now.forces) == (
            first.status,
            first.qualifier,
            first.forces,
        )
        assert now.unit == held.dictionary.measure(now.measure).unit
        assert {found.said.note for found in readings} - {None} <= {now.note}
        assert {item for found in readings for item in found.said.inferred} == set(now.inferred)
        receipts = [str(citation) for found in readings for citation in found.citations]
        assert sorted(map(str, now.citations)) == sorted(receipts)


@pytest.mark.parametrize(
    "written",
    ["1.60", "1.6E+6", "0.001", "999999999999999999", "0.999999999999999999", "0", "0.00"],
)
def test_a_value_survives_exactly(engine: Engine, written: str) -> None:
    stated = "£1.6 million" if written == "1.6E+6" else written
    source = FILES[TWO].replace("1.60E+6", written).replace("£1.60 million", f'"{stated}"')
    imported(engine, documents({**FILES, TWO: source}))
    figures = stored(engine).figures.values()
    (money,) = (found for found in figures if found.measure == "synthetic-money")
    assert money.value is not None
    assert money.value.as_tuple() == Decimal(written).as_tuple()


def test_a_tree_of_any_depth_and_order_is_stored(engine: Engine) -> None:
    depth = 1100  # deeper than Python calls itself
    leaves = [
        f"  - {{slug: s{at}, name: x, definition: x, parent: s{at + 1}}}\n" for at in range(depth)
    ]
    tree = f"categories:\n{''.join(leaves)}  - {{slug: s{depth}, name: x, definition: x}}\n"
    imported(engine, documents({**FILES, "reference/more.yaml": tree}))
    assert sizes(engine)["categories"] == depth + 3


def test_the_same_documents_again_make_no_release(seeded: Engine) -> None:
    before = contents(seeded)
    report = imported(seeded, list(reversed(seed_files())), "Again")
    assert (report.release, report.changes) == (None, 0)
    assert report.cells["unchanged"] == len(before["cells"])
    assert contents(seeded) == before


def _other_files() -> Iterator[list[Document]]:
    files = seed_files()
    yield documents()
    yield files[:-1]
    yield [*files, *documents({"sources/empty.yaml": "populations: []\n"})]


@pytest.mark.parametrize("other", list(_other_files()), ids=["all", "fewer", "more"])
def test_a_store_that_holds_a_release_is_not_seeded(seeded: Engine, other: list[Document]) -> None:
    before = contents(seeded)
    assert import_documents(seeded, Order(other, note="Other"), only_first=True) is None
    assert contents(seeded) == before


def test_an_empty_store_is_seeded(engine: Engine) -> None:
    report = import_documents(engine, Order(documents(), note="Seed"), only_first=True)
    assert report is not None
    assert report.release == 1


@pytest.fixture
def seeded(seeded_url: str) -> Iterator[Engine]:
    opened = connect_to(seeded_url)
    yield opened
    opened.dispose()


def test_a_store_without_a_schema_says_what_to_do(database_url: str) -> None:
    engine = connect_to(database_url)
    with pytest.raises(StoreError, match="run: onrecord migrate"):
        imported(engine, documents())
    engine.dispose()


def test_a_store_with_another_schema_says_what_to_do(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    before = contents(engine)
    with pytest.raises(StoreError, match="does not have the schema of this version; run: onrecord"):
        imported(engine, documents())
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
            imported(engine, documents(broken.files))
    assert contents(engine) == before


def test_broken_documents_leave_a_full_store_as_it_was(seeded: Engine) -> None:
    before = contents(seeded)
    with pytest.raises(RefusedError):
        imported(seeded, documents(edited(ONE, "value: 120", "value: -1")))
    assert contents(seeded) == before


# Each is written at another point of an import.
MIDDLE = ["releases", "entry_versions", "passages", "periods", "cells", "observations"]
MIDDLE += ["further_citations", "claims", "claim_citations", "claim_operands", "release_documents"]
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


@pytest.mark.parametrize("table", [*tables.NOUNS, *MIDDLE])
def test_a_failure_in_the_middle_leaves_the_store_empty(engine: Engine, table: str) -> None:
    before = contents(engine)
    with writing(engine) as connection:
        for statement in _REFUSE[engine.dialect.name]:
            connection.execute(text(statement.format(table)))
    with pytest.raises(DBAPIError, match="no room"):
        imported(engine, documents())
    assert contents(engine) == before
    with writing(engine) as connection:
        on_table = f" ON {table}" if engine.dialect.name == "postgresql" else ""
        connection.execute(text(f"DROP TRIGGER refuse{on_table}"))
    assert imported(engine, documents()).release == 1
