"""What the tests of mappings need: the shelf and the record's entries, and tables of invented
numbers in the layouts of official ones."""

import io
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import xlsxwriter

from app.domain.dictionary import NOTHING_HELD, Category
from app.importing import yaml_reader
from app.importing.document import Document
from app.importing.mapping.apply import Mapped, apply
from app.importing.mapping.entries import Entries, KnownEntries
from app.importing.mapping.language import NOUNS
from app.importing.mapping.recognise import recognise
from app.importing.mapping.shelf import Shelf
from app.settings import ROOT

Cell = str | int | float
Rows = Sequence[Sequence[Cell]]


def shelf_documents() -> list[Document]:
    """The mapping documents that come with the project."""
    paths = sorted((ROOT / "seed" / "mappings").glob("*.yaml"))
    return [Document.of(path.name, path.read_bytes()) for path in paths]


@cache
def shelf() -> Shelf:
    return Shelf.read(shelf_documents())


@cache
def known() -> KnownEntries:
    """What a record that holds the seed has."""
    rows = {}
    for noun, kind in NOUNS.items():
        path = ROOT / "seed" / "reference" / f"{noun}.yaml"
        content = yaml_reader.read(Document.of(path.name, path.read_bytes())).content[noun]
        read = [kind.model_validate(row) for row in content]
        rows[noun] = {row.slug: row for row in read}
    entries = Entries(rows)
    categories = [
        Category(children=[], data=NOTHING_HELD, **row.model_dump()) for row in entries.categories()
    ]
    slugs = {noun: frozenset(of_noun) for noun, of_noun in rows.items()}
    return KnownEntries(entries.all_areas(KnownEntries()), categories, slugs)


def read(document: Document, on: Shelf | None = None) -> Mapped:
    """A document read by the one mapping that fits."""
    return apply(recognise(document, (on or shelf()).mappings), document, known())


def csv_of(lines: Iterable[str], name: str = "table.csv") -> Document:
    return Document.of(name, ("\r\n".join(lines) + "\r\n").encode())


def workbook(sheets: Mapping[str, Rows], hidden: str | None = None) -> Document:
    """A workbook of rows from the first; an empty text leaves its cell empty."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, [cell if cell != "" else None for cell in row])
            if name == hidden:
                sheet.hide()
    return Document.of("book.xlsx", buffer.getvalue())
