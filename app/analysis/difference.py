"""The difference of two exact numbers, by itself, in per cent and as a fold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from functools import cached_property
from typing import final

from app.domain.change import ChangeDirection, Comparability, ComparabilityStatus
from app.domain.interval import decimal_text
from app.domain.observation import Observation

# The default context would round a difference of more than 28 digits.
_EXACT = Context(prec=100)


@final
@dataclass(frozen=True)
class Difference:
    """From one number to another. Of zero nothing is a per cent or a fold."""

    before: Decimal
    after: Decimal

    @property
    def absolute(self) -> Decimal:
        """The later number less the earlier."""
        return _EXACT.subtract(self.after, self.before)

    @cached_property
    def fold(self) -> Fraction | None:
        """The later number over the earlier."""
        return None if self.before == 0 else Fraction(self.after) / Fraction(self.before)

    @cached_property
    def percent(self) -> Fraction | None:
        """The difference in per cent of the earlier number."""
        return None if self.fold is None else (self.fold - 1) * 100

    @property
    def direction(self) -> ChangeDirection:
        """Which way it goes."""
        if self.after == self.before:
            return ChangeDirection.UNCHANGED
        return ChangeDirection.UP if self.after > self.before else ChangeDirection.DOWN

    def formula(self, before: str, after: str) -> str:
        """The computation, with the two numbers as they are to be written."""
        if self.before == 0:
            return f"{after} − {before}"
        return f"({after} − {before}) ÷ {before} × 100"


def difference_of(
    base: Observation | None, later: Observation | None, verdict: Comparability
) -> Difference | None:
    """The difference of two figures where the verdict on them lets it be shown."""
    if base is None or later is None or base.value is None or later.value is None:
        return None
    if verdict.status is ComparabilityStatus.NOT_COMPARABLE:
        return None
    return Difference(base.value, later.value)


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
