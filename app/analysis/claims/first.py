"""A mark that was never passed before: every earlier figure is at or below it.

That the figure itself passed the mark is a claim of its own, of kind threshold.
"""

from __future__ import annotations

from fractions import Fraction

from app.analysis.claims.kind import ClaimCheck, Terms, Texts, every_one_of
from app.domain.claim import Claim
from app.domain.interval import Interval
from app.errors import MalformedError


def _formula(texts: Texts) -> str:
    return every_one_of(texts["earlier"])


def _compute(terms: Terms) -> list[Interval]:
    return [term.interval for term in terms["earlier"]]


def _stated(claim: Claim) -> Interval:
    if claim.value is None:
        raise MalformedError(f"the claim {claim.id} states no number")
    return Interval(Fraction(0), Fraction(claim.value))


CHECK = ClaimCheck(
    roles=("earlier",),
    repeated=frozenset({"earlier"}),
    formula=_formula,
    compute=_compute,
    stated=_stated,
)
