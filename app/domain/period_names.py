"""Reading what publishers print for a period: `2017/18`, `year ending June 2019`, `Q1 2018`.

The project's own slugs are read as well. What can be read in two ways is refused with both, and
what cannot be a period with a sentence that helps.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date

from app.domain.period import FORMS, Period, PeriodKind
from app.domain.printed import shown, without_marks
from app.errors import MalformedError

_LONGEST = 100
_HUNDRED, _DECEMBER = 100, 12
_QUARTERS = (1, 2, 3, 4)
# A year in two digits belongs to the century that makes it 1950 to 2049.
_PIVOT = 50
# `2009-11` may be a span of years; nobody prints one longer than this in two digits.
_LONGEST_SPAN = 20

_NAMES = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
_MONTHS = {
    spelling: number
    for number, name in enumerate(_NAMES, start=1)
    for spelling in (name, name[:3], f"{name[:3]}.")
} | {"sept": 9, "sept.": 9}
_MONTH = f"({'|'.join(re.escape(name) for name in sorted(_MONTHS, key=len, reverse=True))})"
_YEAR = r"(1[89]\d\d|2[01]\d\d)"
_EITHER = r"(\d\d|1[89]\d\d|2[01]\d\d)"
# `Jul 18` may be a day of July, so two digits alone need a hyphen or an apostrophe before them.
_CLEAR_YEAR = rf"(?:[ -]?'|-|[ -]?(?=\d{{4}})){_EITHER}"
_DAY = r"(?:(\d\d?)(?:st|nd|rd|th)? )?"
_DATED = rf"{_DAY}{_MONTH}{_CLEAR_YEAR}"
_SECOND = r"([12]\d{3}|\d\d)"
_FINANCIAL = r"(?:fy|financial year) ?"
_QUARTER = r"(?:q|quarter )(?P<quarter>\d)"
_QUARTERED = rf"(?P<financial>{_FINANCIAL})?(?P<year>{_YEAR})(?:[/-](?P<second>{_SECOND}))?"


def read_period(text: str) -> Period:
    """The period that a publisher, or a slug of this project, names.

    Case, dashes, the shape of apostrophes, and footnotes that follow do not matter. `2018-07` is
    July 2018, as data.police.uk prints it, but `2011-12` is the financial year: where a column
    holds months, use `read_month`. `mid-2018` is the calendar year, in whose middle a population
    was estimated. A quarter of a financial year begins with April, one of a plain year with
    January. Twelve months that are neither kind of year are a span.

    Raises MalformedError for what is none or could be two: `2017/2018` may be a financial year or
    two calendar years, although it is the slug of the latter.
    """
    read = _read(text, _READERS)
    if isinstance(read, Period):
        return read
    raise MalformedError(f"{shown(text)} {read}")


def read_month(text: str) -> Period:
    """The month that a text names, for columns known to hold months: `2011-12` is December 2011.

    Raises MalformedError for anything but a month.
    """
    read = _read(text, _MONTH_READERS)
    if isinstance(read, Period) and read.kind is PeriodKind.MONTH:
        return read
    raise MalformedError(f"{shown(text)} is not a month; write 2018-07, July 2018 or 2018-m07")


# What a form is read as: a period, or the tail of a sentence that says why it is none.
_Read = Period | str
_Reader = Callable[[re.Match[str]], _Read]


def _read(text: str, readers: dict[str, _Reader]) -> _Read:
    clean = _clean(text)
    for pattern, reader in readers.items():
        if found := re.fullmatch(pattern, clean, re.ASCII):
            return reader(found)
    try:
        return Period.parse(clean)
    except MalformedError:
        return f"is not a period; write {FORMS}, or as year ending June 2019 or April 2018"


def _clean(text: str) -> str:
    """The text in one spelling, without footnotes."""
    if len(text) > _LONGEST:
        return ""
    plain = re.sub("[‘’`]", "'", re.sub("[\u2010-\u2015−]", "-", text.casefold()))
    plain = re.sub(r" ?([/-]) ?", r"\1", " ".join(without_marks(plain).split()))
    for year, glued in _GLUED:
        if found := re.fullmatch(rf"(.*{year}){glued}", plain, re.ASCII):
            return found[1]
    return plain


# Superscripts lose their height on the way out of a spreadsheet: `June 20191,2`. A year has four
# digits, or two after a mark, so one more digit is no part of it. Two more could be a month
# (201912), or a second year (201819), unless the name of a month or a list leaves no doubt.
_GLUED = (
    (rf"(?<!\d){_YEAR}", r"\d"),
    (rf"(?<!\d){_YEAR}", r"\d\d?(?:,\d\d?)+"),
    (rf"{_MONTH}[ -]?{_YEAR}", r"\d\d"),
    (r"[/'-]\d\d", r"\d(?:,\d\d?)*"),
)


def _months(year: int, month: int, count: int) -> _Read:
    """So many whole months from the first of one, under the kind that has a name for them."""
    match count, month:
        case 1, _:
            slug = f"{year}-m{month:02}"
        case 3, 1 | 4 | 7 | 10:
            slug = f"{year}-q{(month + 2) // 3}"
        case 12, 1:
            slug = f"{year}"
        case 12, 4:
            slug = f"{year}-{(year + 1) % _HUNDRED:02}"
        case _:
            last = year * 12 + month - 2 + count
            end = _last_day(last // 12, last % 12 + 1)
            slug = Period(PeriodKind.SPAN, date(year, month, 1), end).slug
    try:
        return Period.parse(slug)
    except MalformedError:
        return "is outside the years of this record, 1800 to 2199"


def _last_day(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _full(year: str) -> int:
    """A year in full, of two digits or four."""
    number = int(year)
    return number if number >= _HUNDRED else number + (1900 if number >= _PIVOT else 2000)


def _one_month(found: re.Match[str]) -> _Read:
    return _months(_full(found[2]), _MONTHS[found[1]], 1)


def _numbered_month(found: re.Match[str]) -> _Read:
    return _months(int(found[1]), int(found[2]), 1)


def _pair(found: re.Match[str]) -> _Read:
    """Two years, or a year and what may be a month."""
    first, second = int(found[1]), found[2]
    if int(second) >= _HUNDRED:
        return _full_years(first, int(second), found[0])
    years = (int(second) - first) % _HUNDRED
    wanted = f"a financial year is written {_slashed(first)}"
    if years == 1:
        return _months(first, 4, 12)
    month = 1 <= int(second) <= _DECEMBER and "-" in found[0]
    if 0 < years <= _LONGEST_SPAN:
        last = first + years
        if month:
            return (
                f"may be {_NAMES[int(second) - 1].title()} {first}, written {first}-m{second}, or "
                f"{first} to {last}, written {first}/{last}"
            )
        return f"is {_COUNTED.get(years, years)} years; {wanted}"
    if month:
        return _months(first, int(second), 1)
    if years == 0:
        return f"names one year twice; {wanted}"
    if years > _HUNDRED - _LONGEST_SPAN:
        return f"runs backwards, or has no such month; {wanted}, and a month {first}-07"
    return f"is neither a financial year nor a month; {wanted}, and a month {first}-07"


_COUNTED = {2: "two", 3: "three", 4: "four", 5: "five"}


def _full_years(first: int, last: int, text: str) -> _Read:
    if last == first + 1:
        return (
            f"may be the financial year, written {_slashed(first)}, or two calendar years, written "
            f"January {first} to December {last}"
        )
    if last <= first:
        return "runs backwards" if last < first else f"names one year twice; write {first}"
    if "/" not in text:
        return f"may be calendar or financial years; write {first}/{last} for calendar years"
    return _months(first, 1, (last - first + 1) * 12)


def _financial(found: re.Match[str]) -> _Read:
    """A year that calls itself financial, so that `2017/2018` is clear."""
    first, second = int(found[1]), found[2]
    if (first + 1) % 10 ** len(second) != int(second):
        return f"is not one year; a financial year is written {_slashed(first)}"
    return _months(first, 4, 12)


def _slashed(first: int) -> str:
    """A financial year as publishers write it."""
    return f"{first}/{(first + 1) % _HUNDRED:02}"


def _quarter(found: re.Match[str]) -> _Read:
    quarter, first, second = int(found["quarter"]), int(found["year"]), found["second"]
    if quarter not in _QUARTERS:
        return f"has no quarter {quarter}; they are Q1 to Q4"
    if second is None:
        if found["financial"]:
            return f"may be of either of two financial years; write Q{quarter} {_slashed(first)}"
        return _months(first, quarter * 3 - 2, 3)
    if (first + 1) % 10 ** len(second) != int(second):
        return f"is not a quarter of one year; write Q{quarter} {_slashed(first)}"
    # The financial year begins with April, and its last quarter lies in the year after.
    month = quarter * 3
    return _months(first + month // 12, month % 12 + 1, 3)


def _ending(found: re.Match[str]) -> _Read:
    """Twelve months up to the last day of one."""
    day, month, year = found[1], _MONTHS[found[2]], _full(found[3])
    if day and int(day) != _last_day(year, month).day:
        return "does not end with a month; write both days, as 2018-01-05/2019-01-04"
    first = year * 12 + month - 12
    return _months(first // 12, first % 12 + 1, 12)


def _months_of_year(found: re.Match[str]) -> _Read:
    """`Jan-Mar 2018`: the year is printed once."""
    first, last = _MONTHS[found[1]], _MONTHS[found[2]]
    if last < first:
        return "needs the year of each month, as in October 2017 to March 2018"
    return _months(_full(found[3]), first, last - first + 1)


def _range(found: re.Match[str]) -> _Read:
    """From one month to another, each with its year and perhaps with its day."""
    first, last = (_MONTHS[found[n]] + _full(found[n + 1]) * 12 - 1 for n in (2, 5))
    days = [1, _last_day(last // 12, last % 12 + 1).day]
    start_day, end_day = (int(found[n] or day) for n, day in zip((1, 4), days, strict=True))
    if (last, end_day) < (first, start_day):
        return "runs backwards"
    if [start_day, end_day] == days:
        return _months(first // 12, first % 12 + 1, last - first + 1)
    try:
        start = date(first // 12, first % 12 + 1, start_day)
        end = date(last // 12, last % 12 + 1, end_day)
        return Period.parse(f"{start}/{end}")
    except ValueError:
        return "has a day that its month does not have, or is one day"


def _financial_years(found: re.Match[str]) -> _Read:
    try:
        return Period.parse("{}-{}/{}-{}".format(*found.groups()))
    except MalformedError:
        return "is not from one financial year to a later one, as 2015/16 to 2016/17"


def _calendar(found: re.Match[str]) -> _Read:
    return _months(int(found[1]), 1, 12)


_MONTH_READERS: dict[str, _Reader] = {
    rf"{_YEAR}-(0[1-9]|1[0-2])": _numbered_month,
    rf"{_MONTH}{_CLEAR_YEAR}": _one_month,
}
_READERS: dict[str, _Reader] = {
    rf"{_YEAR}(?:[/-]| to ){_SECOND}": _pair,
    rf"{_FINANCIAL}{_YEAR}[/-]{_SECOND}": _financial,
    rf"{_YEAR}[/-]{_SECOND} (?:fy|financial year)": _financial,
    rf"{_YEAR}[/-](\d\d)(?: to |-){_YEAR}[/-](\d\d)": _financial_years,
    rf"{_QUARTER}[ -](?:of )?{_QUARTERED}": _quarter,
    rf"{_QUARTERED}[ -]?{_QUARTER}": _quarter,
    rf"{_MONTH}{_CLEAR_YEAR}": _one_month,
    r"(?:year (?:ending|ended|to)|y[./]?e\.?|(?:12|twelve) months (?:ending|ended|to))"
    rf" (?:the )?(?:end (?:of )?)?{_DAY}{_MONTH}[ -]?'?{_EITHER}": _ending,
    rf"{_MONTH}(?:-| to ){_MONTH}{_CLEAR_YEAR}": _months_of_year,
    rf"(?:from )?{_DATED}(?:-| to ){_DATED}": _range,
    rf"(?:mid[ -]?(?:year[ -])?|calendar year ){_YEAR}": _calendar,
}
