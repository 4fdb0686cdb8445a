"""Periods: closed spans of days with a kind, each with exactly one slug.

`2019-20` is the financial year from 1 April, `2022` a calendar year, `2022-q3` a calendar quarter,
`2022-m07` a month (so that July 2022 is never taken for a financial year), `2017/2022` a span from
the first day of one year to the last of the other, and `unstated` a period that the source does
not let anyone know.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from app.errors import MalformedError

FORMS = "2019-20, 2022, 2022-q3, 2022-m07, 2017/2022 or unstated"


class PeriodKind(StrEnum):
    """What sort of span a period is. Figures of two kinds are never compared."""

    FINANCIAL_YEAR = "financial_year"
    CALENDAR_YEAR = "calendar_year"
    QUARTER = "quarter"
    MONTH = "month"
    SPAN = "span"
    UNSTATED = "unstated"


_MONTHS = {
    PeriodKind.FINANCIAL_YEAR: 12,
    PeriodKind.CALENDAR_YEAR: 12,
    PeriodKind.QUARTER: 3,
    PeriodKind.MONTH: 1,
}
_STARTS = {
    PeriodKind.FINANCIAL_YEAR: (4,),
    PeriodKind.CALENDAR_YEAR: (1,),
    PeriodKind.QUARTER: (1, 4, 7, 10),
    PeriodKind.MONTH: tuple(range(1, 13)),
}
_FIRST_YEAR, _LAST_YEAR = 1800, 2199
_DECEMBER = 12


@dataclass(frozen=True)
class Period:
    """A span of days, both ends included; an unstated period has no ends."""

    kind: PeriodKind
    start: date | None
    end: date | None

    # Few periods are named again and again.
    @classmethod
    @lru_cache(4096)
    def parse(cls, slug: str) -> Period:
        """The period that a slug names.

        Raises MalformedError, saying the form wanted, for anything that is not the one slug of a
        period: `2019/20`, `2019-21`, `2022-13`.
        """
        period = _read(slug)
        if period is None:
            raise MalformedError(f"{slug!r} is not a period; write {FORMS}")
        if period.slug != slug:
            raise MalformedError(f"{slug!r} is written {period.slug!r}")
        return period

    @property
    def slug(self) -> str:
        """The one way to write this period."""
        if self.start is None or self.end is None:
            return "unstated"
        year = self.start.year
        match self.kind:
            case PeriodKind.FINANCIAL_YEAR:
                return f"{year}-{(year + 1) % 100:02}"
            case PeriodKind.CALENDAR_YEAR:
                return f"{year}"
            case PeriodKind.QUARTER:
                return f"{year}-q{(self.start.month + 2) // 3}"
            case PeriodKind.MONTH:
                return f"{year}-m{self.start.month:02}"
        if (self.start.month, self.start.day, self.end.month, self.end.day) == (1, 1, 12, 31):
            return f"{year}/{self.end.year}"
        if (self.start.month, self.start.day, self.end.month, self.end.day) == (4, 1, 3, 31):
            return f"{_financial_year(year).slug}/{_financial_year(self.end.year - 1).slug}"
        return f"{self.start.isoformat()}/{self.end.isoformat()}"

    @property
    def key(self) -> int:
        """A number that sorts periods by start and then by length, the same on every machine."""
        if self.start is None or self.end is None:
            return 0
        return self.start.toordinal() * 1_000_000 + (self.end - self.start).days + 1

    @property
    def days(self) -> int | None:
        """How many days the period holds, or None where it is unstated."""
        if self.start is None or self.end is None:
            return None
        return (self.end - self.start).days + 1

    @property
    def in_days(self) -> str:
        """The first and the last day in words; empty where the period is unstated."""
        if self.start is None or self.end is None:
            return ""
        return f"{_long_date(self.start)} to {_long_date(self.end)}"

    @property
    def label(self) -> str:
        """The period in words, with its days."""
        if self.start is None or self.end is None:
            return "period not stated by the source"
        days = self.in_days
        if self.kind is PeriodKind.SPAN and self._months:
            return f"year ending {calendar.month_name[self.end.month]} {self.end.year} ({days})"
        return f"{self.kind.replace('_', ' ')} {self.slug} ({days})"

    def year_before(self) -> Period | None:
        """The same part of the year before; None for unstated periods and for spans of any other
        length than twelve whole months."""
        return self._shifted(-12)

    def following(self) -> Period | None:
        """The next period of the same kind and length, without a gap; None as for `year_before`."""
        return self._shifted(self._months)

    def financial_year(self) -> Period | None:
        """The financial year in which a quarter lies; None for any other kind of period."""
        if self.kind is not PeriodKind.QUARTER or self.start is None:
            return None
        before_april = self.start.month < _STARTS[PeriodKind.FINANCIAL_YEAR][0]
        year = self.start.year - before_april
        return _financial_year(year) if year >= _FIRST_YEAR else None

    def quarters(self) -> list[Period]:
        """The four quarters of a financial year, the first one first; none of any other period."""
        if self.kind is not PeriodKind.FINANCIAL_YEAR or self.start is None:
            return []
        return [
            _of_kind(
                PeriodKind.QUARTER, self.start.year + (month > _DECEMBER), (month - 1) % 12 + 1
            )
            for month in (4, 7, 10, 13)
        ]

    def has_begun(self, day: date) -> bool:
        """Whether a day lies in the period or after it, as it may where the period is unstated."""
        return self.start is None or self.start <= day

    def overlaps(self, other: Period) -> bool:
        """Whether the two periods share a day. An unstated period may, so the answer is yes."""
        if self.start is None or self.end is None or other.start is None or other.end is None:
            return True
        return self.start <= other.end and other.start <= self.end

    @property
    def _months(self) -> int:
        """How many whole months the period has, or 0 where that number has no meaning."""
        if self.kind is not PeriodKind.SPAN or self.start is None:
            return _MONTHS.get(self.kind, 0)
        year = _of_months(self.kind, 12, self.start.year, self.start.month)
        return 12 if self == year else 0

    def _shifted(self, months: int) -> Period | None:
        if not self._months or self.start is None:
            return None
        first = self.start.year * 12 + self.start.month - 1 + months
        if not _FIRST_YEAR <= first // 12 <= _LAST_YEAR:
            return None
        return _of_months(self.kind, self._months, first // 12, first % 12 + 1)


UNSTATED = Period(PeriodKind.UNSTATED, None, None)


@lru_cache(4096)
def _of_months(kind: PeriodKind, months: int, year: int, month: int) -> Period:
    last = year * 12 + month - 1 + months - 1
    end_year, end_month = last // 12, last % 12 + 1
    end = date(end_year, end_month, calendar.monthrange(end_year, end_month)[1])
    return Period(kind, date(year, month, 1), end)


def _of_kind(kind: PeriodKind, year: int, month: int) -> Period:
    return _of_months(kind, _MONTHS[kind], year, month)


def _financial_year(year: int) -> Period:
    return _of_kind(PeriodKind.FINANCIAL_YEAR, year, 4)


_YEAR = r"(1[89]\d\d|2[01]\d\d)"


def _read(slug: str) -> Period | None:
    if slug == "unstated":
        return UNSTATED
    if "/" in slug:
        return _read_span(*slug.split("/", 1))
    if found := re.fullmatch(_YEAR, slug, re.ASCII):
        return _of_kind(PeriodKind.CALENDAR_YEAR, int(found[1]), 1)
    if found := re.fullmatch(_YEAR + r"-(\d\d)", slug, re.ASCII):
        return _financial_year(int(found[1])) if _follows(found[1], found[2]) else None
    if found := re.fullmatch(_YEAR + r"-q([1-4])", slug, re.ASCII):
        return _of_kind(PeriodKind.QUARTER, int(found[1]), int(found[2]) * 3 - 2)
    if found := re.fullmatch(_YEAR + r"-m(0[1-9]|1[0-2])", slug, re.ASCII):
        return _of_kind(PeriodKind.MONTH, int(found[1]), int(found[2]))
    return None


def _read_span(first: str, last: str) -> Period | None:
    start, end = _read_end(first), _read_end(last)
    if start is None or end is None or start.kind is not end.kind:
        return None
    # Years and days have ends, and a span runs forward.
    if start.start is None or end.end is None or start.key >= end.key:
        return None
    return _canonical(start.start, end.end)


def _read_end(text: str) -> Period | None:
    """One end of a span: a year of either kind, or a day, held as a span of itself."""
    if re.fullmatch(_YEAR + r"-\d\d-\d\d", text, re.ASCII):
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return None
        return Period(PeriodKind.SPAN, day, day)
    if "/" in text:
        return None
    period = _read(text)
    if period is None or period.kind not in (
        PeriodKind.FINANCIAL_YEAR,
        PeriodKind.CALENDAR_YEAR,
    ):
        return None
    return period


def _canonical(start: date, end: date) -> Period:
    """The period of these days, under the kind that has a shorter name for them if there is one."""
    for kind, months in _STARTS.items():
        if start.day == 1 and start.month in months:
            named = _of_kind(kind, start.year, start.month)
            if named.end == end:
                return named
    return Period(PeriodKind.SPAN, start, end)


def _follows(year: str, two_digits: str) -> bool:
    return (int(year) + 1) % 100 == int(two_digits)


def _long_date(day: date) -> str:
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"
