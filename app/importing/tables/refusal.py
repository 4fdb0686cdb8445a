"""How the readers of tables refuse a document: with the one fault that stopped them."""

from __future__ import annotations

from app.errors import Fault, MalformedError, RefusedError
from app.importing.document import Document


class RowError(MalformedError):
    """What is wrong in a workbook, and the row, from 1, that it is wrong in."""

    def __init__(self, row: int, detail: str) -> None:
        self.row = row
        super().__init__(detail)


def refusal(document: Document, line: int, detail: str) -> RefusedError:
    """The error for a document that cannot be read on from a line or row, which is from 1."""
    return RefusedError([Fault(document.name, line, "", detail)])
