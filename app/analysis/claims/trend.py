"""A direction over time: every figure is above (or below) the one before it."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from app.analysis.claims.kind import ClaimCheck, Terms, Texts, UndefinedError, every_one_of
from app.domain.claim import Claim, Direction
from app.domain.interval import Interval


def _formula(texts: Texts) -> str:
    return every_one_of([f"{later} − {earlier}" for earlier, later in pairwise(texts["points"])])


def _compute(terms: Terms) -> list[Interval]:
    points = terms["points"]
    if not points[1:]:
        raise UndefinedError("a second figure to compare with")
    return [later.interval - earlier.interval for earlier, later in pairwise(points)]


def _stated(claim: Claim) -> Interval:
    if claim.direction is Direction.DOWN:
        return Interval(None, Fraction(0), True, True)
    return Interval(Fraction(0), None, True, True)


CHECK = ClaimCheck(
    roles=("points",),
    repeated=frozenset({"points"}),
    states=("direction",),
    formula=_formula,
    compute=_compute,
    stated=_stated,
)
