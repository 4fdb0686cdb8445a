"""What a set of documents says, read and checked, ready to be stored as one release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.claim import Claim
from app.domain.dictionary import (
    Area,
    Category,
    Dataset,
    Measure,
    Platform,
    Population,
    Source,
    SupportOrganisation,
)
from app.domain.observation import Cell, Citation
from app.domain.statement import Said


@dataclass(frozen=True)
class CitedSource:
    """A source with the fingerprints of the paragraphs that are cited from it."""

    source: Source
    fingerprints: Mapping[int, str]
    support_paragraphs: Mapping[str, int]


@dataclass(frozen=True)
class StatedFigure:
    """A figure as one document states it, with the places where it does, and the line on which the
    document says so."""

    cell: Cell
    said: Said
    citations: Sequence[Citation]
    reason: str | None
    document: str
    line: int


@dataclass(frozen=True)
class Record:
    """Dictionaries, sources, figures and claims, in dictionary order. A claim that no longer stands
    is named by source, paragraph and ordinal, and why."""

    areas: Sequence[Area]
    categories: Sequence[Category]
    platforms: Sequence[Platform]
    populations: Sequence[Population]
    measures: Sequence[Measure]
    datasets: Sequence[Dataset]
    support_organisations: Sequence[SupportOrganisation]
    sources: Sequence[CitedSource]
    figures: Sequence[StatedFigure]
    claims: Sequence[Claim]
    withdrawn_claims: Mapping[tuple[str, int, int], str]
