"""What a set of documents brings: sources and dictionaries as rows, tables still to be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import dropwhile

from app.domain.dictionary import Dictionary
from app.domain.release import Notice
from app.errors import RefusedError
from app.importing.document import Document
from app.importing.entry_rows import DICTIONARY_ROWS, EntryRow
from app.importing.held import brought, entries_of
from app.importing.mapping.apply import Mapped, apply
from app.importing.mapping.entries import KnownEntries
from app.importing.mapping.fit import Line
from app.importing.mapping.language import NOUNS
from app.importing.mapping.recognise import fits_one, recognise
from app.importing.mapping.shelf import Shelf
from app.importing.parse import DOCUMENTS, Parsed, parse, sources_of
from app.importing.report import Faults
from app.importing.source_rows import SourceDocument
from app.importing.tables.detect import DocumentKind, kind_of
from app.importing.tables.open_tables import open_tables
from app.importing.tables.sheet import Sheet
from app.importing.tidy.columns import GUIDE, is_tidy

# A title and a few notes may stand above the header of a tidy table.
_HEAD = 10


@dataclass(frozen=True)
class TidySheet:
    """A sheet with the columns of the template: its place in the document, from 0, its name, which
    is empty for a CSV, and the line and the cells of its header."""

    at: int
    name: str
    line: int
    header: Sequence[str]

    def below(self, rows: Iterator[Line]) -> Iterator[Line]:
        """The rows below the header. A spreadsheet has no cells where nothing was written, so its
        rows are made as wide as the header; in a CSV a short row is a broken one."""
        below = dropwhile(lambda row: row[0] <= self.line, rows)
        # A CSV may have a million rows, so that nothing more is done for each.
        return below if not self.name else self._widened(below)

    def _widened(self, rows: Iterator[Line]) -> Iterator[Line]:
        width = len(self.header)
        for line, cells in rows:
            yield line, cells + [""] * (width - len(cells))


@dataclass(frozen=True)
class TidyTable:
    """A document with one tidy sheet or several."""

    position: int
    document: Document
    sheets: Sequence[TidySheet]

    def rows(self) -> Iterator[tuple[TidySheet, Iterator[Line]]]:
        """Each sheet with the rows below its header, which are to be read before the next sheet is
        asked for: they come from one stream."""
        tidy = {sheet.at: sheet for sheet in self.sheets}
        for at, opened in enumerate(open_tables(self.document)):
            if at in tidy:
                yield tidy[at], tidy[at].below(opened.rows)


@dataclass(frozen=True)
class MappedTable:
    """A publisher's table, read by its mapping."""

    position: int
    document: Document
    mapped: Mapped


@dataclass
class Material:
    """Everything that documents bring. `sources` are the source documents that a person wrote; what
    is `parsed` has those too that mappings made."""

    parsed: list[Parsed] = field(default_factory=list)
    sources: list[SourceDocument] = field(default_factory=list)
    lost: frozenset[str] = frozenset()
    tidy: list[TidyTable] = field(default_factory=list)
    mapped: list[MappedTable] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


def bring(
    documents: Sequence[Document], shelf: Sequence[Document], before: Dictionary, faults: Faults
) -> Material:
    """Sort documents by what they are and read all but the rows of tidy tables."""
    material = Material()
    structured: list[Document] = []
    # What a document of no known kind may hold, nobody knows.
    lost: frozenset[str] = frozenset()
    tables: list[tuple[int, Document]] = []
    for position, document in enumerate(documents):
        try:
            if kind_of(document) is DocumentKind.STRUCTURED:
                structured.append(document)
            else:
                tables.append((position, document))
        except RefusedError as refused:
            faults.take(refused)
            lost = frozenset(DOCUMENTS)
    reading = parse(structured)
    faults.extend(reading.faults)
    material.parsed, material.lost = reading.parsed, reading.lost | lost
    material.sources = [document for _, document in sources_of(reading.parsed)]
    passed = _shelf(reading.mappings, faults)
    others = []
    for position, document in tables:
        try:
            # Columns called area, period and value may be a publisher's, if somebody says so.
            mapped = passed is not None and fits_one(document, passed.mappings)
            table = None if mapped else _tidy(position, document, material.notices)
        except RefusedError as refused:
            faults.take(refused)
            continue
        if table is None:
            others.append((position, document))
        else:
            material.tidy.append(table)
    used: set[str] = set()
    if others and passed is not None:
        ready = _shelf(shelf, faults)
        if ready is not None:
            used = _read_by_mappings(others, ready.with_passed(passed), before, material, faults)
    material.notices += [
        Notice("not_used", "no table here is read by this mapping", mapping.name, 1)
        for mapping in reading.mappings
        if mapping.name not in used
    ]
    return material


def _shelf(documents: Sequence[Document], faults: Faults) -> Shelf | None:
    """What mapping documents make together; None where they have faults, which are told."""
    try:
        return Shelf.read(documents)
    except RefusedError as refused:
        faults.take(refused)
        return None


def _tidy(position: int, document: Document, notices: list[Notice]) -> TidyTable | None:
    """The tidy sheets of a document, if it has any; its other sheets are named as not read, and so
    are hidden ones, whatever they hold: nobody may know what stands in them."""
    found = []
    unread = []
    for at, sheet in enumerate(open_tables(document)):
        header = None if sheet.hidden else _header(sheet)
        if header is not None:
            found.append(TidySheet(at, sheet.name, *header))
        elif sheet.name != GUIDE:
            unread.append(
                f"sheet {sheet.name!r}: it is hidden"
                if sheet.hidden
                else f"the sheet {sheet.name!r} is not read"
            )
    if not found:
        return None
    notices += [Notice("not_read", detail, document.name, 1) for detail in unread]
    return TidyTable(position, document, found)


def _header(sheet: Sheet) -> Line | None:
    for seen, (line, cells) in enumerate(sheet.rows):
        if is_tidy(cells):
            return line, cells
        if seen >= _HEAD:
            break
    return None


def _read_by_mappings(
    tables: Sequence[tuple[int, Document]],
    shelf: Shelf,
    before: Dictionary,
    material: Material,
    faults: Faults,
) -> set[str]:
    """The names of the documents whose mappings read a table."""
    used = set()
    only = material.sources[0].defaults.given() if len(material.sources) == 1 else {}
    given = [name for name, slug in only.items() if slug]
    for position, document in tables:
        entries = entries_of(before, material.parsed)
        known = KnownEntries(
            areas=entries["areas"],
            categories=entries["categories"],
            slugs={noun: frozenset(entry.slug for entry in entries[noun]) for noun in NOUNS},
        )
        try:
            mapping = recognise(document, shelf.mappings, given)
            used.add(mapping.read.name)
            mapped = apply(mapping, document, known)
        except RefusedError as refused:
            faults.take(refused)
            continue
        material.mapped.append(MappedTable(position, document, mapped))
        material.notices += mapped.notices
        material.parsed.append(_entries(document, mapped.entries))
        known_sources = {found.source.slug for _, found in sources_of(material.parsed)}
        if mapped.source.slug not in known_sources:
            material.parsed.append(_source(document, mapped))
    return used


def _entries(document: Document, rows: Sequence[EntryRow]) -> Parsed:
    by_noun = {
        noun: [row for row in rows if type(row) is kind] for noun, kind in DICTIONARY_ROWS.items()
    }
    return brought(document.name, by_noun)


def _source(document: Document, mapped: Mapped) -> Parsed:
    read = brought(document.name, {}).read
    return Parsed(read, SourceDocument(source=mapped.source))
