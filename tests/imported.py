"""How tests put documents into a store: by the one road that every document takes."""

from collections.abc import Sequence

from sqlalchemy import Engine

from app.cli import seed_documents
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


def store_with(url: str, documents: Sequence[Document], note: str) -> Report:
    """Migrate a store, if need be, and import documents."""
    engine = connect_to(url)
    try:
        migrate(engine)
        return imported(engine, documents, note)
    finally:
        # An open connection keeps SQLite's log beside its file, and PostgreSQL from being copied.
        engine.dispose()
