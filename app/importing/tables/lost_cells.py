"""What the parser of workbooks loses of cells, laid over the rows that it gives.

It tells neither that a number is shown as a percentage, nor which error a cell holds, nor that a
formula has no stored result. The XML of a sheet tells all three, and is read as a stream: however
large it is, and however often it repeats a row, little of it is in memory at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import IO, TypeVar
from xml.parsers import expat
from zipfile import BadZipFile
from zlib import error as ZlibError

from app.errors import MalformedError
from app.importing.tables.cell_text import Cell, percentage, place
from app.importing.tables.refusal import RowError
from app.importing.tables.sheet import MOST_COLUMNS

# A column from 0, how many cells from there on are alike, and their text; None for a number, which
# the parser does give, that is a percentage.
LostCells = tuple[int, int, str | None]
# A row from 0, and how many rows from there on are alike.
LostRow = tuple[int, int, Sequence[LostCells]]

_CHUNK = 1 << 16
_Found = TypeVar("_Found")


def laid_over(
    name: str, rows: Iterable[list[Cell]], lost: Iterator[LostRow]
) -> Iterator[list[Cell]]:
    """The rows of a sheet from its first, with what was lost of them; they end where both do.

    RowError for lost cells of a row that was there before, or too far to the right.
    """
    given = iter(rows)
    first, times, cells = next(lost, _NOTHING)
    for at in count():
        row = next(given, None)
        if row is None:
            if not times:
                return
            row = []
        if times and at >= first:
            if at > first:
                raise RowError(first + 1, f"sheet {name!r} has its rows out of their order")
            _cover(name, at, row, cells)
            first, times = first + 1, times - 1
            if not times:
                first, times, cells = next(lost, _NOTHING)
        yield row


_NOTHING: LostRow = (0, 0, ())


def _cover(name: str, at: int, row: list[Cell], cells: Sequence[LostCells]) -> None:
    for column, times, text in cells:
        end = column + times
        if text is None:
            for each in range(column, min(end, len(row))):
                value = row[each]
                if isinstance(value, int | float) and not isinstance(value, bool):
                    row[each] = percentage(value)
        elif end > MOST_COLUMNS:
            last = place(at + 1, end - 1)
            raise RowError(
                at + 1, f"sheet {name!r} reaches {last}; at most {MOST_COLUMNS:,} columns are read"
            )
        else:
            row += [None] * (end - len(row))
            row[column:end] = [text] * times


def holds_any(part: IO[bytes], marks: Iterable[bytes]) -> bool:
    """Whether a part of the archive holds any of some short marks. This is much faster than to
    parse it, and most sheets hold none."""
    wanted = list(marks)
    longest = max(map(len, wanted))
    last = b""
    while chunk := part.read(_CHUNK):
        window = last + chunk
        if any(mark in window for mark in wanted):
            return True
        last = window[-longest:]
    return False


def new_parser() -> expat.XMLParserType:
    """A parser of XML that, as that of workbooks does, takes every part for UTF-8; under another
    encoding it might hide what the archive was looked through for."""
    parser = expat.ParserCreate("UTF-8")
    parser.buffer_text = True
    return parser


def parsed(part: IO[bytes], parser: expat.XMLParserType, found: list[_Found]) -> Iterator[_Found]:
    """What the handlers of a parser put into `found`, some at a time, while it reads a part.
    MalformedError where the part is no XML, or damaged."""
    try:
        while chunk := part.read(_CHUNK):
            parser.Parse(chunk)
            yield from found
            found.clear()
        parser.Parse(b"", True)
    except MalformedError:
        raise
    except (expat.ExpatError, BadZipFile, ZlibError, EOFError, ValueError) as error:
        raise MalformedError(f"cannot be read as a workbook ({error})") from error
    yield from found
