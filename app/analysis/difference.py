"""The difference of two exact numbers, by itself, in per cent and as a fold."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Context, Decimal
from fractions import Fraction
from math import gcd
from typing import NamedTuple

from app.domain.change import ChangeDirection, Comparability, ComparabilityStatus
from app.domain.changes import Amounts
from app.domain.interval import decimal_text, quotient_text

# The default context would round a difference of more than 28 digits.
_EXACT = Context(prec=100)
_UP, _DOWN, _UNCHANGED = ChangeDirection.UP, ChangeDirection.DOWN, ChangeDirection.UNCHANGED


class Difference(NamedTuple):
    """From one number to another. Of zero nothing is a per cent or a fold."""

    before: Decimal | int
    after: Decimal | int

    @property
    def absolute(self) -> Decimal:
        """The later number less the earlier."""
        return _EXACT.subtract(self.after, self.before)

    @property
    def fold(self) -> Fraction | None:
        """The later number over the earlier."""
        return Fraction(*self._terms) if self.before else None

    @property
    def percent(self) -> Fraction | None:
        """The difference in per cent of the earlier number."""
        return None if self.fold is None else (self.fold - 1) * 100

    @property
    def direction(self) -> ChangeDirection:
        """Which way it goes."""
        above, below = self._terms
        return _direction(above - below)

    def amounts(self, precision: int) -> Amounts:
        """All of these in digits, the quotients to so many decimal places, and how they come
        about."""
        # Thousands are made for one answer, nearly all of whole numbers: as fractions they would
        # take several times as long, and twice as long if each of them were worked out by itself.
        before, after = self
        if isinstance(before, int) and isinstance(after, int):
            above, below, risen = after, before, after - before
            absolute, written = str(risen), (str(before), str(after))
        else:
            above, below = self._terms
            absolute, written, risen = _written(self.absolute), self.texts, above - below
        direction, formula = _direction(risen), self.formula(*written)
        if not below:
            return Amounts(absolute, None, None, None, None, direction, formula)
        # In lowest terms, the lower of which is positive.
        sign = 1 if below > 0 else -1
        common = sign * gcd(risen * 100, below)
        percent, of = risen * 100 // common, below // common
        common = sign * gcd(above, below)
        fold, once = above // common, below // common
        return Amounts(
            absolute,
            quotient_text(percent, of, precision),
            _fraction(percent, of),
            quotient_text(fold, once, precision),
            _fraction(fold, once),
            direction,
            formula,
        )

    @property
    def texts(self) -> tuple[str, str]:
        """The two numbers as they are written."""
        return _written(self.before), _written(self.after)

    def formula(self, before: str, after: str) -> str:
        """The computation, with the two numbers as they are to be written."""
        if not self.before:
            return f"{after} − {before}"
        return f"({after} − {before}) ÷ {before} × 100"

    @property
    def _terms(self) -> tuple[int, int]:
        """The later number and the earlier, in the same units."""
        above, units = self.after.as_integer_ratio()
        below, others = self.before.as_integer_ratio()
        return above * others, below * units


def difference_of(
    before: Decimal | int | None, after: Decimal | int | None, verdict: Comparability
) -> Difference | None:
    """The difference of the values of two figures where the verdict on them lets it be shown."""
    if before is None or after is None or verdict.status is ComparabilityStatus.NOT_COMPARABLE:
        return None
    return Difference(before, after)


def total(values: Iterable[Decimal]) -> Decimal:
    """The exact sum of some numbers."""
    found = Decimal(0)
    for value in values:
        found = _EXACT.add(found, value)
    return found


def rounded(value: Fraction | None, precision: int) -> Decimal | None:
    """A fraction to so many decimal places, half away from zero."""
    return None if value is None else Decimal(decimal_text(value, precision))


def exact(value: Fraction | None) -> str | None:
    """A fraction as a text that loses nothing."""
    return None if value is None else str(value)


def _direction(risen: int) -> ChangeDirection:
    return _UP if risen > 0 else _DOWN if risen else _UNCHANGED


def _written(value: Decimal | int) -> str:
    return str(value) if isinstance(value, int) else f"{value:f}"


def _fraction(above: int, below: int) -> str:
    """What `exact` gives of a fraction in its lowest terms."""
    return str(above) if below == 1 else f"{above}/{below}"
