"""A document as it comes in, and as it is after reading: plain values that know their lines."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any, BinaryIO

from app.errors import Fault, OnRecordError

Path = tuple[str | int, ...]
_AT_ONCE = 1 << 20


@dataclass(frozen=True)
class Document:
    """Bytes under a name that a person recognises. They may be many, so they are opened to be read
    in pieces, from their beginning each time, wherever they lie. `is_unchanged` says whether they
    still are those that the document was made of."""

    name: str
    size: int
    open: Callable[[], BinaryIO]
    is_unchanged: Callable[[], bool] = lambda: True

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


@contextmanager
def unchanged(documents: Sequence[Document]) -> Iterator[None]:
    """Work that counts for nothing where a document is changed meanwhile: OnRecordError says so
    then, in place of whatever the work stumbled over."""
    try:
        yield
    except Exception:
        _demand_unchanged(documents)
        raise
    _demand_unchanged(documents)


def _demand_unchanged(documents: Sequence[Document]) -> None:
    names = [document.name for document in documents if not document.is_unchanged()]
    if names:
        raise changed(*names)


def changed(*names: str) -> OnRecordError:
    """What is to be raised where documents are changed while they are read."""
    told = (f"{name} was changed while it was read; nothing was stored" for name in names)
    return OnRecordError("\n".join(told))


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
