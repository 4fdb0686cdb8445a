"""Checking a claim: compute with the operands' intervals and compare with the stated interval.

`holds` when every value that the operands allow lies in what is stated; `holds_within_rounding`
when only some do; `holds_only_if_truncated` when none does, but cutting digits off instead of
rounding would have given the printed number; `fails` when none of that is so.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from app.analysis.claims import (
    average,
    change,
    first,
    fold,
    ranking,
    share,
    threshold,
    total,
    trend,
)
from app.analysis.claims.kind import ClaimCheck, Term, UndefinedError
from app.domain.claim import (
    CheckedClaim,
    Claim,
    ClaimKind,
    Computed,
    Implied,
    Operand,
    OperandUse,
    Stated,
    Verdict,
)
from app.domain.dictionary import Measure
from app.domain.interval import Interval, decimal_text
from app.domain.observation import Observation
from app.domain.period import Period
from app.domain.quantity import Qualifier, Quantity

PLACES = 6

CHECKS: dict[ClaimKind, ClaimCheck] = {
    ClaimKind.AVERAGE: average.CHECK,
    ClaimKind.CHANGE: change.CHECK,
    ClaimKind.FIRST: first.CHECK,
    ClaimKind.FOLD: fold.CHECK,
    ClaimKind.RANKING: ranking.CHECK,
    ClaimKind.SHARE: share.CHECK,
    ClaimKind.THRESHOLD: threshold.CHECK,
    ClaimKind.TOTAL: total.CHECK,
    ClaimKind.TREND: trend.CHECK,
}


def check_claim(
    claim: Claim, observations: Mapping[str, Observation], measures: Mapping[str, Measure]
) -> CheckedClaim:
    """A claim with its verdict. `observations` holds its operands by id, as far as they have one.

    Source of the method: interval arithmetic, see `domain.interval`.
    """
    check = CHECKS[claim.kind]
    stated = check.stated(claim)
    uses, terms, missing = _operands(claim, observations, measures)
    formula = check.formula(_texts(uses, terms))
    computed: Interval | None = None
    if not missing:
        try:
            computed = check.compute(terms)
        except UndefinedError as undefined:
            missing = [str(undefined)]
    if computed is None:
        verdict = Verdict.CANNOT_BE_CHECKED
    else:
        formula = f"{formula} = {_result(computed)}"
        quantity = claim.quantity
        verdict = judge(computed, stated, quantity.truncated if quantity else None)
    lacking = [use for use in uses if use.observation is None or use.value is None]
    implied = _implied(check, lacking[0], terms, stated) if len(lacking) == 1 else None
    return CheckedClaim(
        id=claim.id,
        source=claim.source,
        paragraph=claim.paragraph,
        kind=claim.kind,
        statement=claim.statement,
        stated=_stated(claim, stated),
        computed=_computed(computed),
        formula=formula,
        operands=[use.observation for use in uses if use.observation is not None],
        working=uses,
        verdict=verdict,
        explanation=_explanation(verdict, claim, computed, stated),
        missing=missing,
        implied=implied,
        inferred=list(claim.inferred),
        citations=list(claim.citations),
        release=claim.release,
    )


def judge(computed: Interval, stated: Interval, truncated: Interval | None) -> Verdict:
    """The verdict on a computed interval against the stated one."""
    if computed.lies_in(stated):
        return Verdict.HOLDS
    if computed.overlaps(stated):
        return Verdict.HOLDS_WITHIN_ROUNDING
    if truncated is not None and computed.lies_in(truncated):
        return Verdict.HOLDS_ONLY_IF_TRUNCATED
    return Verdict.FAILS


def observed_interval(observation: Observation, measures: Mapping[str, Measure]) -> Interval | None:
    """The true values that an observation can stand for, or None where it has no value."""
    if observation.value is None:
        return None
    counted = measures[observation.measure].counted
    return Quantity(observation.value, observation.qualifier, counted).interval


def _operands(
    claim: Claim, observations: Mapping[str, Observation], measures: Mapping[str, Measure]
) -> tuple[list[OperandUse], dict[str, list[Term]], list[str]]:
    uses: list[OperandUse] = []
    terms: dict[str, list[Term]] = {}
    missing: list[str] = []
    for operand in claim.operands:
        observation = observations.get(operand.cell.key) if operand.cell else None
        interval = observed_interval(observation, measures) if observation else None
        if observation is None or interval is None:
            lacks = _what_lacks(operand, observation)
            missing.append(lacks)
            found = None if observation is None else observation.id
            uses.append(OperandUse(operand.role, found, None, None, lacks))
            continue
        text = _term_text(observation)
        period = Period.parse(observation.period)
        terms.setdefault(operand.role, []).append(Term(interval, text, period))
        uses.append(
            OperandUse(
                operand.role, observation.id, observation.value, interval.notation(PLACES), None
            )
        )
    return uses, terms, missing


def _what_lacks(operand: Operand, observation: Observation | None) -> str:
    if observation is not None:
        return f"{observation.id} is {observation.status}"
    if operand.cell is not None:
        return f"{operand.cell.key} is not in this release"
    return str(operand.missing)


def _term_text(observation: Observation) -> str:
    text = f"{observation.value:f}"
    if observation.qualifier is Qualifier.EXACT:
        return text
    return f"({observation.qualifier.replace('_', ' ')} {text})"


def _texts(uses: list[OperandUse], terms: Mapping[str, list[Term]]) -> dict[str, list[str]]:
    """What stands in the formula for each role, and the days of the operands' periods."""
    texts: dict[str, list[str]] = {
        "days": [str(term.period.days or "?") for found in terms.values() for term in found]
    }
    for use in uses:
        texts.setdefault(use.role, []).append("?" if use.value is None else f"{use.value:f}")
    return texts


