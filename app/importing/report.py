"""What an import did, or would do: counts, warnings, and the verdicts that it changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from app.domain.release import ImportedDocument, Notice, VerdictChange
from app.errors import Fault, RefusedError

MOST_TOLD = 1_000


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
    """The faults of an import, as many as a person can read; the rest are counted."""

    told: list[Fault] = field(default_factory=list)
    more: int = 0

    def add(self, fault: Fault) -> None:
        """One more fault."""
        if len(self.told) < MOST_TOLD:
            self.told.append(fault)
        else:
            self.more += 1

    @property
    def full(self) -> bool:
        """Whether further ones are only counted."""
        return len(self.told) >= MOST_TOLD

    def extend(self, faults: Sequence[Fault]) -> None:
        """Several more faults."""
        for fault in faults:
            self.add(fault)

    def demand_none(self) -> None:
        """RefusedError, if there are any."""
        if self.told:
            raise RefusedError(self.told, self.more)
