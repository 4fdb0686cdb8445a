"""Releases: atomic, numbered states of the whole record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.claim import Verdict
from app.domain.described import described
from app.domain.observation import Observation


@dataclass(frozen=True)
class ImportedDocument:
    """A document that a release was made from, and what became of its rows: every row that was
    read is stored, merged into another row's figure, or refused."""

    name: str = described("Its name.")
    fingerprint: str = described("sha256: and the digest of its bytes.")
    rows_read: int = described("Rows with a figure, or figures where a row holds several.")
    rows_stored: int = described("Rows that stand in the record as a figure of their own.")
    rows_merged: int = described("Rows that were added to, or repeat, the figure of another row.")
    rows_refused: int = described("Rows that a rule left out; the warnings say which and why.")

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Release:
    """One atomic, numbered state of the whole record."""

    number: int = described("Its number, from 1.", example=1)
    created: datetime = described("When it was stored, in UTC.")
    note: str = described("What it is about.")
    digest: str = described("sha256: and the digest of the documents that it was made from.")
    added: int = described("How many figures it brought, alternatives among them.")
    revised: int = described("How many figures it changed.")
    withdrawn: int = described("How many figures it withdrew.")
    recited: int = described("How many figures are as before, and cited otherwise.")
    unchanged: int = described("How many cells were imported again without a change.")
    warnings: int = described("How many warnings the import gave; each is under /warnings.")
    documents: list[ImportedDocument] = described("What it was made from.")


@dataclass(frozen=True)
class Notice:
    """What an import warned of: nothing wrong enough to refuse, and kept with the release."""

    code: str = described("Stable code.", example="total_differs")
    detail: str = described("The warning in a sentence or two.")
    document: str = described("The document that it is about.")
    line: int = described("The line or row, from 1.", example=17)

    def __str__(self) -> str:
        return f"{self.document}:{self.line}: {self.code}: {self.detail}"


class CellChangeKind(StrEnum):
    """What a release did to a cell."""

    ADDED = "added"
    REVISED = "revised"
    WITHDRAWN = "withdrawn"
    RECITED = "recited"


@dataclass(frozen=True)
class VerdictChange:
    """A claim whose verdict a release changed."""

    claim: str = described("Id of the claim.")
    before: Verdict = described("The verdict in the release before.", example="holds")
    after: Verdict = described("The verdict in this release.", example="fails")
    operands: list[str] = described("Ids of the figures that the claim rests on.")

    def __str__(self) -> str:
        return f"{self.claim}: {self.before} → {self.after}"


@dataclass(frozen=True)
class CellChange:
    """What one release did to one cell; `recited` where its figure is as before, and is cited from
    other sources or places."""

    kind: CellChangeKind = described("What was done.", example="added")
    alternative: int = described(
        "0 for the figure; from 1 for what another source states in its place.", example=0
    )
    reason: str | None = described(
        "Why: as the document says, or the note of the import. Null where only its note or its "
        "citations changed."
    )
    before: Observation | None = described("The version that the release ended, if any.")
    after: Observation = described("The version that the release brought.")
    verdicts: list[VerdictChange] = described("Claims on this figure whose verdict changed.")
