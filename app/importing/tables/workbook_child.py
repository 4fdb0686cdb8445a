"""The process in which a workbook is parsed: `python -m app.importing.tables.workbook_child`.

A few bytes of a workbook can ask for any amount of memory or time (two cells at opposite corners of
a sheet, one long text in a million cells), and the parser does not ask back. So it runs in a
process that the system ends at a limit. The workbook is its standard input; it writes one line of
JSON a message, which `workbook` reads:

    {"sheet": name, "hidden": whether}     then the rows of this sheet, as
    [[number, [cell, ...]], ...]           some at a time
    {"refused": why, "row": number}        the last line, if something forbids reading on
    {"end": true}                          the last line otherwise

It imports little, to start fast.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO
from zipfile import ZipFile

from app.errors import MalformedError
from app.importing.tables.archive import check_archive
from app.importing.tables.cell_text import Cell, place, text_of
from app.importing.tables.lost_cells import LostRow, laid_over
from app.importing.tables.lost_in_ods import LostInOds
from app.importing.tables.lost_in_xlsx import LostInXlsx
from app.importing.tables.refusal import RowError
from app.importing.tables.sheet import LONGEST_NAME, MOST_COLUMNS

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

MEMORY = 2 << 30
SECONDS = 60
MOST_ROWS = 1_048_576  # what Excel has
MOST_CELLS = 20_000_000
OUT_OF_MEMORY = 3
_CELLS_A_MESSAGE = 1_000
# Unlike in a cell, a line break too.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")

_Corner = tuple[int, int]
_Row = tuple[int, list[str]]
_Message = dict[str, Any] | list[_Row]


def main() -> int:
    """Read standard input, write messages; the exit status is 0 unless memory ran out."""
    _limit()
    try:
        for message in _messages(sys.stdin.buffer):
            sys.stdout.buffer.write(json.dumps(message).encode() + b"\n")
        sys.stdout.buffer.flush()
    except MemoryError:
        return OUT_OF_MEMORY
    return 0


def _limit() -> None:
    """Bound this process, whatever it reads. Only POSIX can; elsewhere the bounds that are checked
    while reading remain."""
    try:
        import resource  # noqa: PLC0415
    except ImportError:
        return
    for kind, wanted in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        try:
            resource.setrlimit(kind, (most, most))
        except (OSError, ValueError):  # macOS knows some of the limits by name only
            continue


def _messages(stream: BinaryIO) -> Iterator[_Message]:
    try:
        check_archive(stream)
        stream.seek(0)
        yield from _sheets(stream)
    except MalformedError as error:
        yield {"refused": str(error), "row": getattr(error, "row", 1)}
    else:
        yield {"end": True}


def _sheets(stream: BinaryIO) -> Iterator[_Message]:
    # Not before the limits are set and the archive is known to be sane.
    from python_calamine import (  # noqa: PLC0415
        CalamineError,
        CalamineWorkbook,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    cells = 0
    try:
        workbook = CalamineWorkbook.from_filelike(stream)
        lost = _lost(ZipFile(stream))
        for index, about in enumerate(workbook.sheets_metadata):
            if about.typ is not SheetTypeEnum.WorkSheet:
                continue
            _check_name(about.name)
            hidden = about.visible is not SheetVisibleEnum.Visible
            yield {"sheet": about.name, "hidden": hidden}
            sheet = workbook.get_sheet_by_index(index)
            cells += _area(about.name, sheet.end)
            if cells > MOST_CELLS:
                raise MalformedError(
                    f"its sheets, up to {about.name!r}, span {cells:,} cells; at most "
                    f"{MOST_CELLS:,} are read"
                )
            yield from _batches(_rows(about.name, sheet, lost.of(index)))
    except CalamineError as error:
        raise MalformedError(f"cannot be read as a workbook ({error})") from error


def _lost(archive: ZipFile) -> LostInXlsx | LostInOds:
    """What the parser loses of the workbook, of which it has told already that it is one."""
    is_ods = "content.xml" in archive.namelist() and "_rels/.rels" not in archive.namelist()
    return LostInOds(archive) if is_ods else LostInXlsx(archive)


def _check_name(name: str) -> None:
    """A sheet's name stands in locators and in messages, each of which is one line."""
    if len(name) > LONGEST_NAME:
        raise MalformedError(
            f"has a sheet whose name has {len(name):,} characters; at most {LONGEST_NAME} are read"
        )
    if found := _CONTROL.search(name):
        raise MalformedError(
            f"has a sheet whose name holds a control character (U+{ord(found[0]):04X})"
        )


