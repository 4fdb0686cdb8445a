"""The rows of a tidy table as statements, fast: a million of them must not take minutes.

Everything that a text can stand for is looked up in a memo, so that a row costs a few lookups. Only
a text that was not seen before is read, and only a row that something is wrong with is looked at
again, to tell everything that is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.observation import DIMENSIONS, Status
from app.domain.quantity import Qualifier
from app.errors import Fault, MalformedError
from app.importing.names import Memo
from app.importing.report import Faults
from app.importing.tidy.meanings import Figure, Meanings, choice
from app.importing.trimmed import trimmed
from app.store.write.staging import Statements

_MEASURE, _CATEGORY = (list(DIMENSIONS).index(name) for name in ("measure", "category"))
_OF_A_FIGURE = ("value", "status", "qualifier")
_FURTHER = ("home_office_code", "forces", "note", "reason")
_LONGEST_TEXT = 2_000
_MOST_FORCES = 1_000
_NOT_SUPPLIED = Status.NOT_SUPPLIED.value


@dataclass
class TidyReader:
    """Reads one tidy sheet. `at` says where its columns stand, `width` how many there are; `sheet`
    is its name where the document has several, so that faults say which. `read` counts its rows,
    `blank` those of them that have nothing in place of a figure."""

    document: str
    position: int
    sheet: str
    at: Mapping[str, int]
    width: int
    meanings: Meanings
    faults: Faults
    read: int = 0
    blank: int = 0

    def statements(
        self, rows: Iterable[tuple[int, list[str]]], locate: str, first: int
    ) -> Statements:
        """The statements of rows, numbered from `first`; rows with faults are told and left out.

        `locate` is what stands before the number of a row in its locator.
        """
        try:
            template, columns = self.meanings.columns(self.at)
        except MalformedError as error:
            # What the source document gives for every row is not known.
            self.faults.add(Fault(self.document, 1, "", str(error)))
            return
        value_at, status_at, qualifier_at = (self.at.get(name) for name in _OF_A_FIGURE)
        assert value_at is not None  # a table without values is not tidy
        figures: Memo[Memo[Figure]] = Memo(self.meanings.figures_of)
        further = [name for name in _FURTHER if name in self.at]
        unnamed = sorted({*range(self.width)} - {*self.at.values()})
        sources, source_at = Memo(self.meanings.source), self.at.get("source")
        number, position, width = first, self.position, self.width
        for line, row in rows:
            self.read += 1
            try:
                dimensions = template.copy()
                for index, at, memo in columns:
                    dimensions[index] = memo[row[at]]
                text = row[value_at]
                digits, exponent, status, qualifier, note = figures[dimensions[_MEASURE]][
                    text,
                    "" if status_at is None else row[status_at],
                    "" if qualifier_at is None else row[qualifier_at],
                ]
                source, passage = sources["" if source_at is None else row[source_at]]
                forces = reason = None
                if further:
                    self._code_fits(row, dimensions[_CATEGORY])
                    forces, reason = self._forces(row), self._text(row, "reason")
                    note = _joined(self._text(row, "note"), note)
                if digits is not None and digits < 0:
                    _explained(text, note)
                if len(row) > width and any(row[width:]):
                    raise MalformedError("too many cells")
                if unnamed:
                    self._nothing_unnamed(row, unnamed)
            except (MalformedError, IndexError):
                self._tell(line, row, columns, figures, sources)
                continue
            if status == _NOT_SUPPLIED and not text.strip():
                self.blank += 1
            yield (
                number,
                position,
                line,
                *dimensions,
                digits,
                exponent,
                status,
                qualifier,
                forces,
                "[]",
                note,
                reason,
                source,
                passage,
                f"{locate}{line}",
                text.strip(),
            )
            number += 1

    def _figure(self, row: list[str], figures: Memo[Figure]) -> None:
        """What is wrong with the figure of a row."""
        texts = [row[self.at[name]] if name in self.at else "" for name in _OF_A_FIGURE]
        digits, *_ = figures[tuple(texts)]
        if digits is not None and digits < 0:
            _explained(texts[0], self._text(row, "note"))

    def _code_fits(self, row: list[str], category: int) -> None:
        self.meanings.code_fits(self._text(row, "home_office_code"), category)

    def _forces(self, row: list[str]) -> int | None:
        forces = self._text(row, "forces")
        if forces is None:
            return None
        if forces.isascii() and forces.isdigit() and 1 <= int(forces) <= _MOST_FORCES:
            return int(forces)
        raise MalformedError(
            f"{forces[:40]!r} is not a number of forces from 1 to {_MOST_FORCES:,}"
        )

    def _nothing_unnamed(self, row: list[str], unnamed: Sequence[int]) -> None:
        found = next((row[at] for at in unnamed if row[at].strip()), None)
        if found is not None:
            raise MalformedError(f"{found[:40]!r} stands in a column without a header")

    def _text(self, row: list[str], name: str) -> str | None:
        if name not in self.at:
            return None
        text = trimmed(row[self.at[name]])
        if len(text) > _LONGEST_TEXT:
            raise MalformedError(f"the {name} is longer than {_LONGEST_TEXT} characters")
        return text or None

    def _tell(
        self,
        line: int,
        row: list[str],
        columns: list[tuple[int, int, Memo[int]]],
        figures: Memo[Memo[Figure]],
        sources: Memo[tuple[int, int]],
    ) -> None:
        """Everything that is wrong with a row, column by column, while anybody would read it."""
        if self.faults.full:
            self.faults.more += 1
            return
        if len(row) < self.width or any(row[self.width :]):
            detail = f"has {len(row)} cells, and the header has {self.width}"
            self.faults.add(self._fault(line, "", detail))
            return
        names = list(DIMENSIONS)
        dimensions, _ = self.meanings.columns(self.at)
        found: list[tuple[str, str]] = []

        def check(name: str, read: Callable[[], Any]) -> None:
            try:
                read()
            except MalformedError as error:
                found.append((name, str(error)))

        for index, at, memo in columns:
            try:
                dimensions[index] = memo[row[at]]
            except MalformedError as error:
                found.append((names[index], str(error)))
        texts = [row[self.at[name]] if name in self.at else "" for name in _OF_A_FIGURE]
        _, status, qualifier = texts
        told = len(found)
        check("status", lambda: choice(Status, status.strip(), None))
        check("qualifier", lambda: choice(Qualifier, qualifier.strip(), None))
        if len(found) == told:
            check("value", lambda: self._figure(row, figures[dimensions[_MEASURE]]))
        source = row[self.at["source"]] if "source" in self.at else ""
        check("source", lambda: sources[source])
        check("home_office_code", lambda: self._code_fits(row, dimensions[_CATEGORY]))
        check("forces", lambda: self._forces(row))
        check("note", lambda: self._text(row, "note"))
        check("reason", lambda: self._text(row, "reason"))
        unnamed = sorted({*range(self.width)} - {*self.at.values()})
        check("", lambda: self._nothing_unnamed(row, unnamed))
        for name, detail in found:
            self.faults.add(self._fault(line, name, detail))

    def _fault(self, line: int, column: str, detail: str) -> Fault:
        if self.sheet:
            pointer = f"{self.sheet}, row {line}{column and f', {column}'}"
        else:
            pointer = column and f"/{column}"
        return Fault(self.document, line, pointer, detail)


def _explained(text: str, note: str | None) -> None:
    """MalformedError for a figure below zero without a note: hardly anything is, and a slip of the
    keyboard often."""
    if not note:
        raise MalformedError(
            f"{text.strip()[:40]!r} is below zero; if it is printed so, say in `note` what it means"
        )


def _joined(before: str | None, after: str | None) -> str | None:
    """The row's own note, and that of what is printed in it."""
    return f"{before} {after}" if before and after else after or before
