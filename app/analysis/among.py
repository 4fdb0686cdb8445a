"""What there is among some figures or totals, found without looking at each of them where they are
rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set

from app.domain.figures import Figures
from app.domain.observation import Cell, Observation
from app.domain.totals import Totals


def slugs(figures: Sequence[Observation] | Totals, name: str) -> Set[str | None]:
    """The different values of a dimension, None where it does not apply."""
    if isinstance(figures, Figures | Totals):
        return figures.distinct(name)
    return {getattr(figure, name) for figure in figures}


def named(figures: Sequence[Observation] | Totals, name: str) -> list[str]:
    """The different values of a dimension by the alphabet, as far as it applies."""
    return sorted(slug for slug in slugs(figures, name) if slug is not None)


def with_periods(
    figures: Sequence[Observation] | Totals,
) -> Iterable[tuple[Observation | Cell, Sequence[str]]]:
    """Each with its period; of totals what they are about, once for all of its periods."""
    if isinstance(figures, Totals):
        return figures.periods.items()
    return ((figure, (figure.period,)) for figure in figures)


def statuses(figures: Sequence[Observation]) -> Set[str | None]:
    """The different statuses."""
    if isinstance(figures, Figures):
        return figures.statuses
    return {figure.status for figure in figures}


def disputed(figures: Sequence[Observation]) -> list[Observation]:
    """Those that another source states differently."""
    if isinstance(figures, Figures):
        return figures.disputed
    return [figure for figure in figures if figure.disputed]


def sources(figures: Sequence[Observation]) -> list[str]:
    """The sources that state them, in the order of the figures, each once."""
    if isinstance(figures, Figures):
        return figures.sources
    cited = (citation.source for figure in figures for citation in figure.citations)
    return list(dict.fromkeys(cited))
