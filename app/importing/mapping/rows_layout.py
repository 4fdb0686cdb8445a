"""A table with one figure, or a part of one, in each of its rows; or several, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.domain.observation import Cell
from app.errors import MalformedError
from app.importing.mapping.fit import Fit, Line
from app.importing.mapping.gathering import Gathering, Place
from app.importing.mapping.language import TableRule
from app.importing.mapping.made import CategoryReading
from app.importing.mapping.readings import (
    REMEMBERED,
    AreaReading,
    Remembered,
    read_value,
    reading_of_period,
)
from app.importing.mapping.rules import ValueRule
from app.importing.mapping.texts import column_letters, plain


@dataclass(frozen=True)
class _Figures:
    """A column of figures: where it stands, None for rows that are counted; what the mapping says
    of its figures; and its letters, where there are several in a row."""

    at: int | None
    rule: ValueRule
    letters: str | None


@dataclass(frozen=True)
class _Columns:
    """Where a row's texts stand; None for what the table has not got."""

    area: tuple[int, int | None]
    period: tuple[int | None, ...]
    category: tuple[int | None, ...]
    values: Sequence[_Figures]
    left_out: Sequence[tuple[int, frozenset[str], str]]
    width: int


class Rows:
    """One table of rows being read. `edition` is the slug of the edition's period, where the title
    gives it."""

    def __init__(
        self,
        table: TableRule,
        fit: Fit,
        sheet: str | None,
        gathering: Gathering,
        areas: AreaReading,
        categories: CategoryReading | None,
        edition: str | None,
    ) -> None:
        self._table = table
        self._sheet = sheet
        self._gathering = gathering
        self._columns = _columns(table, fit)
        self._unnamed = set(fit.unnamed)
        self._areas = areas
        self._fixed = [table.fixed(value.rule) for value in self._columns.values]
        self._edition = {} if edition is None else {"period": edition}
        self._readings: list[tuple[str, Remembered, tuple[int | None, ...]]] = [
            ("area", areas.slug, self._columns.area)
        ]
        if edition is None:
            periods = reading_of_period(table.period)
            self._readings.append(("period", periods, self._columns.period))
        if categories is not None:
            category = Remembered(categories.slug)
            self._readings.append(("category", category, self._columns.category))
        # Which of a row's texts make its cells: the same texts are the same cells.
        self._telling = [at for _, _, places in self._readings for at in places]
        self._cells: dict[tuple[str, ...], list[Cell]] = {}

    def read(self, rows: Iterable[Line]) -> None:
        """Gather the rows below the header."""
        width = self._columns.width
        for line, cells in rows:
            place = Place(self._sheet, line)
            if len(cells) > width and any(text.strip() for text in cells[width:]):
                self._gathering.faults.add(place, "has a cell beyond the last column with a name")
                continue
            if self._unnamed:
                self._tell_unnamed(cells)
            reason = _left_out(self._columns, cells)
            if reason is not None:
                for _ in self._columns.values:
                    self._gathering.refuse(reason)
                continue
            found = self._cells_of(cells, place)
            for at, value in enumerate(self._columns.values):
                where = place if value.letters is None else replace(place, column=value.letters)
                self._keep(value, cells, where, None if found is None else found[at])

    def _tell_unnamed(self, cells: Sequence[str]) -> None:
        """Columns without a header, once something stands in them."""
        for at in sorted(self._unnamed):
            if _text(cells, at):
                self._unnamed.remove(at)
                detail = (
                    f"{self._sheet or 'the table'}, column {column_letters(at)}: it has no header"
                )
                self._gathering.notice("not_read", detail)

    def _cells_of(self, cells: Sequence[str], place: Place) -> list[Cell] | None:
        """The cell of each figure of a row, or None where a text of it cannot be read, which is
        told."""
        texts = tuple(_text(cells, at) for at in self._telling)
        known = self._cells.get(texts)
        if known is not None:
            return known
        named = dict(self._edition)
        told = False
        for dimension, read, places in self._readings:
            try:
                named[dimension] = read(*(_text(cells, at) for at in places))
            except MalformedError as error:
                self._gathering.faults.add(place, str(error))
                told = True
        self._gathering.differing(self._areas.differing(), place)
        if told:
            return None
        found = [cell_of(fixed | named) for fixed in self._fixed]
        if len(self._cells) < REMEMBERED:
            self._cells[texts] = found
        return found

    def _keep(self, value: _Figures, cells: Sequence[str], place: Place, cell: Cell | None) -> None:
        """The value is read even where the cell is not known, so that its fault is told as well."""
        if value.at is None:
            if cell is not None:
                self._gathering.count(cell, place)
            return
        rule = value.rule
        text = _text(cells, value.at)
        try:
            printed = read_value(rule, text)
        except MalformedError as error:
            self._gathering.faults.add(place, str(error))
            return
        if cell is not None:
            parts = self._table.aggregate == "sum"
            keep = self._gathering.part if parts else self._gathering.one
            keep(cell, printed, text, place, rule.below_zero)


def cell_of(named: dict[str, str]) -> Cell:
    """The cell of these dimensions; the mapping was checked to give all that a cell needs."""
    return Cell(
        named["measure"],
        named["area"],
        named["period"],
        named.get("category"),
        named.get("platform"),
        named.get("population"),
        named["dataset"],
    )


def _columns(table: TableRule, fit: Fit) -> _Columns:
    def at(spellings: Sequence[str] | None) -> int | None:
        return None if spellings is None else fit.columns.get(spellings[0])

    period = table.period
    rule = table.category
    return _Columns(
        area=(fit.columns[table.area.column[0]], at(table.area.code)),
        period=(
            (at(period.financial_year), at(period.quarter))
            if period.financial_year
            else (at(period.column or period.month),)
        ),
        category=(() if rule is None else (at(rule.column), at(rule.code), *(map(at, rule.path)))),
        values=[
            _Figures(
                place := at(value.column),
                value,
                column_letters(place) if place is not None and len(table.value) > 1 else None,
            )
            for value in table.value
        ],
        left_out=[
            (fit.columns[out.column[0]], frozenset(map(plain, out.is_)), out.reason)
            for out in table.leave_out
        ],
        width=fit.width,
    )


def _text(cells: Sequence[str], at: int | None) -> str:
    """A row may be shorter than its header, and then its last cells are empty."""
    return "" if at is None or at >= len(cells) else cells[at].strip()


def _left_out(columns: _Columns, cells: Sequence[str]) -> str | None:
    for at, texts, reason in columns.left_out:
        if plain(_text(cells, at)) in texts:
            return reason
    return None
