"""A change in per cent: "a rise of 44 per cent from 3,903"."""

from __future__ import annotations

from fractions import Fraction

from app.analysis.claims.kind import ClaimCheck, Implication, Terms, Texts, product, ratio
from app.domain.interval import Interval

ONE = Interval.point(1)


def _formula(texts: Texts) -> str:
    base, later = texts["from"][0], texts["to"][0]
    return f"({later} − {base}) ÷ {base} × 100"


def _compute(terms: Terms) -> list[Interval]:
    # to/from − 1 names each operand once, so the interval is as narrow as it can be.
    return [(ratio(terms["to"][0].interval, terms["from"][0].interval) - ONE).scaled(100)]


def _imply(role: str, terms: Terms, stated: Interval) -> Implication:
    growth = stated.scaled(Fraction(1, 100)) + ONE
    if role == "from":
        later = terms["to"][0]
        return ratio(later.interval, growth), f"{later.text} ÷ (1 + stated ÷ 100)"
    base = terms["from"][0]
    return product(base.interval, growth), f"{base.text} × (1 + stated ÷ 100)"


CHECK = ClaimCheck(roles=("from", "to"), formula=_formula, compute=_compute, imply=_imply)
