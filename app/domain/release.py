"""Releases: atomic, numbered states of the whole record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.described import described
from app.domain.observation import Observation


@dataclass(frozen=True)
class Release:
    """One atomic, numbered state of the whole record."""

    number: int = described("Its number, from 1.", example=1)
    created: datetime = described("When it was stored, in UTC.")
    note: str = described("What it is about.")
    digest: str = described("sha256: and the digest of the documents that it was made from.")
    added: int = described("How many cells it brought.")
    revised: int = described("How many cells it changed.")
    withdrawn: int = described("How many cells it withdrew.")
    unchanged: int = described("How many cells were imported again without a change.")


class CellChangeKind(StrEnum):
    """What a release did to a cell."""

    ADDED = "added"
    REVISED = "revised"


@dataclass(frozen=True)
class CellChange:
    """What one release did to one cell."""

    kind: CellChangeKind = described("What was done.", example="added")
    before: Observation | None = described("The version that the release ended, if any.")
    after: Observation = described("The version that the release brought.")
