"""Strategies: intervals with a value inside, exact numbers and printed numbers."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st

from app.domain.interval import Interval

FRACTIONS = st.fractions(-30, 30, max_denominator=6)
NOT_NEGATIVE = st.fractions(0, 30, max_denominator=6)
INSIDE = st.sampled_from([Fraction(n, 12) for n in range(1, 12)])


@st.composite
def intervals(draw: st.DrawFn, ends: st.SearchStrategy[Fraction] = FRACTIONS) -> Interval:
    """Intervals of every shape: points, half-open, unbounded on either side."""
    low, high = sorted((draw(ends), draw(ends)))
    if low == high:
        return Interval.point(low)
    bounded_below = ends is not FRACTIONS or draw(st.booleans())
    return Interval(
        low if bounded_below else None,
        high if draw(st.integers(0, 3)) else None,
        draw(st.booleans()),
        draw(st.booleans()),
    )


@st.composite
def members(draw: st.DrawFn, interval: Interval) -> Fraction:
    """A value of an interval, often one of its ends or just inside it."""
    low, high = interval.low, interval.high
    closed = [
        end
        for end, is_open in ((low, interval.low_open), (high, interval.high_open))
        if end is not None and not is_open
    ]
    at_an_end = draw(st.booleans())
    if closed and at_an_end:
        return draw(st.sampled_from(closed))
    if low is None and high is None:
        return draw(FRACTIONS)
    if low is None:
        assert high is not None
        low = high - 20
    if high is None:
        high = low + 20
    return low + (high - low) * draw(INSIDE)


@st.composite
def with_member(
    draw: st.DrawFn, ends: st.SearchStrategy[Fraction] = FRACTIONS
) -> tuple[Interval, Fraction]:
    """An interval and one of its values."""
    interval = draw(intervals(ends))
    return interval, draw(members(interval))


PRINTED = st.builds(
    lambda digits, places: Decimal(digits).scaleb(places),
    st.integers(1, 999_999),
    st.integers(-3, 4),
)
YEARS = st.integers(1800, 2199)
DAYS = st.dates(date(1800, 1, 1), date(2199, 12, 31))


def _financial(year: int) -> str:
    return f"{year}-{(year + 1) % 100:02}"


@st.composite
def period_slugs(draw: st.DrawFn) -> str:
    """The slug of a period of any kind."""
    year = draw(YEARS)
    first, last = sorted(draw(st.lists(YEARS, min_size=2, max_size=2, unique=True)))
    start, end = sorted(draw(st.lists(DAYS, min_size=2, max_size=2, unique=True)))
    forms = [
        "unstated",
        str(year),
        _financial(year),
        f"{year}-q{draw(st.integers(1, 4))}",
        f"{year}-m{draw(st.integers(1, 12)):02}",
        f"{first}/{last}",
        f"{_financial(first)}/{_financial(last)}",
        f"{start}/{end}",
    ]
    return draw(st.sampled_from(forms))
