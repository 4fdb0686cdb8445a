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
        return Fraction(*self._fold) if self.before else None

    @property
    def percent(self) -> Fraction | None:
        """The difference in per cent of the earlier number."""
        return None if self.fold is None else (self.fold - 1) * 100

    @property
    def direction(self) -> ChangeDirection:
        """Which way it goes."""
        if self.after == self.before:
            return ChangeDirection.UNCHANGED
        return ChangeDirection.UP if self.after > self.before else ChangeDirection.DOWN

    def amounts(self, precision: int) -> Amounts:
        """All of these in digits, the quotients to so many decimal places, and how they come
        about."""
        texts = self.texts
        formula, direction = self.formula(*texts), self.direction
        if not self.before:
            return Amounts(self._absolute, None, None, None, None, direction, formula)
        # Thousands are made for one answer; as fractions they would take several times as long.
        above, below = self._fold
        risen = (above - below) * 100
        return Amounts(
            self._absolute,
            quotient_text(risen, below, precision),
            _in_lowest_terms(risen, below),
            quotient_text(above, below, precision),
            _in_lowest_terms(above, below),
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
    def _absolute(self) -> str:
        before, after = self
        if isinstance(before, int) and isinstance(after, int):
            return str(after - before)
        return _written(self.absolute)

    @property
    def _fold(self) -> tuple[int, int]:
        """The fold by its terms, the lower of which is positive."""
        before, after = self
        if not isinstance(before, int) or not isinstance(after, int):
            above, units = after.as_integer_ratio()
            below, others = before.as_integer_ratio()
            before, after = below * units, above * others
        return (after, before) if before > 0 else (-after, -before)


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


def _written(value: Decimal | int) -> str:
    return str(value) if isinstance(value, int) else f"{value:f}"


def _in_lowest_terms(numerator: int, denominator: int) -> str:
    """What `exact` gives of a fraction."""
    common = gcd(numerator, denominator)
    above, below = numerator // common, denominator // common
    return str(above) if below == 1 else f"{above}/{below}"
