"""What a printed number means: the set of true values it can honestly stand for.

The rule for each form, written once:

exact       a count is what it says. A percentage, average, amount or fold is rounded to the last
            place printed: 7 per cent is [6.5, 7.5).
about       rounded to its round step, and never wider than a tenth either way: about 700 is
            [650, 750), about 500 is [450, 550).
nearly      short of it by a twentieth at most, never finer than half of the last place printed:
            nearly 100 is [95, 100), almost nine-fold is [8.5, 9).
more_than   above, without an upper end: more than 750 is (750, ∞). A newsroom would have named
            the next round step had it been passed, so `reading` ends there: (750, 800).
at_least    the same with the number itself in.
less_than   from zero up to, but without, the number.
fraction    a bare word such as "a quarter": two points either side, and never more than a tenth
            of the fraction itself, because beyond that a newsroom writes "nearly" or "more than".
plural      "hundreds": at least two of them, and short of the next word: [200, 1000).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import assert_never

from app.domain.interval import Interval
from app.errors import MalformedError


class Qualifier(StrEnum):
    """How a number was hedged where it was printed."""

    EXACT = "exact"
    ABOUT = "about"
    NEARLY = "nearly"
    MORE_THAN = "more_than"
    AT_LEAST = "at_least"
    LESS_THAN = "less_than"
    FRACTION = "fraction"
    PLURAL = "plural"

    @property
    def words(self) -> str:
        """What stands before the number in a sentence: "more than", and for a number that was
        itself a word what kind of word it was, as "fraction 25" says nothing to a reader."""
        return _BEFORE_A_NUMBER.get(self, self.replace("_", " "))


_BEFORE_A_NUMBER = {Qualifier.FRACTION: "a fraction near", Qualifier.PLURAL: "some multiple of"}

_CAN_HEDGE_ZERO = (Qualifier.EXACT, Qualifier.MORE_THAN, Qualifier.AT_LEAST)


@dataclass(frozen=True)
class Quantity:
    """A number as stated. `counted` says that a bare number is a count and so exact; `signed` that
    it can be below zero, so that a printed zero stands for both sides. `rounded_to` is the step to
    which its publisher rounds, where that is wider than the last place: 564,600 people to the
    nearest hundred.

    The decimal keeps the places that were printed: `Decimal("1.6E+6")` is 1.6 million, good to
    the nearest hundred thousand. A fall is a negative value, hedged in its size: its intervals
    mirror those of the rise.
    """

    value: Decimal
    qualifier: Qualifier = Qualifier.EXACT
    counted: bool = False
    signed: bool = False
    rounded_to: int | None = None

    def __post_init__(self) -> None:
        if not self.value.is_finite():
            raise MalformedError(f"{self.value} is not a number that can be printed")
        if self.value == 0 and self.qualifier not in _CAN_HEDGE_ZERO:
            raise MalformedError(f"{self.qualifier.replace('_', ' ')} zero stands for nothing")

    @property
    def interval(self) -> Interval:
        """Every true value for which printing this would be right."""
        return self._mirrored(self._of_size(self._size))

    @property
    def reading(self) -> Interval:
        """The interval as a newsroom reads it: narrower than the literal one for "more than"."""
        if self.qualifier in (Qualifier.MORE_THAN, Qualifier.AT_LEAST):
            is_open = self.qualifier is Qualifier.MORE_THAN
            end = self._size + round_step(self.value)
            return self._mirrored(Interval(self._size, end, is_open, True))
        return self.interval

    @property
    def truncated(self) -> Interval | None:
        """The interval if the further digits were cut off; None where that reading has no sense."""
        if self.qualifier is not Qualifier.EXACT or self.counted:
            return None
        place = self._place
        if self.value == 0 and self.signed:
            return Interval(-place, place, True, True)
        return self._mirrored(Interval(self._size, self._size + place, False, True))

    @property
    def _place(self) -> Fraction:
        place = _last_place(self.value)
        return place if self.rounded_to is None else max(place, Fraction(self.rounded_to))

    @property
    def _size(self) -> Fraction:
        return abs(Fraction(self.value))

    def _mirrored(self, of_size: Interval) -> Interval:
        return -of_size if self.value < 0 else of_size

    def _of_size(self, size: Fraction) -> Interval:
        match self.qualifier:
            case Qualifier.EXACT if self.counted:
                return Interval.point(size)
            case Qualifier.EXACT:
                half = self._place / 2
                if size == 0 and self.signed:
                    return Interval(-half, half, True, True)
                return Interval(max(size - half, Fraction(0)), size + half, False, True)
            case Qualifier.ABOUT:
                half = min(round_step(self.value) / 2, size / 10)
                return Interval(size - half, size + half, False, True)
            case Qualifier.NEARLY:
                short = max(size / 20, self._place / 2)
                return Interval(size - short, size, False, True)
            case Qualifier.MORE_THAN:
                return Interval(size, None, True, True)
            case Qualifier.AT_LEAST:
                return Interval(size, None, False, True)
            case Qualifier.LESS_THAN:
                return Interval(Fraction(0), size, False, True)
            case Qualifier.FRACTION:
                margin = min(Fraction(2), size / 10)
                return Interval(size - margin, size + margin)
            case Qualifier.PLURAL:
                return Interval(size * 2, size * 10, False, True)
            case _:
                assert_never(self.qualifier)


def round_step(value: Decimal) -> Fraction:
    """The largest 1 or 5 times a power of ten that divides the number: 750 → 50, 37,000 → 1,000.

    Zero has no round step of its own; its last printed place serves.
    """
    _, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)  # Quantity refuses infinities and not-a-number
    whole = int("".join(map(str, digits)))
    if whole == 0:
        return Fraction(10) ** exponent
    while whole % 10 == 0:
        whole //= 10
        exponent += 1
    return Fraction(10) ** exponent * (5 if whole % 5 == 0 else 1)


def _last_place(value: Decimal) -> Fraction:
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    return Fraction(10) ** exponent
