"""CSV, read as it streams by: a million rows take as little memory as a thousand.

What the csv module does not bound is bounded here, because the file may be hostile: a line and a
row can be as long as the file, and a quote that is never closed swallows all that follows.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import TextIOWrapper
from itertools import chain, islice

from app.errors import RefusedError
from app.importing.document import Document
from app.importing.tables.delimiter import delimiter_of
from app.importing.tables.plain_text import encoding_of, first_lines
from app.importing.tables.refusal import refusal
from app.importing.tables.sheet import LONGEST_CELL, MOST_COLUMNS, Sheet

LARGEST = 2 << 30
MOST_ROWS = 20_000_000
LONGEST_ROW = 1_000_000

# This holds for the whole process; nothing else in it reads CSV.
csv.field_size_limit(LONGEST_CELL)


def read_csv(document: Document) -> Sheet:
    """A CSV as one sheet without a name; a row's number is that of the line on which it begins.

    Encoding and delimiter are found out first. RefusedError for what is not text, here, and for
    what is not CSV or breaks a bound, where the rows reach it. Cells keep their white space.
    """
    if document.size > LARGEST:
        raise refusal(document, 1, f"has {document.size:,} bytes; at most {LARGEST:,} are read")
    encoding = encoding_of(document)
    return Sheet("", _rows(document, encoding, delimiter_of(first_lines(document))))


def _rows(document: Document, encoding: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    start = 1

    def batches() -> Iterator[list[str]]:
        """The lines, some at a time; between the times it is seen that rows do come to an end."""
        begun = 0
        while batch := text.readlines(LONGEST_ROW):
            if start == begun:
                detail = f"this row has more than {LONGEST_ROW:,} characters; {_UNCLOSED}"
                raise refusal(document, start, detail)
            begun = start
            yield batch

    with document.open() as stream, TextIOWrapper(stream, encoding, newline="") as text:
        lines = chain.from_iterable(batches())
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        try:
            # One pass of this loop is what a row costs, so the bounds that can be elsewhere are.
            for row in islice(reader, MOST_ROWS):
                if len(row) > MOST_COLUMNS:
                    detail = f"this row has {len(row):,} cells; at most {MOST_COLUMNS:,} are read"
                    raise refusal(document, start, detail)
                if any(row):
                    yield start, row
                start = reader.line_num + 1
            if next(reader, None) is not None:
                raise refusal(document, start, f"has more than {MOST_ROWS:,} rows")
        except csv.Error as error:
            raise _explained(document, start, reader.line_num, str(error)) from error
        except UnicodeDecodeError as error:  # it was text a moment ago
            raise refusal(document, start, f"holds bytes that are not {encoding} text") from error


_UNCLOSED = "is a quote on this line never closed?"


def _explained(document: Document, start: int, reached: int, error: str) -> RefusedError:
    """What the csv module found, in words for whoever has the file open, at the row's first line:
    a quote that spoils a row stands nearer to its beginning than to where it was noticed."""
    if "field limit" in error:
        detail = f"a cell has more than {LONGEST_CELL:,} characters; {_UNCLOSED}"
    elif "unexpected end" in error:
        detail = "a cell in quotes that begins in this row does not end before the file does"
    else:
        where = "" if reached == start else f" on line {reached}"
        detail = f"a closing quote{where} is followed by text; quotes within a cell are doubled"
    return refusal(document, start, detail)
