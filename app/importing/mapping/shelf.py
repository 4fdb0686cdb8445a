"""The shelf: every mapping document together, read and checked as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pydantic import ValidationError

from app.domain.observation import DIMENSIONS
from app.domain.suggest import did_you_mean, nearest
from app.errors import Fault, RefusedError
from app.importing import yaml_reader
from app.importing.document import Document, Path, ReadDocument
from app.importing.entry_rows import EntryRow
from app.importing.mapping.entries import Entries, KnownEntries, references
from app.importing.mapping.language import NOUNS, MappingRow, ShelfDocument
from app.importing.mapping.rules import Fixed, HeaderRule
from app.importing.mapping.texts import plain
from app.importing.parse import faults_of


@dataclass(frozen=True)
class ShelvedMapping:
    """A mapping, where it stands, the entries that lie beside it, and whether it was passed along
    with the tables of an import."""

    row: MappingRow
    read: ReadDocument
    entries: Entries
    passed: bool = False

    def unknown(self, known: KnownEntries) -> Iterator[Fault]:
        """A fault for every slug that the mapping names and neither shelf nor record has."""
        for path, noun, slug in _named(self.row):
            if slug not in self.entries.rows[noun] and not known.has(noun, slug):
                slugs = {*self.entries.rows[noun], *known.slugs.get(noun, ())}
                hint = did_you_mean(nearest(slug, slugs))
                yield self.read.fault(("mapping", *path), f"{slug!r} is not known{hint}")


@dataclass(frozen=True)
class Shelf:
    """The mappings and entries of all documents."""

    mappings: Sequence[ShelvedMapping]
    entries: Entries

    @classmethod
    def read(cls, documents: Iterable[Document]) -> Shelf:
        """The shelf that documents make; RefusedError with every fault where they make none."""
        faults: list[Fault] = []
        read = [(found, rows) for document in documents for found, rows in _read(document, faults)]
        slots: dict[str, dict[str, EntryRow]] = {noun: {} for noun in NOUNS}
        seen: set[str] = set()
        for found, rows in read:
            for path, noun, row in _entries(rows):
                if slots[noun].setdefault(row.slug, row) is not row:
                    faults.append(found.fault((*path, "slug"), _twice(row.slug)))
            if rows.mapping is not None:
                if rows.mapping.slug in seen:
                    faults.append(found.fault(("mapping", "slug"), _twice(rows.mapping.slug)))
                seen.add(rows.mapping.slug)
                faults += _ambiguous(found, rows.mapping)
                faults += _given_twice(found, rows.mapping)
        if faults:
            raise RefusedError(faults)
        entries = Entries({noun: slots[noun] for noun in NOUNS})
        mappings = [
            ShelvedMapping(rows.mapping, found, entries) for found, rows in read if rows.mapping
        ]
        return cls(sorted(mappings, key=lambda mapping: mapping.row.slug), entries)

    def with_passed(self, passed: Shelf) -> Shelf:
        """This shelf with what comes along with an import, which goes before what has its slug."""
        entries = Entries(
            {noun: {**self.entries.rows[noun], **passed.entries.rows[noun]} for noun in NOUNS}
        )
        slugs = {mapping.row.slug for mapping in passed.mappings}
        mappings = [mapping for mapping in self.mappings if mapping.row.slug not in slugs]
        return Shelf(
            [
                *(replace(mapping, entries=entries) for mapping in mappings),
                *(replace(mapping, entries=entries, passed=True) for mapping in passed.mappings),
            ],
            entries,
        )

    def unknown(self, known: KnownEntries) -> list[Fault]:
        """A fault for everything that a mapping or an entry refers to and nobody has."""
        faults = [fault for mapping in self.mappings for fault in mapping.unknown(known)]
        for noun, rows in self.entries.rows.items():
            for row in rows.values():
                faults += [
                    Fault(noun, 1, row.slug, f"{slug!r} is not known")
                    for other, slug in references(row)
                    if slug not in self.entries.rows[other] and not known.has(other, slug)
                ]
        return faults


def _read(document: Document, faults: list[Fault]) -> Iterator[tuple[ReadDocument, ShelfDocument]]:
    try:
        read = yaml_reader.read(document)
    except RefusedError as refused:
        faults += refused.faults
        return
    if not isinstance(read.content, dict) or not read.content:
        wanted = ", ".join(ShelfDocument.model_fields)
        faults.append(read.fault((), f"needs one of {wanted} at its top level"))
        return
    try:
        yield read, ShelfDocument.model_validate(read.content)
    except ValidationError as error:
        faults += faults_of(read, error)


def _twice(slug: str) -> str:
    return f"{slug!r} stands in another mapping already"


def _entries(rows: ShelfDocument) -> Iterator[tuple[Path, str, EntryRow]]:
    for noun in NOUNS:
        for at, row in enumerate(getattr(rows, noun)):
            yield (noun, at), noun, row


def _ambiguous(read: ReadDocument, mapping: MappingRow) -> Iterator[Fault]:
    """One header text with two meanings, one column with two uses."""
    yield from _meanings(read, ("mapping", "headers"), mapping.headers)
    for at, table in enumerate(mapping.tables):
        yield from _meanings(read, ("mapping", "tables", at, "headers"), table.headers)
        columns: dict[str, str] = {}
        for spellings in (*table.required(), *table.allowed()):
            for text in spellings:
                # The column that leaves rows out may well be one that is read.
                owner = columns.setdefault(plain(text), spellings[0])
                if owner != spellings[0] and spellings not in [r.column for r in table.leave_out]:
                    yield read.fault(("mapping", "tables", at), f"{text!r} is two columns")


def _given_twice(read: ReadDocument, mapping: MappingRow) -> Iterator[Fault]:
    """A dimension that has two meanings for one figure, or two columns of figures with one."""
    for at, table in enumerate(mapping.tables):
        place: Path = ("mapping", "tables", at)
        before = table.dimensions_read()
        for name in sorted(before & table.figures.dimensions().keys()):
            yield read.fault((*place, "figures", name), f"{name} is given twice")
        before |= table.figures.dimensions().keys()
        for index, value in enumerate(table.value):
            for name in sorted(before & value.dimensions().keys()):
                yield read.fault((*place, "value", index, name), f"{name} is given twice")
            if value.dimensions() in [other.dimensions() for other in table.value[:index]]:
                detail = "means the same as another column of figures"
                yield read.fault((*place, "value", index), detail)


def _meanings(read: ReadDocument, path: Path, headers: Sequence[HeaderRule]) -> Iterator[Fault]:
    seen: set[str] = set()
    for at, header in enumerate(headers):
        for index, text in enumerate(header.text):
            if plain(text) in seen:
                yield read.fault((*path, at, "text", index), f"{text!r} has a meaning already")
            seen.add(plain(text))


def _named(mapping: MappingRow) -> Iterator[tuple[Path, str, str]]:
    fixed: list[tuple[Path, Fixed]] = [
        (("headers", at), header) for at, header in enumerate(mapping.headers)
    ]
    for at, table in enumerate(mapping.tables):
        place: Path = ("tables", at)
        fixed.append(((*place, "figures"), table.figures))
        fixed += [((*place, "value", i), value) for i, value in enumerate(table.value)]
        fixed += [((*place, "headers", i), header) for i, header in enumerate(table.headers)]
        for text, slug in table.area.names.items():
            yield (*place, "area", "names", text), "areas", slug
        for text, slug in (table.category.names if table.category else {}).items():
            yield (*place, "category", "names", text), "categories", slug
    for path, row in fixed:
        for name, slug in row.dimensions().items():
            if name != "period":
                yield (*path, name), DIMENSIONS[name], slug
    for at, total in enumerate(mapping.totals):
        noun = DIMENSIONS[total.dimension]
        yield ("totals", at, "whole"), noun, total.whole
        for index, slug in enumerate(total.parts):
            yield ("totals", at, "parts", index), noun, slug
        for index, slug in enumerate(total.measures):
            yield ("totals", at, "measures", index), "measures", slug
