"""Ways of doing the same, in turns, so that what slows the machine slows all of them."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

# Does something once, and gives how much of it was done in a unit of time.
Way = Callable[[], float]
# How many rounds more than wanted may be disturbed.
REPEATS = 3


class Watched(Protocol):
    """What tells whether the machine is disturbed just now."""

    def disturbed(self) -> bool:
        """Whether something else computes."""


@dataclass(frozen=True)
class Turns:
    """What each way did, a value a round. `quiet` says that the machine was left alone in all of
    the rounds; `excluded` counts the others, which are left out."""

    rates: Mapping[str, Sequence[float]]
    excluded: int
    quiet: bool

    def ratios(self, ours: str, peer: str) -> list[float]:
        """Ours to the peer's, round by round."""
        return [
            mine / other for mine, other in zip(self.rates[ours], self.rates[peer], strict=True)
        ]

    def median(self, name: str) -> float:
        """Of all rounds."""
        return statistics.median(self.rates[name])


def in_turns(ways: Mapping[str, Way], rounds: int, probe: Watched) -> Turns:
    """Rounds in which each way has its turn. A round in which the machine was disturbed is
    repeated, but not for ever: where too few quiet ones are had, all are taken, and it is told."""
    quiet: list[dict[str, float]] = []
    disturbed: list[dict[str, float]] = []
    while len(quiet) < rounds and len(disturbed) < rounds + REPEATS:
        before = probe.disturbed()
        found = {name: way() for name, way in ways.items()}
        (disturbed if before or probe.disturbed() else quiet).append(found)
    enough = len(quiet) == rounds
    taken = quiet if enough else [*quiet, *disturbed]
    rates = {name: [found[name] for found in taken] for name in ways}
    return Turns(rates, len(disturbed) if enough else 0, enough)
