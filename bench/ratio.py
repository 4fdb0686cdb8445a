"""What is found: ratios against targets, and absolute figures that prove nothing elsewhere."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Ratio:
    """How much of a peer we have (or how much more), round by round. Where `at_most` is set, less
    is better. Without a target it is told and not judged."""

    work: str
    peer: str
    rounds: Sequence[float]
    target: float | None = None
    at_most: bool = False
    excluded: int = 0
    quiet: bool = True

    @property
    def median(self) -> float:
        """Of all rounds."""
        return statistics.median(self.rounds)

    @property
    def spread(self) -> tuple[float, float]:
        """The least and the greatest."""
        return min(self.rounds), max(self.rounds)

    @property
    def met(self) -> bool | None:
        """Whether the median reaches the target; None without one."""
        if self.target is None:
            return None
        return self.median <= self.target if self.at_most else self.median >= self.target


@dataclass(frozen=True)
class Absolute:
    """A median of this machine."""

    work: str
    who: str
    value: float
    unit: str


@dataclass(frozen=True)
class Found:
    """What one part found."""

    ratios: Sequence[Ratio]
    absolutes: Sequence[Absolute]
    notes: Sequence[str]
