"""An average over the days of a period: "15 a day"."""

from __future__ import annotations

from fractions import Fraction

from app.analysis.claims.kind import ClaimCheck, Terms, Texts, UndefinedError
from app.domain.interval import Interval


def _formula(texts: Texts) -> str:
    days = next(iter(texts["days"]), "?")
    return f"{texts['total'][0]} ÷ {days} days"


def _compute(terms: Terms) -> list[Interval]:
    total = terms["total"][0]
    if total.period.days is None:
        raise UndefinedError("the number of days in the period")
    return [total.interval.scaled(Fraction(1, total.period.days))]


CHECK = ClaimCheck(roles=("total",), formula=_formula, compute=_compute)
