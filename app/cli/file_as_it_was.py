"""A file that must stay what it was when it was named, for as long as it is read.

A document is opened several times: to see what it is, to take its fingerprint, to read its rows.
Figures must never be kept under a fingerprint that is not that of the bytes they came from.
"""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path
from typing import BinaryIO

from app.cli.names import shown
from app.errors import OnRecordError
from app.importing.document import changed

# File systems keep the time of a change in ticks of up to 10 ms.
_TICK = 0.02


class FileAsItWas:
    """A file, its size in bytes, and its `identity`, which it has under every path that leads to
    it. OnRecordError for what cannot be read, or is no ordinary file: that could not be read twice,
    and might wait for ever for somebody to write."""

    def __init__(self, path: Path, name: str) -> None:
        self.name = name
        self._path = path
        try:
            found = path.stat()
            if not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)):
                raise OnRecordError(f"{shown(path)} is no ordinary file")
            path.open("rb").close()
        except OSError as error:
            raise OnRecordError(f"{shown(path)} cannot be read: {error.strerror}") from error
        if 0 <= time.time() - found.st_ctime < _TICK:
            # Another change within this tick would not show, so it must come before any reading.
            time.sleep(_TICK)
        self.size = found.st_size
        self.identity = (found.st_dev, found.st_ino)
        self._state = _state(found)

    def open(self) -> BinaryIO:
        """The file from its beginning; OnRecordError where it is not as it was."""
        try:
            stream = self._path.open("rb")
        except OSError as error:
            raise changed(self.name) from error
        if _state(os.fstat(stream.fileno())) != self._state:
            stream.close()
            raise changed(self.name)
        return stream

    def is_unchanged(self) -> bool:
        """Whether it is as it was."""
        try:
            return _state(self._path.stat()) == self._state
        except OSError:
            return False


def _state(found: os.stat_result) -> tuple[int, ...]:
    # The time of the last change, unlike that of the last writing, cannot be put back.
    times = (found.st_mtime_ns, found.st_ctime_ns)
    return (found.st_dev, found.st_ino, found.st_size, *times)
