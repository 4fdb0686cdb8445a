"""What lies between two figures for one thing, and whether both can be true."""

from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction

from app.analysis.check_claim import observed_interval
from app.domain.change import Lineage
from app.domain.dictionary import Dictionary
from app.domain.disagreement import Disagreement, DisagreementKind, DisagreementVerdict
from app.domain.interval import decimal_text
from app.domain.observation import Observation

_EXACT = Context(prec=100)


def disagreement(
    kind: DisagreementKind, first: Observation, second: Observation, dictionary: Dictionary
) -> Disagreement:
    """Two figures side by side. They contradict each other where no true value would let both be
    printed: where their intervals share none. One that has no value contradicts nothing, and
    neither does a figure of another dataset, which gathers otherwise."""
    measures = dictionary.entries["measures"]
    one, other = (observed_interval(figure, measures) for figure in (first, second))
    told = f"{_told(first, kind)} and {_told(second, kind)}"
    difference = percent = formula = None
    verdict = DisagreementVerdict.COMPATIBLE
    why = "can both be true: one of them gives no value"
    if first.value is not None and second.value is not None and one and other:
        intervals = f"{one.notation()} and {other.notation()}"
        why = f"can both be true: {intervals} overlap"
        if not one.overlaps(other):
            verdict = DisagreementVerdict.CONTRADICT
            why = f"cannot both be true: {intervals} share no value"
            if kind is DisagreementKind.DATASETS:
                verdict = DisagreementVerdict.GATHERED_DIFFERENTLY
                why = "may both be right: the two datasets are gathered in different ways"
            difference = _EXACT.subtract(second.value, first.value)
            formula = f"{second.value:f} − {first.value:f}"
            if first.value != 0:
                formula = f"({formula}) ÷ |{first.value:f}| × 100"
                share = Fraction(difference) / abs(Fraction(first.value)) * 100
                percent = Decimal(decimal_text(share, 1))
    return Disagreement(
        kind=kind,
        verdict=verdict,
        measure=first.measure,
        area=first.area,
        period=first.period,
        category=first.category,
        platform=first.platform,
        population=first.population,
        first=first,
        second=second,
        difference=difference,
        percent=percent,
        explanation=f"{told} {why}.",
        lineage=Lineage(
            # Two sources of one dataset state one observation.
            observations=list(dict.fromkeys((first.id, second.id))),
            formula=formula,
            release=dictionary.release,
        ),
    )


def _told(figure: Observation, kind: DisagreementKind) -> str:
    sources = " and ".join(dict.fromkeys(citation.source for citation in figure.citations))
    who = figure.dataset if kind is DisagreementKind.DATASETS else sources
    said = figure.status.replace("_", " ") if figure.value is None else f"{figure.value:f}"
    return f"{said} of {who}"
