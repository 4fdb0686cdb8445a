"""How the readers of tables refuse a document: with the one fault that stopped them."""

from __future__ import annotations

from app.errors import Fault, RefusedError
from app.importing.document import Document


def refusal(document: Document, line: int, detail: str) -> RefusedError:
    """The error for a document that cannot be read on from a line or row, which is from 1."""
    return RefusedError([Fault(document.name, line, "", detail)])
