"""The one way to the tables of a document, whatever kind of file holds them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.importing.document import Document
from app.importing.tables.csv_table import read_csv
from app.importing.tables.detect import DocumentKind, kind_of
from app.importing.tables.sheet import Sheet
from app.importing.tables.workbook import read_workbook


def _csv_sheets(document: Document) -> Iterator[Sheet]:
    yield read_csv(document)


_READERS: dict[DocumentKind, Callable[[Document], Iterator[Sheet]]] = {
    DocumentKind.CSV: _csv_sheets,
    DocumentKind.WORKBOOK: read_workbook,
}


def open_tables(document: Document) -> Iterator[Sheet]:
    """The tables of a document, one after the other.

    A sheet's rows are to be read before the next sheet is asked for. RefusedError as soon as
    something is reached that cannot be read; ValueError for YAML and JSON, which hold no tables.
    """
    kind = kind_of(document)
    if kind not in _READERS:
        raise ValueError(f"{document.name} is {kind}, which holds no tables")
    return _READERS[kind](document)
