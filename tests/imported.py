"""How tests put documents into a store: by the one road that every document takes."""

import csv
from collections.abc import Mapping, Sequence

from sqlalchemy import Engine

from app.cli.files import seed_documents
from app.domain.observation import Cell
from app.importing.document import Document
from app.importing.order import Order
from app.importing.report import Report
from app.importing.run import import_documents
from app.settings import ROOT
from app.store.engine import connect_to
from app.store.migrate import migrate


def imported(
    engine: Engine, documents: Sequence[Document], note: str = "", *, dry_run: bool = False
) -> Report:
    """Import documents; what that did."""
    report = import_documents(engine, Order(documents, note=note, dry_run=dry_run))
    assert report is not None
    return report


def seed_files() -> list[Document]:
    """The documents of the project's own seed."""
    return seed_documents(ROOT / "seed")


def seed_rows() -> list[dict[str, str]]:
    """The rows of the seed's table of populations, in their order."""
    path = ROOT / "seed" / "sources" / "mid-year-populations.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def population_cell(row: Mapping[str, str]) -> Cell:
    """The cell of one of those rows."""
    return Cell(row["measure"], row["area"], row["period"], None, None, None, row["dataset"])


def store_with(url: str, documents: Sequence[Document], note: str) -> Report:
    """Migrate a store, if need be, and import documents."""
    engine = connect_to(url)
    try:
        migrate(engine)
        return imported(engine, documents, note)
    finally:
        # An open connection keeps SQLite's log beside its file, and PostgreSQL from being copied.
        engine.dispose()
