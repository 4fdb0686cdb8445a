"""What a reader should know before using an answer: served with it, as data."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.described import described


@dataclass(frozen=True)
class Caveat:
    """A warning that goes with an answer."""

    code: str = described("Stable code.", example="mixed_datasets")
    detail: str = described("The warning in a sentence or two.")
    path: str = described("What it is about: a JSON pointer, or a parameter.", example="/data")
