"""The errors the rest of the project raises. None of them knows HTTP.

OnRecordError
├── MalformedError      a text that is not what it should be (a period, a number, a cursor)
├── MeaninglessError    a question whose answer would mean nothing; says what to ask instead
├── TooMuchError        a question that would touch more of the record than is read at once
├── RefusedError        documents with faults: nothing was stored, every fault is listed
└── StoreError          the store cannot serve: not migrated, not seeded, seeded from other files
    ├── TookTooLongError    an answer that took longer than a read may
    ├── LostError           a server that was lost while it was read; another one may answer
    └── BehindError         a standby that lacks a release which others may have
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace


class OnRecordError(Exception):
    """Any failure that this project foresees and explains."""


class MalformedError(OnRecordError, ValueError):
    """A text that cannot be read as what it was given for."""


@dataclass(frozen=True)
class Objection:
    """Why a question has no answer that means anything: the parameter, and what to ask instead."""

    parameter: str
    detail: str


class MeaninglessError(OnRecordError):
    """A question whose answer would have no meaning, with every objection to it."""

    def __init__(self, objections: Sequence[Objection]) -> None:
        super().__init__("; ".join(objection.detail for objection in objections))
        self.objections = list(objections)


class TooMuchError(OnRecordError):
    """A question that would touch more of the record than is read at once; says the bound, and how
    to ask for less."""

    def __init__(
        self, told: str, narrow: str = "narrow it by area, period, category or dataset"
    ) -> None:
        super().__init__(told)
        self.narrow = narrow


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong in one document, with the place where a person can mend it."""

    file: str
    line: int
    pointer: str
    detail: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}"
        return f"{where}: {self.detail}" + (f" (at {self.pointer})" if self.pointer else "")


class RefusedError(OnRecordError):
    """Documents that were refused whole, with every fault found in them. `alike` counts those that
    are like some listed ones but for their place, by the first that is not listed; `more` says how
    many further ones were only counted."""

    def __init__(
        self, faults: Sequence[Fault], more: int = 0, alike: Mapping[Fault, int] | None = None
    ) -> None:
        self.faults = sorted(faults)
        self.more = more
        self.alike = dict(sorted((alike or {}).items()))
        untold = f", {more} of them not listed" if more else ""
        found = len(self.faults) + sum(self.alike.values()) + more
        super().__init__(f"{found} fault(s){untold}; nothing was stored")

    def lines(self) -> Iterator[str]:
        """The refusal for a person, line by line."""
        yield from map(str, self.faults)
        for first, times in self.alike.items():
            yield str(replace(first, detail=f"and {times} more like it: {first.detail}"))
        yield str(self)


class StoreError(OnRecordError):
    """The store is not in a state that this command or answer needs."""


class TookTooLongError(StoreError):
    """An answer that took longer than a read may."""


class LostError(StoreError):
    """A server of the store that was lost while it was read; another one may answer."""


class BehindError(StoreError):
    """A standby that does not have a release yet which others may have."""
