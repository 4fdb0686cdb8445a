"""Reading the texts of a table's row: its area, its period, its value.

Each text is read once and remembered, as a table repeats the same few names in every row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from app.domain.area_names import AreaNames
from app.domain.dictionary import Area
from app.domain.period import Period
from app.domain.period_names import read_month, read_period
from app.domain.printed import Printed, read_printed
from app.errors import MalformedError
from app.importing.mapping.rules import AreaRule, PeriodRule, ValueRule
from app.importing.mapping.texts import forms, plain

# A document with more different names than this has something else in the column.
REMEMBERED = 100_000


@dataclass
class Remembered:
    """What texts were read as; a text that cannot be read is remembered with its sentence."""

    read: Callable[[tuple[str, ...]], str]
    known: dict[tuple[str, ...], str | MalformedError] = field(default_factory=dict)

    def __call__(self, *texts: str) -> str:
        """What the texts are read as; MalformedError where they cannot be."""
        found = self.known.get(texts)
        if found is None:
            try:
                found = self.read(texts)
            except MalformedError as error:
                found = error
            if len(self.known) < REMEMBERED:
                self.known[texts] = found
        if isinstance(found, MalformedError):
            raise found
        return found


class AreaReading:
    """The areas that a table's rows name. A code decides; a name beside it that another area has
    is to be told once."""

    def __init__(self, rule: AreaRule, areas: Iterable[Area]) -> None:
        self._names = AreaNames.of(areas)
        self._own = {plain(name): slug for name, slug in rule.names.items()}
        self._kinds = frozenset(rule.kinds) or None
        self._differing: dict[tuple[str, str], str] = {}
        self._told: set[tuple[str, str]] = set()
        self.slug = Remembered(self._read)

    def _read(self, texts: tuple[str, ...]) -> str:
        name, code = texts
        if code:
            return self._by_code(name, code)
        own = next((self._own[form] for form in forms(name) if form in self._own), None)
        return own or self._names.resolve(name, kinds=self._kinds)

    def _by_code(self, name: str, code: str) -> str:
        slug = self._names.resolve("", code=code, kinds=self._kinds)
        try:
            self._names.resolve(name, code=code)
        except MalformedError:
            self._differing[name, code] = slug
        return slug

    def differing(self) -> list[str]:
        """What is to be told of the row that was read last."""
        told = [
            f"{name!r} has the code {code} of {slug}, which decided"
            for (name, code), slug in self._differing.items()
            if (name, code) not in self._told
        ]
        self._told.update(self._differing)
        self._differing.clear()
        return told


def reading_of_period(rule: PeriodRule) -> Remembered:
    """The slug of the period that the texts of a row's period columns name."""
    if rule.month:
        return Remembered(lambda texts: read_month(texts[0]).slug)
    if rule.financial_year:
        return Remembered(lambda texts: _quarter(texts[0], texts[1]).slug)
    return Remembered(lambda texts: read_period(texts[0]).slug)


def _quarter(year_text: str, quarter_text: str) -> Period:
    """A quarter of a financial year, or the whole year where no quarter is printed."""
    try:
        year = read_period(f"financial year {year_text}")
    except MalformedError as error:
        raise MalformedError(f"{year_text!r} is not a financial year; write 2017/18") from error
    if not quarter_text:
        return year
    number = quarter_text.casefold().removeprefix("quarter").removeprefix("q").strip()
    if number not in ("1", "2", "3", "4"):
        raise MalformedError(f"{quarter_text!r} is not a quarter of a financial year; write 1 to 4")
    return read_period(f"Q{number} {year.slug.replace('-', '/')}")


def read_value(rule: ValueRule, text: str) -> Printed:
    """The figure that a cell prints, or what its sign in place of one means."""
    meanings = {symbol: row.status for symbol, row in rule.symbols.items()}
    printed = read_printed(text, percent=rule.percent, symbols=meanings)
    if printed.value is None:
        symbol = next((row for sign, row in rule.symbols.items() if sign == text), None)
        return printed if symbol is None else Printed(None, printed.status, symbol.note)
    if printed.value < Decimal(0) and not (rule.signed or rule.below_zero):
        raise MalformedError(f"{text!r} is below zero, which the mapping does not expect")
    return printed
