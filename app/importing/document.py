"""A document as it comes in, and as it is after reading: plain values that know their lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.errors import Fault

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Document:
    """Bytes under a name that a person recognises."""

    name: str
    data: bytes


@dataclass(frozen=True)
class ReadDocument:
    """A document's content, and the line on which each part of it begins."""

    name: str
    content: Any
    lines: Mapping[Path, int]

    def fault(self, path: Path, detail: str) -> Fault:
        """A fault at a place in the document, or at the nearest place around it that it has."""
        place: Path = ()
        for part in path:
            # A lone mapping may stand for a list of one, and then nothing has the index 0.
            if part != 0 or (*place, part) in self.lines:
                place = (*place, part)
        known = place
        while known not in self.lines:
            known = known[:-1]
        return Fault(self.name, self.lines[known], pointer(place), detail)


def pointer(path: Path) -> str:
    """A place in a document as a JSON pointer (RFC 6901)."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)
