"""What a document is, told from what it holds; a name can be wrong or missing."""

from __future__ import annotations

import re
from enum import StrEnum

from app.importing.document import Document
from app.importing.tables.delimiter import DELIMITERS
from app.importing.tables.plain_text import first_lines
from app.importing.tables.refusal import refusal


class DocumentKind(StrEnum):
    """The kinds that there are readers for."""

    STRUCTURED = "structured"  # YAML or JSON
    CSV = "csv"
    WORKBOOK = "workbook"  # XLSX or ODS


_WORKBOOK = b"PK\x03\x04"
_ENOUGH = 16
# What people send by mistake, by the bytes that it begins with.
_REFUSED = {
    b"\xd0\xcf\x11\xe0": (
        "is an old Excel workbook, or one locked with a password; save it as XLSX or CSV"
    ),
    b"PK\x05\x06": "is an empty archive",
    b"%PDF": "is a PDF; figures are read from a table, so save that as XLSX or CSV",
    b"\x1f\x8b": "is compressed (gzip); send what is in it",
    b"BZh": "is compressed (bzip2); send what is in it",
    b"\xfd7zXZ": "is compressed (xz); send what is in it",
    b"\x28\xb5\x2f\xfd": "is compressed (zstd); send what is in it",
    b"7z\xbc\xaf": "is an archive (7z); send what is in it",
    b"Rar!": "is an archive (RAR); send what is in it",
    b"PAR1": "is Parquet; save it as CSV",
    b"SQLite format 3": "is a database; save its table as CSV",
    b"{\\rtf": "is a word processor's document; save its table as XLSX or CSV",
    b"\x89PNG": "is a picture",
    b"\xff\xd8\xff": "is a picture",
    b"GIF8": "is a picture",
}

_MARKUP = re.compile(r"<[!?/A-Za-z]")
# A list in JSON. A table may open with a remark in brackets, such as "[c] confidential".
_JSON = re.compile(r'\{|\[\s*([\[{"\]]|$)')
# A line of YAML that begins at the margin. Keys are words without spaces, which "Table P1: ..." is
# not; YAML indents by spaces alone.
_YAML = re.compile(
    r"""(?:[\w-]+|"[^"]*"|'[^']*')\s*:(?:\s|$)   # key: value
    | (?:-|\?|:)(?:\s|$) | --- | \.\.\. | %YAML  # entries and marks
    | [\]}] | \#                                 # the end of a value over lines; a comment
    | [ ]                                        # what belongs to a line before""",
    re.VERBOSE,
)


def kind_of(document: Document) -> DocumentKind:
    """The kind of a document; RefusedError for an empty one and for those of no kind we read.

    A text that is neither clearly YAML nor a table counts as YAML, whose reader says what is wrong.
    """
    beginning = document.read(_ENOUGH)
    if beginning.startswith(_WORKBOOK):
        return DocumentKind.WORKBOOK
    for signature, detail in _REFUSED.items():
        if beginning.startswith(signature):
            raise refusal(document, 1, detail)
    lines = [line for line in first_lines(document) if line.strip()]
    if not lines:
        raise refusal(document, 1, "is empty")
    first = lines[0].lstrip()
    if _MARKUP.match(first):
        raise refusal(document, 1, "is a web page or XML; save its table as XLSX or CSV")
    if _JSON.match(first):
        return DocumentKind.STRUCTURED
    if any(_is_of_a_table(line) for line in lines):
        return DocumentKind.CSV
    return DocumentKind.STRUCTURED


def _is_of_a_table(line: str) -> bool:
    """Whether a line has several cells, and cannot be a line of YAML.

    Every line is asked: a table may begin with lines such as "Source: Home Office, 2019".
    """
    return not _YAML.match(line) and any(delimiter in line.strip() for delimiter in DELIMITERS)
