"""A multiple of an earlier figure: "almost nine-fold"."""

from __future__ import annotations

from app.analysis.claims.kind import ClaimCheck, Implication, Terms, Texts, product, ratio
from app.domain.interval import Interval


def _formula(texts: Texts) -> str:
    return f"{texts['to'][0]} ÷ {texts['from'][0]}"


def _compute(terms: Terms) -> list[Interval]:
    return [ratio(terms["to"][0].interval, terms["from"][0].interval)]


def _imply(role: str, terms: Terms, stated: Interval) -> Implication:
    if role == "from":
        later = terms["to"][0]
        return ratio(later.interval, stated), f"{later.text} ÷ stated"
    base = terms["from"][0]
    return product(base.interval, stated), f"{base.text} × stated"


CHECK = ClaimCheck(roles=("from", "to"), formula=_formula, compute=_compute, imply=_imply)
