"""Cursors: where the next page begins, opaque to readers.

A cursor holds the position of the last item, the release that the pages are of, so that a release
made between two pages moves nothing, and a mark of the question, so that it is refused under
another one.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from app.errors import MalformedError

HIGHEST_RELEASE = 999_999_999
_NOT_MINE = "is not a cursor of this question; take `links.next` as it is, or start without one"


@dataclass(frozen=True)
class Cursor:
    """The position after which a page begins, in a release, under a question."""

    release: int
    question: str
    after: tuple[int, ...]


def write_cursor(cursor: Cursor) -> str:
    """The cursor as it stands in an address."""
    return base64.urlsafe_b64encode(msgspec.json.encode(cursor)).decode().rstrip("=")


def read_cursor(text: str, question: str, bounds: Sequence[int]) -> Cursor:
    """The cursor that a text is; MalformedError where it is none, or of another question.

    `bounds` are the highest values of the parts of its position.
    """
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        found = msgspec.json.decode(base64.b64decode(padded, b"-_", validate=True), type=Cursor)
    except (UnicodeEncodeError, binascii.Error, msgspec.DecodeError) as error:
        raise MalformedError(_NOT_MINE) from error
    limits = (HIGHEST_RELEASE, *bounds)
    parts = (found.release, *found.after)
    fits = len(parts) == len(limits) and all(
        0 <= part <= limit for part, limit in zip(parts, limits, strict=True)
    )
    if found.question != question or not fits:
        raise MalformedError(_NOT_MINE)
    return found


def mark(path: str, query: Mapping[str, Sequence[str]]) -> str:
    """A short mark of a question: its path and its parameters, whatever their order."""
    asked = sorted((name, list(values)) for name, values in query.items())
    return hashlib.sha256(msgspec.json.encode([path, asked])).hexdigest()[:12]