def _result(computed: Interval) -> str:
    if computed.low is not None and computed.low == computed.high:
        return decimal_text(computed.low, PLACES)
    return computed.notation(PLACES)


def _number(value: Fraction | None) -> Decimal | None:
    return None if value is None else Decimal(decimal_text(value, PLACES))


def _bounds(interval: Interval) -> list[Decimal | None]:
    return [_number(interval.low), _number(interval.high)]


def _stated(claim: Claim, interval: Interval) -> Stated:
    return Stated(
        text=claim.stated,
        value=claim.value,
        unit=claim.unit,
        qualifier=claim.qualifier,
        interval=_bounds(interval),
        notation=interval.notation(PLACES),
    )


def _computed(interval: Interval | None) -> Computed | None:
    if interval is None:
        return None
    value = interval.low if interval.low == interval.high else None
    return Computed(_number(value), _bounds(interval), interval.notation(PLACES))


def _implied(
    check: ClaimCheck, lacking: OperandUse, terms: Mapping[str, list[Term]], stated: Interval
) -> Implied | None:
    implication = check.imply(lacking.role, terms, stated)
    if implication is None:
        return None
    interval, formula = implication
    return Implied(
        role=lacking.role,
        what=str(lacking.missing),
        interval=_bounds(interval),
        notation=interval.notation(PLACES),
        formula=formula,
    )


def _explanation(
    verdict: Verdict, claim: Claim, computed: Interval | None, stated: Interval
) -> str:
    if computed is None:
        return "It cannot be checked: what it rests on is not all in the record."
    result, allowed = _result(computed), stated.notation(PLACES)
    match verdict:
        case Verdict.HOLDS:
            text = f"The figures give {result}, which lies in {allowed}, what was stated."
            quantity = claim.quantity
            if quantity is not None and not computed.overlaps(quantity.reading):
                text += " A reader would have expected a higher mark to be named."
            return text
        case Verdict.HOLDS_WITHIN_ROUNDING:
            return (
                f"The figures give {result}, which only overlaps {allowed}, what was stated: "
                "it holds for some of the values that the printed figures can stand for."
            )
        case Verdict.HOLDS_ONLY_IF_TRUNCATED:
            return (
                f"The figures give {result}, which is outside {allowed}, what was stated. "
                "Only cutting digits off, where rounding is usual, gives the printed number."
            )
        case _:
            return f"The figures give {result}, which is outside {allowed}, what was stated."
