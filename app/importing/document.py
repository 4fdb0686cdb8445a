"""A document as it comes in, and as it is after reading: plain values that know their lines."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, BinaryIO

from app.errors import Fault

Path = tuple[str | int, ...]
_AT_ONCE = 1 << 20


@dataclass(frozen=True)
class Document:
    """Bytes under a name that a person recognises. They may be many, so they are opened to be read
    in pieces, from their beginning each time, wherever they lie."""

    name: str
    size: int
    open: Callable[[], BinaryIO]

    @classmethod
    def of(cls, name: str, data: bytes) -> Document:
        """A document that is in memory already."""
        return cls(name, len(data), lambda: io.BytesIO(data))

    @cached_property
    def fingerprint(self) -> str:
        """`sha256:` and the digest of the bytes."""
        digest = hashlib.sha256()
        with self.open() as stream:
            while part := stream.read(_AT_ONCE):
                digest.update(part)
        return f"sha256:{digest.hexdigest()}"

    def read(self, most: int) -> bytes:
        """The first bytes, at most so many."""
        with self.open() as stream:
            return stream.read(most)


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
