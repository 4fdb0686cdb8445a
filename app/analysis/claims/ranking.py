"""A figure said to be the highest of all: it is above every other one."""

from __future__ import annotations

from fractions import Fraction

from app.analysis.claims.kind import ClaimCheck, Terms, Texts, every_one_of
from app.domain.claim import Claim
from app.domain.interval import Interval


def _formula(texts: Texts) -> str:
    leader = texts["leader"][0]
    return every_one_of([f"{leader} − {other}" for other in texts["others"]])


def _compute(terms: Terms) -> list[Interval]:
    leader = terms["leader"][0].interval
    return [leader - other.interval for other in terms["others"]]


def _stated(_claim: Claim) -> Interval:
    return Interval(Fraction(0), None, True, True)


CHECK = ClaimCheck(
    roles=("leader", "others"),
    repeated=frozenset({"others"}),
    states=(),
    formula=_formula,
    compute=_compute,
    stated=_stated,
)
