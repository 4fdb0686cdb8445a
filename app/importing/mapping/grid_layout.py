"""A table with areas down its side and a block of headers over its figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import chain

from app.errors import MalformedError
from app.importing.mapping.fit import Fit, Line
from app.importing.mapping.gathering import Gathering, Place
from app.importing.mapping.headers import FigureColumn, read_headers
from app.importing.mapping.language import TableRule
from app.importing.mapping.meanings import Meanings
from app.importing.mapping.patterns import is_in
from app.importing.mapping.readings import AreaReading, read_value
from app.importing.mapping.rows_layout import cell_of
from app.importing.mapping.texts import column_letters

_AREA_CODE = re.compile(r"[A-Z]\d{8}")


class Grid:
    """One grid being read: its headers are known, its rows come by."""

    def __init__(
        self,
        table: TableRule,
        meanings: Meanings,
        fit: Fit,
        head: Sequence[Line],
        sheet: str | None,
        gathering: Gathering,
        areas: AreaReading,
        edition: str | None,
    ) -> None:
        self._table = table
        self._sheet = sheet
        self._gathering = gathering
        self._areas = areas
        self._block = read_headers(table, meanings, fit, head, sheet, edition, gathering.faults)
        self._below = head[self._block.below :]
        self._sides = set(fit.columns.values())
        self._name = fit.columns[table.area.column[0]]
        self._code = fit.columns[table.area.code[0]] if table.area.code else None

    def read(self, rest: Iterable[Line]) -> None:
        """Gather the figures of the head's rows below the headers, and of the others."""
        rows = chain(self._below, rest)
        for line, cells in rows:
            first = next((text for text in cells if text), "")
            if is_in(self._table.end, first):
                break
            self._row(line, cells)
        for line, cells in rows:
            if _AREA_CODE.fullmatch(_text(cells, self._code)):
                place = Place(self._sheet, line)
                self._gathering.faults.add(place, "stands below the line that ends the table")
        label = self._sheet or "the table"
        for text in self._block.ignored:
            self._gathering.notice("not_read", f"{label}, column {text!r}: the mapping ignores it")
        for column in self._block.columns:
            if column.leave_out is not None:
                where = f"{label}, column {column_letters(column.at)}"
                self._gathering.notice("not_read", f"{where}: {column.leave_out}")

    def _row(self, line: int, cells: Sequence[str]) -> None:
        place = Place(self._sheet, line)
        name, code = _text(cells, self._name), _text(cells, self._code)
        filled = [at for at, text in enumerate(cells) if text and at not in self._sides]
        for at in filled:
            if at in self._block.gaps:
                where = Place(self._sheet, line, column_letters(at))
                self._gathering.faults.add(where, f"{cells[at][:80]!r} has no header above it")
        if not filled:
            detail = f"{place.locator}: {name or code!r} has no figures"
            self._gathering.notice("not_read", detail, line)
            return
        if not name and not code:
            self._gathering.faults.add(place, "has figures and names no area")
            return
        try:
            area: str | None = self._areas.slug(name, code)
        except MalformedError as error:
            self._gathering.faults.add(place, str(error))
            area = None
        self._gathering.differing(self._areas.differing(), place)
        for column in self._block.columns:
            self._cell(column, area, line, _text(cells, column.at))

    def _cell(self, column: FigureColumn, area: str | None, line: int, text: str) -> None:
        """The value is read even where the area is not known, so that its fault is told as well."""
        if column.leave_out is not None:
            self._gathering.refuse(column.leave_out)
            return
        place = Place(self._sheet, line, column_letters(column.at))
        (rule,) = self._table.value
        try:
            printed = read_value(rule, text)
        except MalformedError as error:
            self._gathering.faults.add(place, str(error))
            return
        if area is not None:
            cell = cell_of(column.dimensions | {"area": area})
            self._gathering.one(cell, printed, text, place, rule.below_zero)


def _text(cells: Sequence[str], at: int | None) -> str:
    """A row may be shorter than its headers, and then its last cells are empty."""
    return "" if at is None or at >= len(cells) else cells[at].strip()