def _area(name: str, end: _Corner | None) -> int:
    """How many cells lie between A1 and the last one that holds anything."""
    if end is None:
        return 0
    rows, columns = end[0] + 1, end[1] + 1
    if rows > MOST_ROWS:
        raise MalformedError(f"sheet {name!r} has {rows:,} rows; at most {MOST_ROWS:,} are read")
    return rows * columns


def _batches(rows: Iterable[_Row]) -> Iterator[list[_Row]]:
    """Rows in lists: a message a row would cost more than the row."""
    batch: list[_Row] = []
    cells = 0
    for row in rows:
        batch.append(row)
        cells += len(row[1])
        if cells >= _CELLS_A_MESSAGE:
            yield batch
            batch, cells = [], 0
    if batch:
        yield batch


def _rows(name: str, sheet: CalamineSheet, lost: Iterator[LostRow]) -> Iterator[_Row]:
    # The parser gives the empty rows above the first cell, but not the empty columns before it.
    left: list[Cell] = [""] * sheet.start[1] if sheet.start else []
    cells = laid_over(name, ([*left, *row] for row in sheet.iter_rows()), lost)
    texts = (_texts(name, number, row) for number, row in enumerate(cells, start=1))
    rows = _spread(name, texts, sheet.merged_cell_ranges or (), sheet.end or (-1, -1))
    kept = 0
    for number, row in enumerate(rows, start=1):
        # The parser fills rows up to the width of the sheet.
        while row and not row[-1]:
            row.pop()
        if len(row) > MOST_COLUMNS:
            last = place(number, len(row) - 1)
            raise RowError(
                number, f"sheet {name!r} reaches {last}; at most {MOST_COLUMNS:,} columns are read"
            )
        kept += len(row)
        # The parser's cells are counted before; these may be many that it lost.
        if number > MOST_ROWS or kept > MOST_CELLS:
            detail = f"sheet {name!r} has more than {MOST_ROWS:,} rows or {MOST_CELLS:,} cells"
            raise RowError(number, detail)
        if row:
            yield number, row


def _texts(name: str, number: int, row: Sequence[Cell]) -> list[str]:
    try:
        return [text_of(value) for value in row]
    except MalformedError:
        # Which cell it was is only asked now, because it would cost time in every row.
        for column, value in enumerate(row):
            try:
                text_of(value)
            except MalformedError as error:
                detail = f"sheet {name!r}, cell {place(number, column)} {error}"
                raise RowError(number, detail) from error
        raise


def _spread(
    name: str, rows: Iterable[list[str]], ranges: Sequence[tuple[_Corner, _Corner]], end: _Corner
) -> Iterator[list[str]]:
    """The rows with the first value of each merged range in all of its cells, as far as the sheet
    is filled. Ranges are few in honest files, but may be many and overlap."""
    starting = defaultdict(list)
    work = 0
    for (top, left), (bottom, right) in ranges:
        low, far = min(bottom, end[0]), min(right, end[1])
        if top <= low and left <= far:
            starting[top].append((left, low, far))
            work += (low - top + 1) * (far - left + 1)
    if work > MOST_CELLS:
        raise MalformedError(f"sheet {name!r} merges more than {MOST_CELLS:,} cells")
    under_way: list[tuple[int, int, int, str]] = []
    for at, row in enumerate(rows):
        under_way = [merged for merged in under_way if merged[1] >= at]
        under_way += [(left, low, far, row[left]) for left, low, far in starting[at]]
        for left, _, far, value in under_way:
            row[left : far + 1] = [value] * (far - left + 1)
        yield row


if __name__ == "__main__":
    sys.exit(main())
