"""Releases and their dictionaries in memory, a few of them: every answer needs one."""

from __future__ import annotations

from threading import Lock
from typing import NamedTuple

from app.domain.dictionary import Dictionary
from app.domain.release import Release
from app.store import dictionary, releases
from app.store.engine import Connection
from app.store.releases import Mark

KEPT = 8


class Edition(NamedTuple):
    """A release and its dictionary."""

    release: Release
    dictionary: Dictionary


class Dictionaries:
    """A release never changes, so an edition that was read stays right. Not by its number alone:
    another store may be put in the place of this one."""

    def __init__(self) -> None:
        self._kept: dict[Mark, Edition] = {}
        self._lock = Lock()

    def has(self, newest: Mark, number: int) -> bool:
        """Whether the edition of a release can be had without reading more than a row of it."""
        return self._newest(newest, number) is not None

    def _newest(self, newest: Mark, number: int) -> Edition | None:
        return self._kept.get(newest) if number == newest.number else None

    def edition(self, connection: Connection, newest: Mark, number: int) -> Edition | None:
        """The edition of a release, which is most often the newest; None where there is none."""
        held = self._newest(newest, number)
        if held is not None:
            return held
        release = releases.find(connection, number)
        if release is None:
            return None
        mark = Mark(release.number, release.digest, release.created)
        found = self._kept.get(mark)
        if found is None:
            # Two readers may both load it; neither waits for the other.
            found = Edition(release, dictionary.load(connection, number))
            with self._lock:
                self._kept[mark] = found
                while len(self._kept) > KEPT:
                    self._kept.pop(next(iter(self._kept)))
        return found
