"""The bibliographic entry of an edition, from the mapping's template and what was read."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date, timedelta

from app.domain.period import Period, PeriodKind
from app.domain.period_names import read_period
from app.errors import MalformedError
from app.importing.mapping.language import MappingRow
from app.importing.mapping.patterns import periods_in
from app.importing.mapping.texts import slugified
from app.importing.source_rows import SourceRow


def edition_in(mapping: MappingRow, title: str) -> Period:
    """The period that a title says its edition is about: the latest, where it names several.

    Raises MalformedError where it names none.
    """
    texts = [] if mapping.edition is None else periods_in(mapping.edition, title)
    named = [read_period(text) for text in texts]
    dated = [period for period in named if period.end is not None]
    if not dated:
        raise MalformedError(f"{title[:200]!r} names no period like {mapping.edition!r}")
    return max(dated, key=lambda period: (period.end or date.min, -period.key))


def source_of(
    mapping: MappingRow, edition: Period | None, periods: Iterable[str], areas: Iterable[str]
) -> SourceRow:
    """The source of a document with figures for these periods and areas (their names)."""
    span = edition or _together([Period.parse(slug) for slug in periods])
    assert span.end is not None
    names = sorted(set(areas))
    places = {
        "period": in_words(span),
        "year": str(span.end.year),
        "area": names[0] if len(names) == 1 else f"{len(names)} areas",
    }
    template = mapping.source
    # Rows are made of text, as a document's are.
    return SourceRow.model_validate(
        {
            "slug": slugified(template.slug.format(**places)),
            "title": template.title.format(**places),
            "publisher": template.publisher,
            "kind": "official table",
            "url": template.url,
            "notes": template.notes.format(**places),
            "series": template.series,
            "edition": span.end.isoformat(),
        }
    )


def in_words(period: Period) -> str:
    """A period as a title names it: `year ending June 2019`, `2017-18`, `July 2018`."""
    if period.start is None or period.end is None:
        return "period not stated"
    end = f"{calendar.month_name[period.end.month]} {period.end.year}"
    if period.kind is PeriodKind.MONTH:
        return end
    if period.kind is not PeriodKind.SPAN:
        return period.slug
    next_day = period.end + timedelta(days=1)
    if (next_day.day, period.start) == (1, next_day.replace(year=next_day.year - 1)):
        return f"year ending {end}"
    return period.slug.replace("/", " to ")


def _together(periods: list[Period]) -> Period:
    """The span from the first day of any of them to the last."""
    starts = [period.start for period in periods if period.start]
    ends = [period.end for period in periods if period.end]
    if not starts or not ends:
        raise MalformedError("no figure has a period with days, so the edition is not known")
    first, last = min(starts), max(ends)
    for period in periods:
        if (period.start, period.end) == (first, last):
            return period
    whole = f"{first.year}-{(first.year + 1) % 100:02}"
    year = Period.parse(whole)
    if (year.start, year.end) == (first, last):
        return year
    return Period(PeriodKind.SPAN, first, last)
