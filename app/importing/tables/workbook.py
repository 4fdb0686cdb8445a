"""XLSX and ODS. Another process parses them, within limits; this one only takes its rows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import weakref
from collections.abc import Iterator
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO, Any

from app.importing.document import Document
from app.importing.tables.refusal import refusal
from app.importing.tables.sheet import Sheet
from app.importing.tables.workbook_child import MEMORY, OUT_OF_MEMORY, SECONDS

LARGEST = 50_000_000
# The child has to import this package from wherever this process has it.
_ROOT = Path(__file__).resolve().parents[3]


def read_workbook(document: Document) -> Iterator[Sheet]:
    """The sheets of a workbook, in its order; their rows have the numbers that its user sees.

    All cells are text (see `cell_text`), and empty ones at the end of a row are left out. The value
    of merged cells stands in each of them in XLSX; in ODS, in the first alone. A number that is
    shown as a percentage is one, as 12.5%; an error is its text, as #N/A; a formula that was saved
    without its result is the formula, as =A1+B1.

    The sheets come from one stream: a sheet's rows are to be read before the next sheet is asked
    for, and RuntimeError says that they were not. RefusedError where the workbook cannot be read.
    """
    yield from _Child(document).sheets()


class _Child:
    """The parsing process, and what it has told so far. It is ended when nothing that reads from it
    is left, be it in the middle."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._at = 0  # which sheet the stream is in, from 1
        self._ahead: Any = None  # a message that was read and belongs to the next sheet
        self._refused: tuple[int, str] | None = None
        # A file without a name, which is gone when neither process has it open.
        with TemporaryFile() as copy:
            _copy(document, copy)
            self._process = subprocess.Popen(
                # -P: the folder that the service was started in is no place to import from.
                [sys.executable, "-P", "-m", "app.importing.tables.workbook_child"],
                stdin=copy,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": str(_ROOT)},
            )
        self._end = weakref.finalize(self, _end, self._process)

    def sheets(self) -> Iterator[Sheet]:
        """Each sheet when the stream comes to it."""
        while "end" not in (message := self._next_but_rows()):
            self._at += 1
            yield Sheet(message["sheet"], self._rows(self._at), hidden=message["hidden"])
        self._at += 1  # past the last
        self._end()

    def _rows(self, sheet: int) -> Iterator[tuple[int, list[str]]]:
        while self._is_at(sheet) and isinstance(message := self._next(), list):
            for number, cells in message:
                if self._is_at(sheet):
                    yield number, cells
        self._ahead = message

    def _is_at(self, sheet: int) -> bool:
        # Without this, the rows of a sheet that was passed over would quietly be none.
        if sheet != self._at:
            raise RuntimeError("a sheet's rows were asked for after the next sheet")
        return True

    def _next_but_rows(self) -> dict[str, Any]:
        message, self._ahead = self._ahead, None
        while not isinstance(message, dict):
            message = self._next()
        return message

    def _next(self) -> Any:
        """The next message; RefusedError where it is a refusal, or the process has died."""
        if self._refused is None:
            stdout = self._process.stdout
            line = stdout.readline() if stdout else b""
            if line.endswith(b"\n"):
                message = json.loads(line)
                if "refused" not in message:
                    return message
                self._refused = message["row"], message["refused"]
            else:  # the process is gone, perhaps in the middle of a line
                self._refused = 1, _cause_of_death(self._process.wait())
            self._end()
        raise refusal(self._document, *self._refused)


def _copy(document: Document, copy: IO[bytes]) -> None:
    if document.size > LARGEST:
        raise refusal(document, 1, f"has {document.size:,} bytes; at most {LARGEST:,} are read")
    with document.open() as stream:
        copyfileobj(stream, copy)
    copy.seek(0)


def _cause_of_death(status: int) -> str:
    if status < 0 or status == OUT_OF_MEMORY:
        return (
            f"cannot be read within {SECONDS} seconds and {MEMORY >> 30} GiB of memory; "
            "is a cell far away from the others, or a text repeated very often?"
        )
    return "is damaged, and cannot be read as a workbook"


def _end(process: subprocess.Popen[bytes]) -> None:
    """Whatever the process is at, it ends, and leaves nothing behind."""
    process.kill()
    process.wait()
    if process.stdout:
        process.stdout.close()
