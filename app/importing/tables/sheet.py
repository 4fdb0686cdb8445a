"""A table as it comes out of a file: rows of text with their numbers, and the bounds that hold for
a table of any kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

# Wider and longer than any published table; a breach is a damaged file or a hostile one.
MOST_COLUMNS = 1_000
LONGEST_CELL = 10_000
LONGEST_NAME = 255  # of a sheet; Excel allows 31


@dataclass(frozen=True)
class Sheet:
    """One table.

    `name` is empty for a CSV. `rows` can be read once; each is its number as a person sees it in
    the file or the spreadsheet, from 1, and its cells. Rows without any content are left out, and
    rows may be of different lengths. Reading them raises RefusedError where a row breaks a bound.
    """

    name: str
    rows: Iterator[tuple[int, list[str]]]
    hidden: bool = False
