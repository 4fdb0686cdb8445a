"""Checking a claim: compute with the operands' intervals and compare with the stated interval.

`holds` when every value that the operands allow lies in what is stated; `holds_within_rounding`
when only some do; `holds_only_if_truncated` when none does, but cutting digits off instead of
rounding would have given the printed number; `fails` when none of that is so. A claim about several
results at once, such as a trend, is as good as the worst of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
from app.analysis.claims.kind import ClaimCheck, Term, UndefinedError, stated_interval
from app.analysis.explanation import PLACES, result_text, why, why_unchecked
from app.analysis.implied import bounds, implied, shown_number
from app.domain.change import Lineage
from app.domain.claim import (
    CheckedClaim,
    Claim,
    ClaimKind,
    Computed,
    Operand,
    OperandUse,
    Stated,
    Verdict,
)
from app.domain.dictionary import Dictionary, Measure
from app.domain.interval import Interval, hull
from app.domain.observation import Observation
from app.domain.period import Period
from app.domain.quantity import Qualifier, Quantity

_FROM_BEST = list(Verdict)

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
    claim: Claim, observations: Mapping[str, Observation], dictionary: Dictionary
) -> CheckedClaim:
    """A claim with its verdict. `observations` holds its operands by id, as far as they have one.

    Source of the method: interval arithmetic, see `domain.interval`.
    """
    check = CHECKS[claim.kind]
    measures: Mapping[str, Measure] = dictionary.entries["measures"]
    stated = check.stated(claim)
    working = _working(claim, observations, measures)
    uses, terms, missing = working.uses, working.terms, working.missing
    formula = check.formula(working.texts)
    lacking = [use for use in uses if use.missing is not None]
    # A direction or a mark never passed states no rounded number, only a side to be on.
    quantity = claim.quantity if check.stated is stated_interval else None
    try:
        results = [] if missing else check.compute(terms)
    except UndefinedError as undefined:
        results = []
        missing = [str(undefined)]
    computed = hull(results) if results else None
    if computed is None:
        verdict = Verdict.CANNOT_BE_CHECKED
        explanation = why_unchecked(missing, in_record=not lacking)
    else:
        result = result_text(computed)
        formula = formula if formula == result else f"{formula} = {result}"
        verdict, deciding = judge_all(results, stated, quantity.truncated if quantity else None)
        explanation = why(verdict, deciding, len(results), stated, quantity)
    known = [use.observation for use in uses if use.observation and use.missing is None]
    units = [measures[observations[key].measure] for key in known]
    return CheckedClaim(
        id=claim.id,
        source=claim.source,
        paragraph=claim.paragraph,
        kind=claim.kind,
        statement=claim.statement,
        stated=_stated(claim, stated),
        computed=None if computed is None else computed_of(computed),
        formula=formula,
        operands=[use.observation for use in uses if use.observation is not None],
        working=uses,
        verdict=verdict,
        explanation=explanation,
        missing=missing,
        implied=implied(check, uses, terms, stated, units, dictionary.release),
        lineage=Lineage(
            [use.observation for use in uses if use.observation], formula, dictionary.release
        ),
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


def judge_all(
    results: Sequence[Interval], stated: Interval, truncated: Interval | None
) -> tuple[Verdict, Interval]:
    """The worst verdict on several results that are stated together, and the first to have it."""
    judged = [(judge(result, stated, truncated), result) for result in results]
    return max(judged, key=lambda pair: _FROM_BEST.index(pair[0]))


def observed_interval(observation: Observation, measures: Mapping[str, Measure]) -> Interval | None:
    """The true values that an observation can stand for, or None where it has no value."""
    if observation.value is None:
        return None
    measure = measures[observation.measure]
    return Quantity(
        observation.value, observation.qualifier, measure.counted, rounded_to=measure.rounded_to
    ).interval


@dataclass(frozen=True)
class _Working:
    """The operands of a claim as they enter its computation: shown, computed with, in text (with
    the days of their periods), and what is missing."""

    uses: list[OperandUse]
    terms: dict[str, list[Term]]
    texts: dict[str, list[str]]
    missing: list[str]


def _working(
    claim: Claim, observations: Mapping[str, Observation], measures: Mapping[str, Measure]
) -> _Working:
    working = _Working([], {}, {"days": []}, [])
    for operand in claim.operands:
        observation = observations.get(operand.cell.key) if operand.cell else None
        interval = observed_interval(observation, measures) if observation else None
        if observation is None or interval is None:
            lacks = _what_lacks(operand, observation)
            found = None if observation is None else observation.id
            working.missing.append(lacks)
            working.uses.append(OperandUse(operand.role, found, None, None, lacks))
            working.texts.setdefault(operand.role, []).append("?")
            continue
        term = Term(interval, term_text(observation), Period.parse(observation.period))
        working.terms.setdefault(operand.role, []).append(term)
        working.texts.setdefault(operand.role, []).append(term.text)
        working.texts["days"].append(str(term.period.days or "?"))
        notation = interval.notation(PLACES)
        working.uses.append(
            OperandUse(operand.role, observation.id, observation.value, notation, None)
        )
    return working


def _what_lacks(operand: Operand, observation: Observation | None) -> str:
    if observation is not None:
        return f"{observation.id} is {observation.status.replace('_', ' ')}"
    if operand.cell is not None:
        return f"{operand.cell.key} is not in this release"
    return str(operand.missing)


def term_text(observation: Observation) -> str:
    """A figure as it enters a formula: its number, and how it was hedged."""
    text = f"{observation.value:f}"
    if observation.qualifier is Qualifier.EXACT:
        return text
    return f"({observation.qualifier.words} {text})"


def _stated(claim: Claim, interval: Interval) -> Stated:
    return Stated(
        text=claim.stated,
        value=claim.value,
        unit=claim.unit,
        qualifier=claim.qualifier,
        interval=bounds(interval),
        notation=interval.notation(PLACES),
    )


def computed_of(interval: Interval) -> Computed:
    """An interval as it is served."""
    value = interval.low if interval.low == interval.high else None
    return Computed(shown_number(value), bounds(interval), interval.notation(PLACES))
