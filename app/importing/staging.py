"""Everything that documents state, as one stream of statements into the staging table."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.domain.observation import DIMENSIONS, Cell
from app.domain.period import Period
from app.domain.printed import whole
from app.domain.record import StatedFigure
from app.domain.release import Notice
from app.domain.statement import Said
from app.errors import Fault, MalformedError, RefusedError
from app.importing.bring import MappedTable, TidySheet, TidyTable
from app.importing.names import Names
from app.importing.report import Faults, Warnings
from app.importing.source_rows import SourceDocument
from app.importing.tidy.columns import read_header
from app.importing.tidy.meanings import Meanings, Places
from app.importing.tidy.reader import TidyReader
from app.store.tables import DOES_NOT_APPLY, WHOLE_DOCUMENT
from app.store.values import split, stored_inferences
from app.store.write.staging import Statements

Passage = Callable[[int, int, str], int]


@dataclass
class Stager:
    """Turns what documents state into statements. `ids` are those of every entry by noun and slug,
    `passage` gives the id of a passage by source, paragraph and fingerprint; `rows` counts the rows
    that were read, by the document's position."""

    names: Names
    ids: Mapping[str, Mapping[str, int]]
    passage: Passage
    faults: Faults
    warnings: Warnings
    number: int = 0
    periods: dict[int, Period] = field(default_factory=dict)
    rows: dict[int, int] = field(default_factory=dict)

    def figures(self, figures: Sequence[StatedFigure], positions: Mapping[str, int]) -> Statements:
        """The figures of source documents; each place where one is printed is a statement."""
        for figure in figures:
            position = positions[figure.document]
            self.rows[position] = self.rows.get(position, 0) + 1
            for cited in figure.citations:
                source = self.ids["sources"][cited.source]
                passage = self.passage(source, cited.paragraph or 0, cited.fingerprint)
                yield self._staged(
                    figure.cell,
                    figure.said,
                    (figure.document, position, figure.line),
                    (source, passage, "", cited.stated),
                    figure.reason,
                )

    def table(self, table: MappedTable) -> Statements:
        """The figures of a table that a mapping read."""
        source = self.ids["sources"][table.mapped.source.slug]
        passage = self.passage(source, WHOLE_DOCUMENT, table.document.fingerprint)
        for figure in table.mapped.figures:
            said = Said(
                figure.value,
                figure.status,
                figure.qualifier,
                figure.forces,
                figure.inferred,
                figure.note,
            )
            place = (source, passage, figure.locator, figure.stated)
            at = (table.document.name, table.position, figure.line)
            yield self._staged(figure.cell, said, at, place, figure.reason)

    def tidy(self, table: TidyTable, sources: Sequence[SourceDocument]) -> Statements:
        """The rows of a tidy table, sheet by sheet, under the source document that came along, if
        one did."""
        only = sources[0] if len(sources) == 1 else None
        self.rows[table.position] = 0
        readable = True
        try:
            for sheet, rows in table.rows():
                reader = self._reader(table, sheet, only)
                if reader is None:
                    readable = False
                    continue
                named = f"{sheet.name}, " if sheet.name else ""
                for statement in reader.statements(rows, f"{named}row ", self.number + 1):
                    self.number += 1
                    yield statement
                self.rows[table.position] += reader.read
                if reader.blank:
                    self._warn_of_blanks(table, sheet, reader)
        except RefusedError as refused:
            self.faults.take(refused)
        else:
            if readable and not self.rows[table.position]:
                line = table.sheets[0].line
                self.faults.add(Fault(table.document.name, line, "", "has no figures"))

    def _warn_of_blanks(self, table: TidyTable, sheet: TidySheet, reader: TidyReader) -> None:
        where = f"{reader.sheet}: " if reader.sheet else ""
        detail = (
            f"{where}{reader.blank} of {reader.read} rows have nothing under `value`; they are "
            "kept as not supplied"
        )
        self.warnings.add(Notice("nothing_stated", detail, table.document.name, sheet.line))

    def _reader(
        self, table: TidyTable, sheet: TidySheet, only: SourceDocument | None
    ) -> TidyReader | None:
        """The reader of one sheet; None where its header is wrong, which is told."""
        given = only.defaults.given() if only else {}
        several = len(table.sheets) > 1
        try:
            at = read_header(
                table.document.name,
                sheet.line,
                sheet.header,
                [name for name in given if given[name]],
            )
        except RefusedError as refused:
            where = f"{sheet.name}, row {sheet.line}" if several else ""
            self.faults.extend([replace(fault, pointer=where) for fault in refused.faults])
            return None
        return TidyReader(
            document=table.document.name,
            position=table.position,
            sheet=sheet.name if several else "",
            at=at,
            width=len(sheet.header),
            meanings=Meanings(
                self.names,
                Places(
                    self.ids,
                    only.source.slug if only else None,
                    lambda slug: self.passage(
                        self.ids["sources"][slug], WHOLE_DOCUMENT, table.document.fingerprint
                    ),
                ),
                given,
                self.periods,
            ),
            faults=self.faults,
        )

    def _staged(
        self,
        cell: Cell,
        said: Said,
        at: tuple[str, int, int],
        place: tuple[int, int, str, str],
        reason: str | None,
    ) -> tuple[Any, ...]:
        self.number += 1
        document, *where = at
        if said.value is not None and cell.measure in self.names.counted:
            try:
                said = replace(said, value=whole(said.value))
            except MalformedError as error:
                self.faults.add(Fault(document, where[1], "", f"{cell.key}: {error}"))
        period = Period.parse(cell.period)
        self.periods[period.key] = period
        return (
            self.number,
            *where,
            *self._dimensions(cell, period),
            *split(said.value),
            said.status,
            said.qualifier,
            said.forces,
            json.dumps(stored_inferences(said.inferred)),
            said.note,
            reason,
            *place,
        )

    def _dimensions(self, cell: Cell, period: Period) -> Iterator[int]:
        for name, noun in DIMENSIONS.items():
            slug = getattr(cell, name)
            if name == "period":
                yield period.key
            else:
                yield DOES_NOT_APPLY if slug is None else self.ids[noun][slug]
