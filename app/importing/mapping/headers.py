"""The block of headers over a grid: what each column's figures are about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from app.errors import MalformedError
from app.importing.mapping.fit import Fit, Line
from app.importing.mapping.gathering import Place, PlacedFaults
from app.importing.mapping.language import TableRule
from app.importing.mapping.meanings import Meanings
from app.importing.mapping.rules import HeaderRule
from app.importing.mapping.texts import column_letters

NEEDED = ("measure", "dataset", "period")


@dataclass(frozen=True)
class FigureColumn:
    """A column of figures: its place, its dimensions but for the area, and the reason for which
    its figures are left out, if they are."""

    at: int
    dimensions: dict[str, str]
    leave_out: str | None


@dataclass(frozen=True)
class Block:
    """The columns of figures, those without a header of their own, those that the mapping ignores,
    and how many of the head's rows stand above the first figure."""

    columns: list[FigureColumn]
    gaps: frozenset[int]
    ignored: list[str]
    below: int


def read_headers(
    table: TableRule,
    meanings: Meanings,
    fit: Fit,
    head: Sequence[Line],
    sheet: str | None,
    edition: str | None,
    faults: PlacedFaults,
) -> Block:
    """What stands over the columns; a text that the mapping does not know is a fault."""
    sides = sorted(set(fit.columns.values()))

    def beside(line: Line) -> list[str]:
        return [line[1][at] if at < len(line[1]) else "" for at in sides]

    anchor = beside(head[fit.at])
    # Above: whatever leaves the areas' columns free. Titles and captions begin in the first one.
    above = list(takewhile(lambda line: not any(beside(line)), reversed(head[: fit.at])))[::-1]
    below = list(
        takewhile(lambda line: beside(line) in (anchor, [""] * len(sides)), head[fit.at + 1 :])
    )
    block = [*above, head[fit.at], *below]
    reader = _Reader(table, meanings, edition, sheet, faults)
    # As wide as anything in the head, so that a column of figures without any header is a gap.
    width = max(len(cells) for _, cells in head)
    columns = [
        column
        for at in range(width)
        if at not in sides and (column := reader.column(at, list(_texts(block, at)))) is not None
    ]
    _demand_none_twice(columns, head[fit.at][0], sheet, faults)
    return Block(columns, frozenset(reader.gaps), reader.ignored, fit.at + 1 + len(below))


def _texts(block: Sequence[Line], at: int) -> Iterator[tuple[int, str]]:
    """The texts over a column from above, each once, with their rows."""
    before = ""
    for line, cells in block:
        text = cells[at] if at < len(cells) else ""
        if text and text != before:
            yield line, text
            before = text


class _Reader:
    """Columns of one table, by the texts over them."""

    def __init__(
        self,
        table: TableRule,
        meanings: Meanings,
        edition: str | None,
        sheet: str | None,
        faults: PlacedFaults,
    ) -> None:
        self._table = table
        self._meanings = meanings
        self._edition = edition
        self._sheet = sheet
        self._faults = faults
        self.ignored: list[str] = []
        self.gaps: set[int] = set()

    def column(self, at: int, texts: Sequence[tuple[int, str]]) -> FigureColumn | None:
        """The column's figures; None for a gap, a column to be ignored, or one with a fault."""
        found: list[tuple[HeaderRule, dict[str, str]]] = []
        for line, text in texts:
            if self._meanings.ignores(text):
                self.ignored.append(text)
                return None
            place = Place(self._sheet, line, column_letters(at))
            try:
                found.append(self._meanings.of(text))
            except MalformedError as error:
                self._faults.add(place, str(error))
                return None
        if all(rule.spans for rule, _ in found):
            self.gaps.add(at)
            return None
        place = Place(self._sheet, texts[-1][0], column_letters(at))
        named = self._table.figures.dimensions()
        if self._table.period.edition and self._edition is not None:
            named["period"] = self._edition
        # What spans columns is more general than what stands over one.
        for spans in (True, False):
            level: dict[str, str] = {}
            for rule, dimensions in found:
                if rule.spans is spans:
                    for name, slug in dimensions.items():
                        if level.setdefault(name, slug) != slug:
                            self._faults.add(place, f"its headers name two of one {name}")
            named |= level
        reason = next((rule.leave_out for rule, _ in found if rule.leave_out), None)
        lacking = [name for name in NEEDED if name not in named]
        if lacking and reason is None:
            told = " and ".join(lacking)
            self._faults.add(place, f"nothing says what the {told} of this column is")
            return None
        return FigureColumn(at, named, reason)


def _demand_none_twice(
    columns: Sequence[FigureColumn], line: int, sheet: str | None, faults: PlacedFaults
) -> None:
    """Two columns of one meaning would make every row state its cells twice; told once, here."""
    seen: dict[tuple[tuple[str, str], ...], int] = {}
    for column in columns:
        if column.leave_out is not None:
            continue
        key = tuple(sorted(column.dimensions.items()))
        if key in seen:
            place = Place(sheet, line, column_letters(column.at))
            faults.add(place, f"means the same as column {column_letters(seen[key])}")
        seen.setdefault(key, column.at)
