"""Intervals of exact rational numbers, open or closed at each end, possibly without an end.

A printed number stands for a set of true values. Arithmetic on such sets is sound: whatever the
true operands are, the true result lies in the computed interval (Moore, Kearfott and Cloud,
"Introduction to Interval Analysis", SIAM 2009, chapter 2).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor

from app.errors import MalformedError


@dataclass(frozen=True)
class Interval:
    """All values from `low` to `high`; an end that is None is unbounded, and then open."""

    low: Fraction | None
    high: Fraction | None
    low_open: bool = False
    high_open: bool = False

    def __post_init__(self) -> None:
        if self.low is None:
            object.__setattr__(self, "low_open", True)
        if self.high is None:
            object.__setattr__(self, "high_open", True)
        if self.low is not None and self.high is not None:
            if self.low > self.high:
                raise MalformedError(f"an interval cannot run from {self.low} down to {self.high}")
            if self.low == self.high and (self.low_open or self.high_open):
                raise MalformedError(f"an interval from {self.low} to itself must be closed")

    @classmethod
    def point(cls, value: Fraction | int) -> Interval:
        """The interval that holds one value."""
        exact = Fraction(value)
        return cls(exact, exact)

    def __contains__(self, value: object) -> bool:
        if not isinstance(value, Fraction | int):
            return False
        above = self.low is None or value > self.low or (value == self.low and not self.low_open)
        below = (
            self.high is None or value < self.high or (value == self.high and not self.high_open)
        )
        return above and below

    def lies_in(self, other: Interval) -> bool:
        """Whether every value of this interval is one of the other's."""
        return _lower(other) <= _lower(self) and _upper(self) <= _upper(other)

    def overlaps(self, other: Interval) -> bool:
        """Whether the two intervals share at least one value."""
        low, high = max(_lower(self), _lower(other)), min(_upper(self), _upper(other))
        if low[:2] != high[:2]:
            return low[:2] < high[:2]
        return low[2] == 0 and high[2] == 0

    def meet(self, other: Interval) -> Interval | None:
        """The values that both intervals hold, or None where they share none."""
        if not self.overlaps(other):
            return None
        lowest, highest = max(self, other, key=_lower), min(self, other, key=_upper)
        return Interval(lowest.low, highest.high, lowest.low_open, highest.high_open)

    def __neg__(self) -> Interval:
        return Interval(
            None if self.high is None else -self.high,
            None if self.low is None else -self.low,
            self.high_open,
            self.low_open,
        )

    def __add__(self, other: Interval) -> Interval:
        return Interval(
            None if self.low is None or other.low is None else self.low + other.low,
            None if self.high is None or other.high is None else self.high + other.high,
            self.low_open or other.low_open,
            self.high_open or other.high_open,
        )

    def __sub__(self, other: Interval) -> Interval:
        return self + -other

    def scaled(self, factor: Fraction | int) -> Interval:
        """Every value times a positive factor."""
        if factor <= 0:
            raise MalformedError("an interval is scaled by a positive factor")
        return Interval(
            None if self.low is None else self.low * factor,
            None if self.high is None else self.high * factor,
            self.low_open,
            self.high_open,
        )

    def is_positive(self) -> bool:
        """Whether every value is above zero."""
        return self.low is not None and (self.low > 0 or (self.low == 0 and self.low_open))

    def over(self, other: Interval) -> Interval:
        """This interval, of values not below zero, divided by one of values above zero."""
        if self.low is None or self.low < 0:
            raise MalformedError("only values not below zero are divided")
        if not other.is_positive():
            raise MalformedError("only values above zero divide")
        assert other.low is not None  # a positive interval has a lower end
        if other.high is None:
            low, low_open = Fraction(0), self.low_open or self.low > 0
        else:
            low = self.low / other.high
            low_open = self.low_open or (other.high_open and self.low > 0)
        if self.high is None or (other.low == 0 and self.high > 0):
            return Interval(low, None, low_open, True)
        if other.low == 0:  # zero over anything above zero
            return Interval.point(0)
        high_open = self.high_open or (other.low_open and self.high > 0)
        return Interval(low, self.high / other.low, low_open, high_open)

    def times(self, other: Interval) -> Interval:
        """The product of two intervals of values not below zero."""
        if self.low is None or other.low is None or self.low < 0 or other.low < 0:
            raise MalformedError("only values not below zero are multiplied")
        low = self.low * other.low
        low_open = low > 0 and (self.low_open or other.low_open)
        if low == 0:
            low_open = not (_holds_zero(self) or _holds_zero(other))
        if _is_zero(self) or _is_zero(other):
            return Interval.point(0)
        if self.high is None or other.high is None:
            return Interval(low, None, low_open, True)
        return Interval(low, self.high * other.high, low_open, self.high_open or other.high_open)

    def whole_numbers(self) -> tuple[int | None, int | None] | None:
        """The lowest and the highest whole number of the interval, or None where it holds none."""
        low = high = None
        if self.low is not None:
            low = floor(self.low) + 1 if self.low_open else ceil(self.low)
        if self.high is not None:
            high = ceil(self.high) - 1 if self.high_open else floor(self.high)
        if low is not None and high is not None and low > high:
            return None
        return low, high

    def notation(self, places: int = 4) -> str:
        """The interval as mathematics writes it, `[6.5, 7.5)` or `(750, ∞)`, to so many decimal
        places, and to more where its ends would look alike."""
        low = "-∞" if self.low is None else decimal_text(self.low, places)
        high = "∞" if self.high is None else decimal_text(self.high, places)
        if low == high and self.low != self.high:
            return self.notation(2 * places + 1)
        return f"{'(' if self.low_open else '['}{low}, {high}{')' if self.high_open else ']'}"


