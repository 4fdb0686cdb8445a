"""The figures of a document as its rows come by: one cell each, with the places it is printed at.

Rows that are parts of one cell are summed or counted as they come, so that what is kept grows with
the cells and never with the rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from app.domain.observation import Cell, Status
from app.domain.printed import Printed
from app.domain.release import Notice
from app.errors import Fault
from app.importing.figure import Figure
from app.importing.report import Faults

MOST_CELLS = 500_000
# So many rows of a cell are named one by one.
NAMED = 20
_ONE = Printed(Decimal(1), Status.PUBLISHED)


@dataclass
class Tally:
    """What became of what was read: rows of a table with one figure a row, cells of a grid.

    Always read = figures + merged + refused. `merged` went into a figure beside another row, and
    `refused` were left out by a rule of the mapping, by its reason.
    """

    read: int = 0
    figures: int = 0
    merged: int = 0
    refused: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Place:
    """Where something is printed: in which sheet (None where a document has but one table, without
    a name), row and column."""

    sheet: str | None
    line: int
    column: str | None = None

    @property
    def locator(self) -> str:
        """The place in words."""
        at = f"row {self.line}" if self.column is None else f"cell {self.column}{self.line}"
        return at if self.sheet is None else f"{self.sheet}, {at}"


class PlacedFaults:
    """The faults of one document, each at its place."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._found = Faults()

    def add(self, place: Place, detail: str) -> None:
        """One more fault."""
        pointer = "" if place.sheet is None and place.column is None else place.locator
        self._found.add(Fault(self._file, place.line, pointer, detail))

    def demand_none(self) -> None:
        """RefusedError with all of them, if there are any."""
        self._found.demand_none()


@dataclass(slots=True)
class _Sum:
    """One cell, as far as its rows have come."""

    place: Place
    value: Decimal | None
    status: Status
    stated: list[str]
    lines: list[int]
    last: int
    rows: int
    lacking: int
    note: str | None
    below_zero: str | None


class Gathering:
    """The cells that were found, and what is to be told about them."""

    def __init__(self, file: str) -> None:
        self.faults = PlacedFaults(file)
        self.tally = Tally()
        self.notices: list[Notice] = []
        self._file = file
        self._cells: dict[Cell, _Sum] = {}

    def notice(self, code: str, detail: str, line: int = 1) -> None:
        """Something that somebody should know about a document that is read all the same."""
        self.notices.append(Notice(code, detail, self._file, line))

    def differing(self, details: Iterable[str], place: Place) -> None:
        """Names of areas whose codes are those of other areas."""
        for detail in details:
            where = place.sheet or "the table"
            self.notice("name_and_code_differ", f"{where}: {detail}", place.line)

    def refuse(self, reason: str) -> None:
        """Something was read and left out by a rule."""
        self.tally.read += 1
        self.tally.refused[reason] += 1

    def one(
        self, cell: Cell, printed: Printed, stated: str, place: Place, below_zero: str | None = None
    ) -> None:
        """A cell that stands once; a fault where it stands already. `below_zero` is the note of a
        figure below zero."""
        before = self._put(cell, printed, stated, place, below_zero)
        if before is not None:
            self.faults.add(place, f"states the same cell as {before.place.locator}: {cell.key}")

    def part(
        self, cell: Cell, printed: Printed, stated: str, place: Place, below_zero: str | None = None
    ) -> None:
        """A row that is a part of its cell's sum."""
        before = self._put(cell, printed, stated, place, below_zero)
        if before is None:
            return
        if before.place.sheet != place.sheet:
            self.faults.add(place, f"is a part of a cell of {before.place.sheet}: {cell.key}")
        self.tally.merged += 1
        before.rows += 1
        before.last = place.line
        if before.rows <= NAMED:
            before.lines.append(place.line)
            before.stated.append(stated)
        if printed.value is None:
            before.lacking += 1
            # What lacks a part has no sum; it is not the sum of the others.
            before.value, before.status = None, printed.status
        elif before.value is not None:
            before.value += printed.value
            if printed.status is not before.status:
                before.status = max(before.status, printed.status, key=_least_sure)
        before.note = before.note or printed.note

    def count(self, cell: Cell, place: Place) -> None:
        """A row that counts as one."""
        self.part(cell, _ONE, "", place)

    def figures(self) -> Iterator[Figure]:
        """Every cell's figure, in the order in which the cells were first met."""
        for cell, found in self._cells.items():
            self.tally.figures += 1
            note = found.note
            if found.lacking and found.rows > 1:
                note = f"{found.lacking} of its {found.rows} rows have no number, so it has no sum."
            if found.value is not None and found.value < 0:
                note = " ".join(part for part in (note, found.below_zero) if part) or None
            yield Figure(
                cell,
                found.value,
                found.status,
                found.place.line,
                _locator(found),
                _stated(found),
                note=note,
            )

    def _put(
        self, cell: Cell, printed: Printed, stated: str, place: Place, below_zero: str | None
    ) -> _Sum | None:
        """The cell as it stood before, or None for a new one, which is then kept."""
        self.tally.read += 1
        before = self._cells.get(cell)
        if before is not None:
            return before
        if len(self._cells) >= MOST_CELLS:
            self.faults.add(place, f"the document has more than {MOST_CELLS} cells")
            self.faults.demand_none()
        self._cells[cell] = _Sum(
            place,
            printed.value,
            printed.status,
            [stated],
            [place.line],
            place.line,
            1,
            int(printed.value is None),
            printed.note,
            below_zero,
        )
        return None


def _least_sure(status: Status) -> int:
    return (Status.PUBLISHED, Status.PROVISIONAL, Status.ESTIMATED).index(status)


def _locator(found: _Sum) -> str:
    if found.rows == 1:
        return found.place.locator
    one = "row" if found.place.column is None else "cell"
    places = [f"{found.place.column or ''}{line}" for line in (*found.lines, found.last)]
    at = f"{one}s {', '.join(places[:-2])} and {places[-2]}"
    if found.rows > NAMED:
        at = f"{found.rows} {one}s, from {one} {places[0]} to {one} {places[-1]}"
    return at if found.place.sheet is None else f"{found.place.sheet}, {at}"


def _stated(found: _Sum) -> str:
    """What is printed. A count is printed nowhere: its rows are what is."""
    if not found.stated[0] and found.value is not None:
        return "1 row" if found.rows == 1 else f"{found.rows} rows"
    parts = " + ".join(text or "(empty)" for text in found.stated)
    return parts if found.rows <= NAMED else f"{parts} + {found.rows - NAMED} more"
