"""Caveats by rule: what a reader should know before using an answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from app.domain.caveat import Caveat
from app.domain.dictionary import AreaKind, Dictionary
from app.domain.observation import Observation
from app.domain.period import Period


def about_the_question(
    dictionary: Dictionary, slugs: Mapping[str, Sequence[str]]
) -> Iterator[Caveat]:
    """Names in a question that a reader may have meant otherwise."""
    for slug in slugs.get("area", ()):
        area = dictionary.area(slug)
        for other in area.distinct_from:
            yield Caveat(
                "easily_confused_area",
                f"{area.slug} is {_a(area.kind)}; it is not {other.area}, {_a(other.kind)}. "
                f"{other.why}",
                "?area",
            )


def about_figures(dictionary: Dictionary, observations: Sequence[Observation]) -> Iterator[Caveat]:
    """What the figures of an answer do not say by themselves."""
    for slug in sorted({observation.area for observation in observations}):
        area = dictionary.area(slug)
        if area.kind is AreaKind.UNDETERMINED:
            yield Caveat(
                "undetermined_area",
                f"{area.slug} could be {' or '.join(area.may_be)}; the source does not let anyone "
                "know, so it is counted to none of them.",
                "/data",
            )
    datasets = sorted({observation.dataset for observation in observations})
    if len(datasets) > 1:
        yield Caveat(
            "mixed_datasets",
            f"The answer holds figures of {len(datasets)} datasets, gathered in different ways; "
            f"they are not one series: {', '.join(datasets)}.",
            "/data",
        )
    kinds = sorted({Period.parse(observation.period).kind for observation in observations})
    if len(kinds) > 1:
        yield Caveat(
            "mixed_period_kinds",
            f"The answer holds different kinds of period: {', '.join(kinds)}.",
            "/data",
        )
    for slug in sorted({observation.measure for observation in observations}):
        yield Caveat("what_is_measured", f"{slug}: {dictionary.measure(slug).definition}", "/data")


def about_emptiness(total: int) -> Iterator[Caveat]:
    """An answer without figures, said aloud."""
    if total == 0:
        yield Caveat(
            "no_match",
            "Every name in the question is known, but the record holds nothing for all of them "
            "together. That is not a zero.",
            "/data",
        )


def _a(kind: AreaKind) -> str:
    return f"{'an' if kind is AreaKind.UNDETERMINED else 'a'} {kind}"
