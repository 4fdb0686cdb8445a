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
from app.domain.observation import Observation


@dataclass(frozen=True)
class CitedSource:
    """A source with the fingerprints of the paragraphs that are cited from it."""

    source: Source
    fingerprints: Mapping[int, str]
    support_paragraphs: Mapping[str, int]


@dataclass(frozen=True)
class Record:
    """Dictionaries, sources, observations and claims, in dictionary order."""

    areas: Sequence[Area]
    categories: Sequence[Category]
    platforms: Sequence[Platform]
    populations: Sequence[Population]
    measures: Sequence[Measure]
    datasets: Sequence[Dataset]
    support_organisations: Sequence[SupportOrganisation]
    sources: Sequence[CitedSource]
    observations: Sequence[Observation]
    claims: Sequence[Claim]
