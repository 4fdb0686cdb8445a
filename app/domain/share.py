"""The share of a part in a whole, with what is known, what is not, and what that allows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.domain.change import Lineage, Reason
from app.domain.claim import Computed, Verdict
from app.domain.described import described, number
from app.domain.observation import Observation


class ShareKind(StrEnum):
    """Whether a share was worked out from counts, or printed as a share."""

    COMPUTED = "computed"
    PUBLISHED = "published"


class ShareStatus(StrEnum):
    """How much can be said of a share: one number of all, bounds of it, a share of the known alone,
    nothing; or the figures contradict each other."""

    EXACT = "exact"
    BOUNDED = "bounded"
    OF_KNOWN = "of_known"
    CONTRADICTED = "contradicted"
    NONE = "none"


@dataclass(frozen=True)
class ChildrenCheck:
    """A part against the sum of its own parts, such as Meta against its platforms."""

    parts: list[str] = described("Slugs of its parts that have a figure.")
    missing: list[str] = described("Slugs of its parts that have none.")
    sum: Computed = described("The sum of its parts, as an interval.")
    difference: Computed = described("Its own figure less that sum.")
    verdict: Verdict = described(
        "Whether the sum agrees with its own figure, as for a claim of a total; where parts are "
        "missing it can only fail, by a sum that is too high."
    )


@dataclass(frozen=True)
class Share:
    """One part of one whole. All shares of a group agree in everything but the dimension."""

    dimension: str = described("The dimension along which the parts lie.", example="area")
    of: str | None = described(
        "Slug of the whole along the dimension; null where the whole is all cases.",
        example="west-midlands",
    )
    part: str = described("Slug of the part along the dimension.", example="west-midlands-police")
    kind: ShareKind = described("computed from counts, or published as a share.")
    status: ShareStatus = described(
        "exact: a share of all is one number; bounded: it has bounds; of_known: only the share of "
        "the known; contradicted: the figures cannot all be right; none: no share can be given."
    )
    share_of_known: Decimal | None = number(
        "Per cent of the cases of which the part is known, rounded to the precision asked; of a "
        "published share the number as printed.",
        example=47.9,
        nullable=True,
    )
    share_of_known_exact: str | None = described(
        "The same as an exact fraction of integers; null for a published share.",
        example="182200/3801",
    )
    share_of_all: Decimal | None = number(
        "The part's figure in per cent of the whole, rounded to the precision asked.",
        example=47.9,
        nullable=True,
    )
    share_of_all_exact: str | None = described(
        "The same as an exact fraction of integers.", example="182200/3801"
    )
    lowest: Decimal | None = number(
        "The lower end of `bounds`, as a column of its own.", example=47.934754, nullable=True
    )
    highest: Decimal | None = number(
        "The upper end of `bounds`, as a column of its own.", example=47.934754, nullable=True
    )
    bounds: Computed | None = described(
        "Lowest and highest per cent of all that the part can have, whatever the unknown is."
    )
    bounds_of_known: Computed | None = described(
        "Every per cent of the known that the figures allow; of a published share what the printed "
        "number stands for."
    )
    area: str = described("Slug of the area.", example="west-midlands-police")
    period: str = described("Slug of the period.", example="2023-24")
    category: str | None = described("Slug of the category, if one applies.")
    measure: str = described("Slug of the measure.", example="offences-recorded")
    platform: str | None = described("Slug of the platform, if the figure is about one.")
    population: str | None = described("Slug of the part of the cases it is about, if not all.")
    dataset: str = described("Slug of the dataset.")
    observation: Observation | None = described(
        "The part's figure; null for a member that the record has none for."
    )
    whole: Observation | None = described("The figure of the whole, if the record has it.")
    known: Computed | None = described(
        "Of how many cases the part is known: printed, else the sum of the parts. Null for "
        "published shares, whose count is not in the record."
    )
    parts_sum: Computed | None = described(
        "The sum of the disjoint parts with a figure, none counted beside its own parts; null "
        "where parts may overlap."
    )
    unknown: Computed | None = described(
        "What the known leave of the whole; of published shares what the printed parts leave of "
        "100 per cent: others, or not stated."
    )
    children: ChildrenCheck | None = described("For a part with parts of its own: their sum.")
    reasons: list[Reason] = described("Why a share is lacking, or what to mind about it.")
    lineage: Lineage = described("What it was computed from.")
