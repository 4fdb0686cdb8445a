"""Which character parts the cells of a CSV."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from itertools import islice

DELIMITERS = (",", ";", "\t", "|")
_ROWS = 100


def delimiter_of(lines: Sequence[str]) -> str:
    """The delimiter that cuts most of the first rows into the same number of cells.

    A title above the header, or decimal commas in some rows, are outvoted by the rest. Of two that
    do equally well, the one that makes more cells; a comma, where nothing decides.
    """
    return max(DELIMITERS, key=lambda delimiter: _agreement(lines, delimiter))


def _agreement(lines: Sequence[str], delimiter: str) -> tuple[int, int]:
    """How many rows are of the commonest width above one, and that width."""
    widths: Counter[int] = Counter()
    # By the wrong delimiter, a closing quote is followed by text: the rows end there. By the right
    # one they may end early as well, where the sample does or where the file is broken.
    with suppress(csv.Error):
        for row in islice(csv.reader(lines, delimiter=delimiter, strict=True), _ROWS):
            widths[len(row)] += 1
    return max(((rows, width) for width, rows in widths.items() if width > 1), default=(0, 0))
