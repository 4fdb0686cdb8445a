"""A sum of disjoint parts: "a total of", "more than 750 in the two forces"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from app.analysis.claims.kind import ClaimCheck, Implication, Term, Terms, Texts
from app.domain.interval import Interval


def _formula(texts: Texts) -> str:
    return " + ".join(texts["parts"])


def _sum(parts: Sequence[Term]) -> Interval:
    return reduce(lambda total, part: total + part.interval, parts, Interval.point(0))


def _compute(terms: Terms) -> list[Interval]:
    return [_sum(terms["parts"])]


def _imply(_role: str, terms: Terms, stated: Interval) -> Implication:
    found = terms.get("parts", ())
    known = " − ".join(part.text for part in found)
    return stated - _sum(found), f"stated − {known}" if known else "stated"


CHECK = ClaimCheck(
    roles=("parts",),
    repeated=frozenset({"parts"}),
    formula=_formula,
    compute=_compute,
    imply=_imply,
)
