"""What sources state of one cell: statements as they come in, lines as the record holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from app.domain.observation import Inference, Status
from app.domain.quantity import Qualifier

# What says nothing about the number.
SILENT = (Status.WITHDRAWN, Status.NOT_SUPPLIED, Status.NOT_APPLICABLE)


@dataclass(frozen=True, eq=False)
class Said:
    """A figure, and how it is to be read. As printed: 1.60 says more than 1.6, and is another."""

    value: Decimal | None
    status: Status
    qualifier: Qualifier = Qualifier.EXACT
    forces: int | None = None
    inferred: tuple[Inference, ...] = ()
    note: str | None = None

    def agrees(self, other: Said) -> bool:
        """Whether two sources state the same. How many forces are behind a figure is not always
        said."""
        same_forces = None in (self.forces, other.forces) or self.forces == other.forces
        return self._printed == other._printed and same_forces

    def joined(self, other: Said) -> Said:
        """One figure that two places or sources state, with what each of them adds."""
        before, added = self.note or "", (other.note or "").strip()
        if added and f" {added} " not in f" {before} ":
            before = f"{before} {added}".strip()
        more = tuple(item for item in other.inferred if item not in self.inferred)
        return replace(
            self,
            forces=self.forces or other.forces,
            inferred=self.inferred + more,
            note=before or None,
        )

    def disputes(self, other: Said) -> bool:
        """Whether two sources contradict each other, or one gives a number that the other holds
        back. Who supplies none, or has withdrawn it, disputes nothing."""
        if self.status in SILENT or other.status in SILENT:
            return False
        return self._number != other._number

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Said) and self._all == other._all

    def __hash__(self) -> int:
        return hash(self._all)

    # Each is asked for many times over while a cell is settled.
    @cached_property
    def _all(self) -> tuple[object, ...]:
        return (self._printed, self.forces, self.inferred, self.note)

    @cached_property
    def _printed(self) -> tuple[object, ...]:
        return (*self._number, self.status)

    @cached_property
    def _number(self) -> tuple[object, ...]:
        value = None if self.value is None else self.value.as_tuple()
        return (value, self.qualifier)


@dataclass(frozen=True)
class Place:
    """Where a source states a figure: the id of the passage, the passage's paragraph (0 for a whole
    document), where in the passage, and in which words."""

    passage: int
    paragraph: int
    locator: str
    stated: str


@dataclass(frozen=True)
class Statement:
    """What one source, by its id, states of a cell, and why it differs from before if it does."""

    source: int
    said: Said
    places: tuple[Place, ...]
    reason: str | None = None


@dataclass(frozen=True)
class Line:
    """One line of a cell as it stands: the figure (number 0) or an alternative to it, and the
    sources that state it with the places where they do."""

    number: int
    said: Said
    cited: Mapping[int, tuple[Place, ...]]
    reason: str | None = None
