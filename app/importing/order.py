"""What is to be imported, as the release made from it will tell."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from app.importing.document import Document

# Names in the note of a release that was given none.
_NAMED = 3


@dataclass(frozen=True)
class Order:
    """What is to be imported: documents, the mappings that lie ready for them, the release's note
    (a blank one is none), and whether it is only tried."""

    documents: Sequence[Document]
    shelf: Sequence[Document] = ()
    note: str = ""
    dry_run: bool = False


def digest_of(documents: Sequence[Document]) -> str:
    """`sha256:` and a digest of the documents, whatever their order."""
    told = sorted(f"{document.name}\n{document.fingerprint}\n" for document in documents)
    return f"sha256:{hashlib.sha256(''.join(told).encode()).hexdigest()}"


def plain_note(documents: Sequence[Document]) -> str:
    """The note of a release that was given none."""
    names = [document.name for document in documents]
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"Import of {', '.join(names[:_NAMED])}{more}"
