"""A mapping and a document make figures, with the source and the entries that they need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from pydantic import ValidationError

from app.domain.dictionary import Area
from app.domain.observation import DIMENSIONS
from app.domain.period import Period
from app.domain.release import Notice
from app.errors import Fault, MalformedError, RefusedError
from app.importing.document import Document, ReadDocument
from app.importing.entry_rows import EntryRow
from app.importing.figure import Figure
from app.importing.mapping.entries import KnownEntries
from app.importing.mapping.fit import Fit, Line, head_of
from app.importing.mapping.gathering import Gathering, Place, Tally
from app.importing.mapping.grid_layout import Grid
from app.importing.mapping.language import TableRule
from app.importing.mapping.made import CategoryReading
from app.importing.mapping.meanings import Meanings
from app.importing.mapping.readings import AreaReading
from app.importing.mapping.recognise import SheetHead, compare, read_heads, table_of
from app.importing.mapping.rows_layout import Rows
from app.importing.mapping.shelf import ShelvedMapping
from app.importing.mapping.source_entry import edition_in, source_of
from app.importing.source_rows import SourceRow
from app.importing.tables.open_tables import open_tables
from app.importing.tables.sheet import Sheet


@dataclass(frozen=True)
class TotalRule:
    """A whole, in the words of the publisher, that is the sum of its parts: wherever a figure of
    one of these measures is there for all of them and all else is equal, the sum must hold."""

    dimension: str
    whole: str
    parts: tuple[str, ...]
    measures: tuple[str, ...]
    datasets: tuple[str, ...]


@dataclass(frozen=True)
class Mapped:
    """What a document holds, ready to be brought into the record."""

    source: SourceRow
    entries: list[EntryRow]
    figures: Sequence[Figure]
    tally: Tally
    notices: list[Notice]
    totals: list[TotalRule]


def apply(mapping: ShelvedMapping, document: Document, known: KnownEntries) -> Mapped:
    """Read a document by a mapping. RefusedError with all its faults, at most a thousand."""
    unknown = list(mapping.unknown(known))
    if unknown:
        raise RefusedError(unknown)
    return _Application(mapping, document, known).mapped()


class _Application:
    """One mapping being applied to one document."""

    def __init__(self, mapping: ShelvedMapping, document: Document, known: KnownEntries) -> None:
        self._mapping = mapping
        self._document = document
        self._known = known
        self._gathering = Gathering(document.name)
        self._areas = mapping.entries.all_areas(known)
        self._edition: Period | None = None
        self._edition_at = ""
        self._read: dict[str, str] = {}
        self._categories: list[CategoryReading] = []

    def mapped(self) -> Mapped:
        for sheet in open_tables(self._document):
            self._sheet(sheet)
        missing = [table for table in self._mapping.row.tables if table.name not in self._read]
        if any(not table.optional for table in missing):
            for detail in compare(self._mapping.row, read_heads(self._document)).faults:
                self._gathering.faults.add(
                    Place(None, 1), f"is no {self._mapping.row.slug}: {detail}"
                )
        for table in missing:
            self._gathering.notice("table_missing", f"there is no table {table.name}")
        self._gathering.faults.demand_none()
        figures = list(self._gathering.figures())
        if not figures:
            self._gathering.faults.add(Place(None, 1), "has no figures")
        self._gathering.faults.demand_none()
        for reason, times in self._gathering.tally.refused.items():
            self._gathering.notice("left_out", f"{times} left out: {reason}")
        return self._finished(figures)

    def _sheet(self, sheet: Sheet) -> None:
        head = SheetHead(sheet.name, bool(sheet.hidden), head_of(sheet.rows))
        label = sheet.name.strip() or None
        if head.hidden:
            self._gathering.notice("not_read", f"sheet {sheet.name!r}: it is hidden")
            return
        table, fit = table_of(self._mapping.row, head)
        if table is None or fit is None:
            detail = f"sheet {sheet.name!r}: it has no table that the mapping knows"
            self._gathering.notice("not_read", detail)
        elif not fit.fits:
            line = head.rows[fit.at][0]
            detail = f"seems to be {table.name}, but {fit.why_not()}"
            self._gathering.faults.add(Place(label or "the table", line), detail)
        elif table.layout == "grid" and table.name in self._read:
            detail = f"is {table.name}, and so is {self._read[table.name]}"
            self._gathering.faults.add(Place(label, head.rows[0][0]), detail)
        else:
            self._read[table.name] = sheet.name
            self._table(table, fit, head, sheet.rows, label)

    def _table(
        self,
        table: TableRule,
        fit: Fit,
        head: SheetHead,
        rest: Iterator[Line],
        label: str | None,
    ) -> None:
        edition = self._edition_of(table, fit, Place(label, head.rows[0][0]))
        if table.period.edition and edition is None:
            return
        areas = AreaReading(table.area, self._areas)
        if table.layout == "grid":
            meanings = Meanings(table, self._mapping.row.headers_of(table))
            grid = Grid(table, meanings, fit, head.rows, label, self._gathering, areas, edition)
            grid.read(rest)
        else:
            categories = None
            if table.category is not None:
                made = [reading.made for reading in self._categories]
                categories = CategoryReading(
                    table.category, self._mapping.entries, self._known, made
                )
                self._categories.append(categories)
            unread = [name for name in table.ignore if name in fit.columns]
            if unread:
                where = "" if label is None else f"{label}, "
                detail = f"{where}columns {', '.join(unread)}: the mapping ignores them"
                self._gathering.notice("not_read", detail)
            rows = chain(head.rows[fit.at + 1 :], rest)
            reader = Rows(table, fit, label, self._gathering, areas, categories, edition)
            reader.read(rows)

    def _edition_of(self, table: TableRule, fit: Fit, place: Place) -> str | None:
        """The slug of the edition's period; every title must name the same."""
        if not table.period.edition or fit.title is None:
            return None
        try:
            found = edition_in(self._mapping.row, fit.title)
        except MalformedError as error:
            self._gathering.faults.add(place, str(error))
            return None
        if self._edition is not None and found != self._edition:
            detail = f"its title is about {found.slug}, that of {self._edition_at} about "
            self._gathering.faults.add(place, detail + self._edition.slug)
        self._edition, self._edition_at = found, place.sheet or table.name
        return found.slug

    def _finished(self, figures: list[Figure]) -> Mapped:
        row = self._mapping.row
        cells = [figure.cell for figure in figures]
        names: dict[str, Area] = {area.slug: area for area in self._areas}
        try:
            source = source_of(
                row,
                self._edition,
                {cell.period for cell in cells},
                {names[cell.area].name for cell in cells},
            )
        except ValidationError as error:
            raise RefusedError(list(_filled_wrong(self._mapping.read, error))) from error
        except MalformedError as error:
            raise RefusedError([Fault(self._document.name, 1, "", str(error))]) from error
        wanted = {
            (noun, slug)
            for cell in cells
            for dimension, noun in DIMENSIONS.items()
            if noun != "periods"
            if (slug := getattr(cell, dimension)) is not None
        }
        made = [row for reading in self._categories for row in reading.made.values()]
        return Mapped(
            source=source,
            entries=self._mapping.entries.needed(wanted, made, self._known),
            figures=figures,
            tally=self._gathering.tally,
            notices=self._gathering.notices,
            totals=[
                TotalRule(
                    total.dimension,
                    total.whole,
                    tuple(total.parts),
                    tuple(total.measures),
                    tuple(sorted({cell.dataset for cell in cells})),
                )
                for total in row.totals
            ],
        )


def _filled_wrong(read: ReadDocument, error: ValidationError) -> Iterator[Fault]:
    """What is wrong with the templates of a source, as this document fills them in."""
    for found in error.errors(include_url=False):
        path = ("mapping", "source", *found["loc"])
        told = found["msg"] if path[-1] != "slug" else "it has no letters that make a slug"
        yield read.fault(path, f"filled in as {str(found['input'])[:80]!r}: {told}")
