"""The rows of a tidy table as statements, fast: a million of them must not take minutes.

Everything that a text can stand for is looked up in a memo, so that a row costs a few lookups. Only
a text that was not seen before is read, and only a row that something is wrong with is looked at
again, to tell everything that is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from app.domain.observation import NONE, Status
from app.domain.period import Period
from app.domain.period_names import read_period
from app.domain.printed import read_printed, whole
from app.domain.quantity import Qualifier, Quantity
from app.errors import Fault, MalformedError
from app.importing.names import Memo, Names
from app.importing.report import Faults
from app.importing.trimmed import trimmed
from app.store.cells import DIMENSIONS
from app.store.tables import DOES_NOT_APPLY
from app.store.values import split
from app.store.write.staging import Statements

_MEASURE, _CATEGORY = (list(DIMENSIONS).index(name) for name in ("measure", "category"))
_OPTIONAL = ("category", "platform", "population")
_OF_A_FIGURE = ("value", "status", "qualifier")
_FURTHER = ("home_office_code", "forces", "note", "reason")
_LONGEST_TEXT = 2_000
_MOST_FORCES = 1_000
_NOT_SUPPLIED = Status.NOT_SUPPLIED.value

# Digits, exponent, status, qualifier, note.
Figure = tuple[int | None, int | None, str, str, str | None]


@dataclass(frozen=True)
class Places:
    """What the rows of a table point to: the ids of entries by noun and slug, the source of rows
    that name none, and the passage that the rows of a source stand in."""

    ids: Mapping[str, Mapping[str, int]]
    source: str | None
    passage: Callable[[str], int]


@dataclass
class TidyReader:
    """Reads one tidy sheet. `at` says where its columns stand, `width` how many there are, `given`
    which dimensions the source document gives for every row; `sheet` is its name where the document
    has several, so that faults say which. `read` counts its rows, `blank` those of them that have
    nothing in place of a figure."""

    document: str
    position: int
    sheet: str
    at: Mapping[str, int]
    width: int
    given: Mapping[str, str | None]
    names: Names
    places: Places
    faults: Faults
    periods: dict[int, Period] = field(default_factory=dict)
    read: int = 0
    blank: int = 0

    def statements(
        self, rows: Iterable[tuple[int, list[str]]], locate: str, first: int
    ) -> Statements:
        """The statements of rows, numbered from `first`; rows with faults are told and left out.

        `locate` is what stands before the number of a row in its locator.
        """
        try:
            template, columns = self._columns()
        except MalformedError as error:
            # What the source document gives for every row is not known.
            self.faults.add(Fault(self.document, 1, "", str(error)))
            return
        value_at, status_at, qualifier_at = (self.at.get(name) for name in _OF_A_FIGURE)
        assert value_at is not None  # a table without values is not tidy
        figures: Memo[Memo[Figure]] = Memo(self._figures_of)
        further = [name for name in _FURTHER if name in self.at]
        unnamed = sorted({*range(self.width)} - {*self.at.values()})
        sources, source_at = Memo(self._source), self.at.get("source")
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

    def _columns(self) -> tuple[list[int], list[tuple[int, int, Memo[int]]]]:
        """The dimensions that are the same in every row; and which column tells each of the
        others, with its memo."""
        template = [DOES_NOT_APPLY] * len(DIMENSIONS)
        columns = []
        for index, (name, noun) in enumerate(DIMENSIONS.items()):
            same = self.given.get(name)
            if name in self.at:
                columns.append((index, self.at[name], Memo(self._dimension(name, noun, same))))
            elif same is not None:
                template[index] = self._id(name, noun, same)
        return template, columns

    def _dimension(self, name: str, noun: str, same: str | None) -> Callable[[str], int]:
        def read(text: str) -> int:
            stripped = text.strip()
            if not stripped and same is not None:
                return self._id(name, noun, same)
            if name in _OPTIONAL and stripped in ("", NONE):
                return DOES_NOT_APPLY
            if not stripped:
                raise MalformedError(f"names no {name}")
            return self._id(name, noun, stripped)

        return read

    def _id(self, name: str, noun: str, text: str) -> int:
        if name == "period":
            period = read_period(text)
            self.periods[period.key] = period
            return period.key
        slug = self.names.area(text) if name == "area" else self.names.entry(noun, text)
        # Nothing is stored where the slug cannot be known, so that any id will do.
        return self.places.ids[noun].get(slug or "", -1)

    def _figures_of(self, measure: int) -> Memo[Figure]:
        """What the texts of a figure mean, for one measure."""
        slug = self._slugs["measures"].get(measure)
        percent, counted = slug in self.names.percentages, slug in self.names.counted

        def read(texts: tuple[str, str, str]) -> Figure:
            value, status, qualifier = (text.strip() for text in texts)
            printed = read_printed(value, percent=percent)
            told = _choice(Status, status, printed.status)
            if told.has_value != (printed.value is not None):
                raise MalformedError(
                    f"status {told} {'needs a' if told.has_value else 'has no'} value, "
                    f"and the cell says {value[:40]!r}"
                )
            hedged = _choice(Qualifier, qualifier, Qualifier.EXACT)
            if printed.value is not None:
                Quantity(printed.value, hedged)
            number = whole(printed.value) if counted and printed.value else printed.value
            # As plain text: a driver looks twice at a million values of a kind of their own.
            return (*split(number), told.value, hedged.value, printed.note)

        return Memo(read)

    def _source(self, text: str) -> tuple[int, int]:
        slug = text.strip() or self.places.source
        if slug is None:
            raise MalformedError(
                "names no source, and the import holds no source document, or several"
            )
        known = self.names.entry("sources", slug)
        if known is None:
            return (-1, -1)
        return (self.places.ids["sources"].get(known, -1), self.places.passage(known))

    def _figure(self, row: list[str], figures: Memo[Figure]) -> None:
        """What is wrong with the figure of a row."""
        texts = [row[self.at[name]] if name in self.at else "" for name in _OF_A_FIGURE]
        digits, *_ = figures[tuple(texts)]
        if digits is not None and digits < 0:
            _explained(texts[0], self._text(row, "note"))

    def _code_fits(self, row: list[str], category: int) -> None:
        code = self._text(row, "home_office_code")
        slug = self._slugs["categories"].get(category)
        if code is not None and slug is not None:
            self.names.code_fits(slug, code)

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

    @cached_property
    def _slugs(self) -> dict[str, dict[int, str]]:
        nouns = ("measures", "categories")
        return {noun: {id_: slug for slug, id_ in self.places.ids[noun].items()} for noun in nouns}

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
        dimensions, _ = self._columns()
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
        check("status", lambda: _choice(Status, status.strip(), None))
        check("qualifier", lambda: _choice(Qualifier, qualifier.strip(), None))
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


def _choice(kind: Any, text: str, otherwise: Any) -> Any:
    if not text:
        return otherwise
    try:
        return kind(text.casefold().replace(" ", "_").replace("-", "_"))
    except ValueError:
        listed = ", ".join(kind)
        raise MalformedError(f"{text[:40]!r} is none of {listed}") from None
