"""How the claims of a source fared, and which figure printed nowhere would settle most of them."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.change import Lineage
from app.domain.described import described


@dataclass(frozen=True)
class MostWanted:
    """The figure that alone would make most of a source's uncheckable claims checkable."""

    what: str = described("The figure that is lacking.")
    observation: str | None = described(
        "Id of its observation, where the record knows that it was held back or not supplied."
    )
    claims: list[str] = described("Ids of the source's claims that lack this figure alone.")
    of_other_sources: list[str] = described(
        "Ids of the claims of other sources that lack this figure alone."
    )
    tied: list[str] = described(
        "Further figures that would do as much; the first that the source needs stands first."
    )


@dataclass(frozen=True)
class Scorecard:
    """The claims of one source by verdict. It says how well the source's own figures bear its words
    out, and nothing about how important the words are."""

    source: str = described("Slug of the source.")
    claims: int = described("How many claims of it the record holds.", example=9)
    holds: int = described("How many hold.", example=6)
    holds_within_rounding: int = described("How many hold within rounding.", example=0)
    holds_only_if_truncated: int = described("How many hold only if truncated.", example=0)
    fails: int = described("How many fail.", example=0)
    cannot_be_checked: int = described("How many cannot be checked.", example=3)
    most_wanted: MostWanted | None = described(
        "The one figure to ask for next; null where none alone would make a claim checkable."
    )
    lineage: Lineage = described("What the claims were checked against, and how they add up.")


@dataclass(frozen=True)
class WantedFigure:
    """A figure that is lacking, with the claims that it would help."""

    what: str = described("The figure that is lacking.")
    observation: str | None = described(
        "Id of its observation, where the record knows that it was held back or not supplied."
    )
    checkable: int = described("How many claims it alone would make checkable.", example=2)
    claims: list[str] = described("Ids of those claims.")
    sources: list[str] = described("Slugs of their sources.")
    helped: list[str] = described(
        "Ids of the claims that lack further figures as well, so that it is not enough for them."
    )
    lineage: Lineage = described("The figures that those claims have already.")
