"""The dictionaries in memory, a few releases of them: every answer needs one."""

from __future__ import annotations

from threading import Lock

from app.domain.dictionary import Dictionary
from app.domain.release import Release
from app.store import dictionary
from app.store.engine import Connection

KEPT = 8


class Dictionaries:
    """Dictionaries by release; a release never changes, so one that was read stays right."""

    def __init__(self) -> None:
        self._kept: dict[tuple[object, ...], Dictionary] = {}
        self._lock = Lock()

    def of(self, connection: Connection, release: Release) -> Dictionary:
        """The dictionary of a release."""
        # Not by the number alone: another store may be put in the place of this one.
        key = (release.number, release.digest, release.created)
        found = self._kept.get(key)
        if found is None:
            # Two readers may both load it; neither waits for the other.
            found = dictionary.load(connection, release.number)
            with self._lock:
                self._kept[key] = found
                while len(self._kept) > KEPT:
                    self._kept.pop(next(iter(self._kept)))
        return found