def hull(intervals: Iterable[Interval]) -> Interval:
    """The smallest interval that holds all the given ones."""
    found = list(intervals)
    if not found:
        raise MalformedError("a hull needs at least one interval")
    lowest = min(found, key=_lower)
    highest = max(found, key=_upper)
    return Interval(lowest.low, highest.high, lowest.low_open, highest.high_open)


def decimal_text(value: Fraction, places: int) -> str:
    """A fraction in digits: at most so many decimal places, half away from zero, no idle zeros."""
    return quotient_text(value.numerator, value.denominator, places)


def quotient_text(numerator: int, denominator: int, places: int) -> str:
    """The same of a fraction by its terms, which need not be the lowest; the lower is positive."""
    # In integers, as this is done for every number that is shown.
    whole = (2 * abs(numerator) * 10**places + denominator) // (2 * denominator)
    return _with_places(whole if numerator >= 0 else -whole, places)


# Most of the numbers of an answer are small, and stand in it again and again.
@lru_cache(4096)
def _with_places(whole: int, places: int) -> str:
    sign = "-" if whole < 0 else ""
    digits = str(abs(whole)).rjust(places + 1, "0")
    if not places:
        return sign + digits
    text = f"{digits[:-places]}.{digits[-places:]}".rstrip("0").rstrip(".")
    return sign + text


# An end as something that sorts: (is it infinite and which way, value, open inwards by how much).
def _lower(interval: Interval) -> tuple[int, Fraction, int]:
    if interval.low is None:
        return (-1, Fraction(0), 0)
    return (0, interval.low, 1 if interval.low_open else 0)


def _upper(interval: Interval) -> tuple[int, Fraction, int]:
    if interval.high is None:
        return (1, Fraction(0), 0)
    return (0, interval.high, -1 if interval.high_open else 0)


def _is_zero(interval: Interval) -> bool:
    return interval.low == 0 and interval.high == 0


def _holds_zero(interval: Interval) -> bool:
    return Fraction(0) in interval
