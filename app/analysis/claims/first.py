"""A mark that was never passed before: every earlier figure is at or below it.

That the figure itself passed the mark is a claim of its own, of kind threshold.
"""

from __future__ import annotations

from fractions import Fraction

from app.analysis.claims.kind import ClaimCheck, Terms, Texts, every_one_of
from app.domain.claim import Claim
from app.domain.interval import Interval
from app.domain.quantity import Qualifier
from app.errors import MalformedError


def _formula(texts: Texts) -> str:
    return every_one_of(texts["earlier"])


def _compute(terms: Terms) -> list[Interval]:
    return [term.interval for term in terms["earlier"]]


def _stated(claim: Claim) -> Interval:
    if claim.value is None:
        raise MalformedError(f"the claim {claim.id} states no number")
    # "At least" is passed by the mark itself.
    is_open = claim.qualifier is Qualifier.AT_LEAST
    return Interval(None, Fraction(claim.value), high_open=is_open)


CHECK = ClaimCheck(
    roles=("earlier",),
    repeated=frozenset({"earlier"}),
    formula=_formula,
    compute=_compute,
    stated=_stated,
)
