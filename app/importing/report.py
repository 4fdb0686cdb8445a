"""What an import did, or would do: counts, warnings, and the verdicts that it changes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from app.domain.release import ImportedDocument, Notice, VerdictChange
from app.errors import Fault, RefusedError

MOST_TOLD = 1_000
MOST_ALIKE = 20
# Document, place without its numbers, detail.
Kind = tuple[str, str, str]
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Report:
    """The release that an import made, or would make; null where it changes nothing. The counts
    are of cells, entries of dictionaries and claims; `recited` are unchanged cells whose citations
    differ."""

    release: int | None
    dry_run: bool
    cells: dict[str, int]
    recited: int
    entries: dict[str, int]
    claims: dict[str, int]
    documents: Sequence[ImportedDocument]
    warnings: Sequence[Notice]
    verdicts: Sequence[VerdictChange]

    @property
    def changes(self) -> int:
        """How many cells, citations, entries and claims differ from the release before."""
        counted = Counter(self.cells) + Counter(self.entries) + Counter(self.claims)
        return counted.total() - self.cells["unchanged"] + self.recited

    def lines(self) -> Iterator[str]:
        """The report for a person, line by line."""
        for warning in self.warnings:
            yield f"warning: {warning}"
        for document in self.documents:
            if not document.rows_read:
                continue
            yield (
                f"{document.name}: {document.rows_read} rows read = {document.rows_stored} stored "
                f"+ {document.rows_merged} merged + {document.rows_refused} refused"
            )
        for verdict in self.verdicts:
            yield f"verdict changes: {verdict}"
        for noun, counts in (("entries", self.entries), ("claims", self.claims)):
            told = [f"{count} {what}" for what, count in counts.items() if count]
            if told:
                yield f"{noun}: {', '.join(told)}"
        cells = ", ".join(f"{count} {what}" for what, count in self.cells.items())
        recited = f" ({self.recited} of them with other citations)" if self.recited else ""
        yield f"figures: {cells}{recited}"
        if self.release is None:
            yield "nothing differs from what the record holds; no release"
        elif self.dry_run:
            yield f"dry run: this would be release {self.release}; nothing was stored"
        else:
            yield f"release {self.release} stored"


@dataclass
class Warnings:
    """The warnings of an import, as many as a person can read; the rest are counted."""

    told: list[Notice] = field(default_factory=list)
    more: int = 0

    def add(self, *notices: Notice) -> None:
        """Some more warnings."""
        for notice in notices:
            if len(self.told) < MOST_TOLD:
                self.told.append(notice)
            else:
                self.more += 1

    @property
    def full(self) -> bool:
        """Whether further ones are only counted."""
        return len(self.told) >= MOST_TOLD

    def kept(self) -> list[Notice]:
        """What is kept with the release."""
        if not self.more:
            return self.told
        last = self.told[-1]
        detail = f"{self.more} further warnings are not listed"
        return [*self.told, Notice("more", detail, last.document, last.line)]


@dataclass
class Faults:
    """The faults of an import, as many as a person can read; the rest are counted. One slip in a
    long table stands in every row of it, and must not hide all others: of faults of one document
    that are alike but for their place, a few are told."""

    told: list[Fault] = field(default_factory=list)
    more: int = 0
    _alike: dict[Kind, Fault] = field(default_factory=dict)
    _times: Counter[Kind] = field(default_factory=Counter)

    def add(self, fault: Fault, times: int = 1) -> None:
        """A fault, which may stand for several: the first of so many that are alike."""
        kind = (fault.file, _DIGITS.sub("", fault.pointer), fault.detail)
        if self._times[kind] >= MOST_ALIKE:
            self._alike.setdefault(kind, fault)
            self._times[kind] += times
        elif not self.full:
            self.told.append(fault)
            self._times[kind] += 1
            self.more += times - 1
        else:
            self.more += times

    @property
    def full(self) -> bool:
        """Whether further ones of another kind are only counted."""
        return len(self.told) >= MOST_TOLD

    def extend(self, faults: Iterable[Fault]) -> None:
        """Several more faults."""
        for fault in faults:
            self.add(fault)

    def take(self, refused: RefusedError) -> None:
        """All that a refusal tells."""
        self.extend(refused.faults)
        for first, times in refused.alike.items():
            self.add(first, times)
        self.more += refused.more

    def demand_none(self) -> None:
        """RefusedError, if there are any."""
        if self.told:
            alike = {first: self._times[kind] - MOST_ALIKE for kind, first in self._alike.items()}
            raise RefusedError(self.told, self.more, alike)
