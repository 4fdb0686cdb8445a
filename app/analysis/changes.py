"""Changes between two observations: exact, with their comparability and lineage."""

from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction

from app.analysis.comparability import compare
from app.domain.change import Change, ChangeDirection, ComparabilityStatus, Lineage
from app.domain.dictionary import Dictionary
from app.domain.interval import decimal_text
from app.domain.observation import Observation

# The default context would round a difference of more than 28 digits.
_EXACT = Context(prec=100)


def change(
    base: Observation | None, later: Observation | None, dictionary: Dictionary, precision: int
) -> Change:
    """The change from one observation to another, at least one of which is given.

    Absolute is later less earlier, in the unit of the measure; percent is that over the earlier
    figure times 100; fold is later over earlier. None of them is given for figures that are not
    comparable, so that a number never stands without its meaning.
    """
    subject = later or base
    if subject is None:
        raise ValueError("a change needs at least one observation")
    comparability = compare(base, later, dictionary)
    before = base.value if base else None
    after = later.value if later else None
    absolute: Decimal | None = None
    percent = fold = None
    formula = None
    shown = comparability.status is not ComparabilityStatus.NOT_COMPARABLE
    if shown and before is not None and after is not None:
        absolute = _EXACT.subtract(after, before)
        formula = f"{after:f} − {before:f}"
        if before != 0:
            fold = Fraction(after) / Fraction(before)
            percent = (fold - 1) * 100
            formula = f"({after:f} − {before:f}) ÷ {before:f} × 100"
    return Change(
        area=subject.area,
        category=subject.category,
        measure=subject.measure,
        platform=subject.platform,
        population=subject.population,
        from_=base,
        to=later,
        absolute=absolute,
        percent=_rounded(percent, precision),
        percent_exact=None if percent is None else str(percent),
        fold=_rounded(fold, precision),
        fold_exact=None if fold is None else str(fold),
        direction=None if absolute is None else _direction(absolute),
        comparability=comparability,
        lineage=Lineage(
            observations=[observation.id for observation in (base, later) if observation],
            formula=formula,
            release=dictionary.release,
        ),
    )


def _rounded(value: Fraction | None, precision: int) -> Decimal | None:
    return None if value is None else Decimal(decimal_text(value, precision))


def _direction(absolute: Decimal) -> ChangeDirection:
    if absolute > 0:
        return ChangeDirection.UP
    return ChangeDirection.DOWN if absolute < 0 else ChangeDirection.UNCHANGED
