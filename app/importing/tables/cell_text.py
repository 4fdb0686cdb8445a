"""The cells of a workbook as text, each value in the one way that the rest of the project reads."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite

from app.errors import MalformedError
from app.importing.tables.sheet import LONGEST_CELL

Cell = int | float | str | bool | date | datetime | time | timedelta | None

_BREAK = re.compile(r"\s*[\r\n\u2028\u2029]\s*")
_NO_NUMBER = "#NUM!"  # as a spreadsheet shows it
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def text_of(value: Cell) -> str:
    """A cell's value as text; MalformedError for text that cannot be kept.

    Numbers have no exponent, no trailing zeros and at most 15 significant digits, which is what
    spreadsheet programs work with: 0.1 + 0.2 is 0.3 there. Days are ISO 8601, with the time where
    it is not midnight; a duration is hours:minutes:seconds. A line break is a space.
    """
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return _plain(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return _duration(value)
    return "" if value is None else str(value)


def percentage(number: float) -> str:
    """A number as a percentage, as exactly as it is stored: 0.285 is 28.5%."""
    text = _plain(number)
    return text if text == _NO_NUMBER else f"{Decimal(text).scaleb(2).normalize():f}%"


def place(row: int, column: int) -> str:
    """A cell's name in a spreadsheet, such as C7; the row counts from 1 and the column from 0."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


def _clean(text: str) -> str:
    # Nearly every text is printable; the rest are looked at more closely.
    if not text.isprintable():
        text = _BREAK.sub(" ", text)
        if found := _CONTROL.search(text):
            raise MalformedError(f"holds a control character (U+{ord(found[0]):04X})")
    if len(text) > LONGEST_CELL:
        raise MalformedError(f"has more than {LONGEST_CELL:,} characters")
    return text.strip()


def _plain(number: float) -> str:
    if not isfinite(number):
        return _NO_NUMBER
    digits = f"{number:.15g}"
    if "e" in digits:
        digits = f"{Decimal(digits):f}"
    return "0" if digits == "-0" else digits


def _duration(value: timedelta) -> str:
    seconds = abs(round(value.total_seconds()))
    sign = "-" if value < timedelta() and seconds else ""
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
