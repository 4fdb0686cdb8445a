"""What the parser loses of cells in ODS, found in the XML of its content.

All tables stand in one part, which is read once, in their order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import IO
from zipfile import ZipFile

from app.importing.tables.lost_cells import LostCells, LostRow, holds_any, new_parser, parsed

_CONTENT = "content.xml"
_MARKS = [
    *(b'="percentage"', b"='percentage'", b'="error"', b"='error'"),
    b"table:formula",
]
_CELLS = {"table:table-cell", "table:covered-table-cell"}
_RESULTS = {f"office:{kind}" for kind in ("value", "string-value", "date-value", "time-value")} | {
    "office:boolean-value"
}
# Some programs store an error as the number 0, or as a text, that is shown as the error.
_ERROR = re.compile(r"#(?:N/A|[A-Z0-9/]+[!?])|Err:[0-9]{3}")

# A table's place among all, and one of its rows.
_TableRow = tuple[int, LostRow]


class LostInOds:
    """The lost cells of a workbook, table by table."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._rows = self._all()
        self._ahead: _TableRow | None = None

    def of(self, index: int) -> Iterator[LostRow]:
        """The lost cells of a table, by its place among all; no earlier one can be had then."""
        while True:
            found = self._ahead or next(self._rows, None)
            self._ahead = None
            if found is None:
                return
            if found[0] > index:
                self._ahead = found
                return
            if found[0] == index:
                yield found[1]

    def _all(self) -> Iterator[_TableRow]:
        with self._archive.open(_CONTENT) as part:
            matters = holds_any(part, _MARKS)
        if matters:
            with self._archive.open(_CONTENT) as part:
                yield from _ContentReader().read(part)


class _ContentReader:
    """Reads all tables. A cell may hold a table or a comment, and neither is of the sheet."""

    def __init__(self) -> None:
        self._found: list[_TableRow] = []
        self._table = -1
        self._row = self._times = self._column = 0
        self._lost: list[LostCells] = []
        self._cell: Mapping[str, str] = {}
        self._text: list[str] = []
        self._cells = self._comments = 0  # how many the parser is within

    def read(self, part: IO[bytes]) -> Iterator[_TableRow]:
        """The rows with lost cells, in the order of the part."""
        self._parser = new_parser()
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        yield from parsed(part, self._parser, self._found)

    def _begin(self, name: str, attributes: Mapping[str, str]) -> None:
        if name in _CELLS:
            self._cells += 1
            if self._cells == 1:
                self._cell = attributes
                self._text.clear()
        elif name == "office:annotation":
            self._comments += 1
        elif self._cells:
            if name == "text:p" and self._cells == 1 and not self._comments:
                self._parser.CharacterDataHandler = self._text.append
        elif name == "table:table-row":
            self._times = int(attributes.get("table:number-rows-repeated", "1"))
            self._column = 0
        elif name == "table:table":
            self._table += 1
            self._row = 0

    def _end(self, name: str) -> None:
        if name in _CELLS:
            self._cells -= 1
            if not self._cells:
                self._end_cell()
        elif name == "office:annotation":
            self._comments -= 1
        elif name == "text:p":
            self._parser.CharacterDataHandler = None
        elif name == "table:table-row" and not self._cells:
            if self._lost:
                self._found.append((self._table, (self._row, self._times, self._lost)))
                self._lost = []
            self._row += self._times

    def _end_cell(self) -> None:
        cell, shown = self._cell, "".join(self._text)
        times = int(cell.get("table:number-columns-repeated", "1"))
        kind, formula = cell.get("office:value-type"), cell.get("table:formula")
        if cell.get("calcext:value-type") == "error" or (formula and _ERROR.fullmatch(shown)):
            self._lost.append((self._column, times, shown))
        elif formula and kind != "string" and not _RESULTS & cell.keys():
            # Before it stands, in letters and a colon, which language it is in.
            self._lost.append((self._column, times, f"={formula.partition('=')[2] or formula}"))
        elif kind == "percentage":
            self._lost.append((self._column, times, None))
        self._column += times
