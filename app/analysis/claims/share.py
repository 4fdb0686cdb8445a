"""A share of a whole: "nine per cent of all"."""

from __future__ import annotations

from fractions import Fraction

from app.analysis.claims.kind import ClaimCheck, Implication, Terms, Texts, product, ratio
from app.domain.interval import Interval


def _formula(texts: Texts) -> str:
    return f"{texts['part'][0]} ÷ {texts['whole'][0]} × 100"


def _compute(terms: Terms) -> list[Interval]:
    return [ratio(terms["part"][0].interval, terms["whole"][0].interval).scaled(100)]


def _imply(role: str, terms: Terms, stated: Interval) -> Implication:
    share = stated.scaled(Fraction(1, 100))
    if role == "whole":
        part = terms["part"][0]
        return ratio(part.interval, share), f"{part.text} ÷ (stated ÷ 100)"
    whole = terms["whole"][0]
    return product(whole.interval, share), f"{whole.text} × stated ÷ 100"


CHECK = ClaimCheck(roles=("part", "whole"), formula=_formula, compute=_compute, imply=_imply)
