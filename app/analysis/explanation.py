"""The verdict on a claim in a sentence, with the numbers that decided it."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.claim import Verdict
from app.domain.interval import Interval, decimal_text
from app.domain.quantity import Quantity

PLACES = 6


def result_text(computed: Interval) -> str:
    """One number where it is one, otherwise the interval."""
    if computed.low is not None and computed.low == computed.high:
        return decimal_text(computed.low, PLACES)
    return computed.notation(PLACES)


def why_unchecked(missing: Sequence[str], in_record: bool) -> str:
    """Why there is no verdict: operands that the record lacks, or a working without a result."""
    if not in_record:
        return "It cannot be checked: what it rests on is not all in the record."
    return f"It cannot be checked: the working needs {' and '.join(missing)}."


def why(
    verdict: Verdict, deciding: Interval, results: int, stated: Interval, quantity: Quantity | None
) -> str:
    """The verdict in a sentence, from the result that decided it."""
    given = (
        f"{'The figures give' if results == 1 else 'One of the results is'} {result_text(deciding)}"
    )
    allowed = f"{stated.notation(PLACES)}, what was stated"
    match verdict:
        case Verdict.HOLDS if results > 1:
            return f"Every one of the {results} results lies in {allowed}."
        case Verdict.HOLDS:
            text = f"{given}, which lies in {allowed}."
            if quantity is not None and not deciding.overlaps(quantity.reading):
                text += " A reader would have expected a higher mark to be named."
            return text
        case Verdict.HOLDS_WITHIN_ROUNDING:
            return (
                f"{given}, which only overlaps {allowed}: "
                "it holds for some of the values that the printed figures can stand for."
            )
        case Verdict.HOLDS_ONLY_IF_TRUNCATED:
            return (
                f"{given}, which is outside {allowed}. "
                "Only cutting digits off, where rounding is usual, gives the printed number."
            )
        case _:
            return f"{given}, which is outside {allowed}."
