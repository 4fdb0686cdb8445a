"""Claims: what a source says *about* observations, and what checking it gave."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.domain.change import Lineage
from app.domain.described import described, ends, number
from app.domain.observation import Cell, Citation, Inference, Validity
from app.domain.quantity import Qualifier, Quantity


class ClaimKind(StrEnum):
    """What a claim says about its operands. The rule for each is a file in `analysis/claims`."""

    AVERAGE = "average"
    CHANGE = "change"
    FIRST = "first"
    FOLD = "fold"
    RANKING = "ranking"
    SHARE = "share"
    THRESHOLD = "threshold"
    TOTAL = "total"
    TREND = "trend"


class Verdict(StrEnum):
    """What checking a claim against its operands gave."""

    HOLDS = "holds"
    HOLDS_WITHIN_ROUNDING = "holds_within_rounding"
    HOLDS_ONLY_IF_TRUNCATED = "holds_only_if_truncated"
    FAILS = "fails"
    CANNOT_BE_CHECKED = "cannot_be_checked"


class Direction(StrEnum):
    """The way a trend is said to go."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True)
class Operand:
    """One thing that a claim rests on: a cell of the record, or a figure printed nowhere."""

    role: str
    cell: Cell | None
    missing: str | None


@dataclass(frozen=True)
class Claim:
    """A stored claim, before it is checked.

    `value` is what is stated, signed (a fall is negative), with `unit` and `qualifier`; a trend,
    ranking or first states a `direction` or nothing instead.
    """

    source: str
    paragraph: int
    ordinal: int
    kind: ClaimKind
    statement: str
    stated: str
    value: Decimal | None
    unit: str | None
    qualifier: Qualifier
    direction: Direction | None
    inferred: tuple[Inference, ...]
    citations: tuple[Citation, ...]
    operands: tuple[Operand, ...]
    release: Validity

    @property
    def id(self) -> str:
        """Source, paragraph and ordinal: the same on every machine."""
        return f"{self.source}:{self.paragraph}:{self.ordinal}"

    @property
    def quantity(self) -> Quantity | None:
        """The number stated; averages, percentages, folds and amounts are rounded, the others
        counted."""
        if self.value is None:
            return None
        rounded = self.unit in ("per-cent", "fold", "pounds") or self.kind is ClaimKind.AVERAGE
        return Quantity(
            self.value, self.qualifier, not rounded, signed=self.kind is ClaimKind.CHANGE
        )


@dataclass(frozen=True)
class Stated:
    """What the source states, as a number with its interval."""

    text: str = described("The words of the source that carry the figure.", example="44 per cent")
    value: Decimal | None = number(
        "The number stated, a fall negative; null for a claim without one.",
        example=44,
        nullable=True,
    )
    unit: str | None = described("Unit of the number.", example="per-cent")
    qualifier: Qualifier = described("How the number was hedged.", example="exact")
    interval: list[Decimal | None] = ends(
        "Lowest and highest true value for which the statement is right; null is unbounded."
    )
    notation: str = described(
        "The same interval with open and closed ends.", example="[43.5, 44.5)"
    )


@dataclass(frozen=True)
class Computed:
    """What the operands give."""

    value: Decimal | None = number(
        "The single value, when every operand is an exact number; rounded to six places.",
        example=44.837305,
        nullable=True,
    )
    interval: list[Decimal | None] = ends(
        "Lowest and highest value that the operands allow, rounded to six places."
    )
    notation: str = described("The same interval with open and closed ends.")


@dataclass(frozen=True)
class OperandUse:
    """One operand of a claim, as it entered the computation."""

    role: str = described("What it is in the formula.", example="from")
    observation: str | None = described("Id of the observation; null when it is printed nowhere.")
    value: Decimal | None = number("Its value.", example=3903, nullable=True)
    notation: str | None = described("The interval it stands for.", example="[3903, 3903]")
    missing: str | None = described("What is missing, when it is printed nowhere.")

    def __str__(self) -> str:
        return f"{self.role}={self.observation or 'missing: ' + str(self.missing)}"


@dataclass(frozen=True)
class Implied:
    """A figure that is printed nowhere, as far as the claim bounds it. Derived, never data: it is
    no observation, and enters no sum, series, share or change."""

    derived: bool = described(
        "Always true: the number follows from the claim, and no source states it.", example=True
    )
    role: str = described("The missing operand.", example="from")
    what: str = described("What it would be.")
    unit: str | None = described(
        "Unit of the number, where the claim's other figures give it.", example="offences"
    )
    interval: list[Decimal | None] = ends("Lowest and highest value, rounded to six places.")
    notation: str = described("The same interval with open and closed ends.")
    whole_numbers: list[int | None] | None = described(
        "Lowest and highest whole number in it, where the unit is counted; null is unbounded. "
        "Empty where it holds none: then no count bears the claim out. Null where the unit is not "
        "known to be counted.",
        example=[8561, 8633],
    )
    formula: str = described("How it follows from the claim.")
    lineage: Lineage = described("What it was derived from.")


@dataclass(frozen=True)
class CheckedClaim:
    """A claim of a source, checked when it is asked for."""

    id: str = described("Source, paragraph and ordinal, joined by colons.")
    source: str = described("Slug of the source.")
    paragraph: int = described("Number of the non-empty line, from 1.", example=5)
    kind: ClaimKind = described("What it says about its operands.", example="change")
    statement: str = described("The claim in our words.")
    stated: Stated = described("What the source states, as an interval.")
    computed: Computed | None = described("What the operands give; null when one is missing.")
    formula: str = described("The computation with its numbers in it.")
    operands: list[str] = described("Ids of the observations it rests on.")
    working: list[OperandUse] = described("Every operand, found or missing, with its interval.")
    verdict: Verdict = described("What checking it gave.", example="holds_only_if_truncated")
    explanation: str = described("The verdict in a sentence.")
    missing: list[str] = described("What would have to be printed for it to be checked.")
    implied: Implied | None = described("What the claim implies for its one missing operand.")
    lineage: Lineage = described("What the verdict was computed from.")
    inferred: list[Inference] = described("What was inferred in reading it, with reasons.")
    citations: list[Citation] = described("Where the source states it, the main place first.")
    release: Validity = described("The releases in which it holds.")
