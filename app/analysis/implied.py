"""What a claim implies for the one figure that it lacks: an interval, derived and never data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from app.analysis.claims.kind import ClaimCheck, Term, UndefinedError
from app.analysis.explanation import PLACES
from app.domain.change import Lineage
from app.domain.claim import Implied, OperandUse
from app.domain.dictionary import Measure
from app.domain.interval import Interval, decimal_text


def implied(
    check: ClaimCheck,
    uses: Sequence[OperandUse],
    terms: Mapping[str, list[Term]],
    stated: Interval,
    measures: Sequence[Measure],
    release: int,
) -> Implied | None:
    """The interval of a claim's one missing operand; None where it lacks none or several, or where
    the claim does not bound it. `measures` are those of the operands found: in every kind of claim
    that bounds an operand, the operands are of one unit."""
    lacking = [use for use in uses if use.missing is not None]
    if len(lacking) != 1:
        return None
    try:
        implication = check.imply(lacking[0].role, terms, stated)
    except UndefinedError:
        return None
    if implication is None:
        return None
    interval, formula = implication
    units = {measure.unit for measure in measures}
    counted = len(units) == 1 and all(measure.counted for measure in measures)
    found = [use.observation for use in uses if use.missing is None and use.observation]
    return Implied(
        derived=True,
        role=lacking[0].role,
        what=str(lacking[0].missing),
        unit=units.pop() if len(units) == 1 else None,
        interval=bounds(interval),
        notation=interval.notation(PLACES),
        whole_numbers=_counts(interval) if counted else None,
        formula=formula,
        lineage=Lineage(found, f"{formula}, with stated in {stated.notation(PLACES)}", release),
    )


def _counts(interval: Interval) -> list[int | None]:
    """The lowest and the highest count in an interval; empty where there is none."""
    found = interval.whole_numbers()
    if found is None:
        return []
    low, high = found
    lowest = max(low or 0, 0)  # nothing is counted less than no times
    return [] if high is not None and high < 0 else [lowest, high]


def shown_number(value: Fraction | None) -> Decimal | None:
    """An end of an interval as it is served."""
    return None if value is None else Decimal(decimal_text(value, PLACES))


def bounds(interval: Interval) -> list[Decimal | None]:
    """Both ends of an interval as they are served."""
    return [shown_number(interval.low), shown_number(interval.high)]
