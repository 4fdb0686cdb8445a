"""What there is among some figures, found without looking at each of them where they are rows."""

from __future__ import annotations

from collections.abc import Sequence, Set

from app.domain.figures import Figures
from app.domain.observation import Cell, Observation


def slugs(figures: Sequence[Observation | Cell], name: str) -> Set[str | None]:
    """The different values of a dimension, None where it does not apply."""
    if isinstance(figures, Figures):
        return figures.distinct(name)
    return {getattr(figure, name) for figure in figures}


def named(figures: Sequence[Observation | Cell], name: str) -> list[str]:
    """The different values of a dimension by the alphabet, as far as it applies."""
    return sorted(slug for slug in slugs(figures, name) if slug is not None)


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
