"""A mark that a figure passed, or its order of size: "topped 10,000", "hundreds"."""

from __future__ import annotations

from app.analysis.claims.kind import ClaimCheck, Terms, Texts
from app.domain.interval import Interval


def _formula(texts: Texts) -> str:
    return texts["value"][0]


def _compute(terms: Terms) -> list[Interval]:
    return [terms["value"][0].interval]


CHECK = ClaimCheck(roles=("value",), formula=_formula, compute=_compute)
