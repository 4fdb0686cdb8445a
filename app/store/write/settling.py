"""What became of contested cells, written some at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import Connection, func, select, update

from app.domain.observation import Status
from app.domain.release import CellChangeKind
from app.domain.statement import Line, Place
from app.store import tables
from app.store.cells import batches, one_of
from app.store.values import split, stored_inferences
from app.store.write.contests import Contest
from app.store.write.insert import highest_id, insert_rows

_observations, _further = tables.observations, tables.further_citations


class Settling:
    """Writes what became of contested cells, and counts it."""

    def __init__(self, connection: Connection, release: int) -> None:
        self._connection = connection
        self._release = release
        self._highest = highest_id(connection, _observations)
        self.recited = 0

    def write(
        self, settled: Iterable[tuple[Contest, Sequence[Line]]]
    ) -> list[CellChangeKind | None]:
        """Store the lines of some cells; what was done to each line that changed, and None for a
        cell of which none did. `recited` counts the cells that are as before but for where they
        are printed."""
        ended: list[int] = []
        uncited: list[tuple[int, int]] = []
        versions: list[dict[str, Any]] = []
        cited: list[dict[str, Any]] = []
        recited: dict[int, list[Place]] = {}
        kinds: list[CellChangeKind | None] = []
        for contest, lines in settled:
            told = len(uncited) + len(recited)
            before = {line.number: line for line in contest.lines}
            opened = [
                line
                for line in lines
                if line.number not in before or before[line.number].said != line.said
            ]
            for line in opened:
                if line.number in before:
                    ended.append(contest.versions[line.number])
                self._highest += 1
                first, *further = chain.from_iterable(line.cited.values())
                versions.append(self._version(contest.cell_id, line, first))
                cited += self._further(self._highest, further)
            for line in lines:
                if line not in opened:
                    gone, more = _recited(contest, line)
                    uncited += gone
                    recited |= more
            self.recited += not opened and len(uncited) + len(recited) > told
            kinds += [_kind(before, line) for line in opened] or [None]
        last = self._last_positions(list(recited))
        for version, places in recited.items():
            cited += self._further(version, places, last.get(version, 0))
        self._store(ended, uncited, versions, cited)
        return kinds

    def _last_positions(self, versions: Sequence[int]) -> dict[int, int]:
        """The last position among the further citations of each of some versions. Positions are
        never used again, also those of citations that ended."""
        found: dict[int, int] = {}
        for some in batches(versions):
            query = (
                select(_further.c.observation_id, func.max(_further.c.position))
                .where(_further.c.observation_id.in_(some))
                .group_by(_further.c.observation_id)
            )
            found |= {row[0]: row[1] for row in self._connection.execute(query)}
        return found

    def _version(self, cell_id: int, line: Line, first: Place) -> dict[str, Any]:
        digits, exponent = split(line.said.value)
        return {
            "id": self._highest,
            "cell_id": cell_id,
            "alternative": line.number,
            "release_from": self._release,
            "digits": digits,
            "exponent": exponent,
            "status": line.said.status,
            "qualifier": line.said.qualifier,
            "forces": line.said.forces,
            "inferred": stored_inferences(line.said.inferred),
            "note": line.said.note,
            "reason": line.reason,
            **_stated_at(first),
        }

    def _further(
        self, version: int, places: Iterable[Place], last: int = 0
    ) -> list[dict[str, Any]]:
        """The citations of some places, at the positions behind the last."""
        return [
            {
                "observation_id": version,
                "position": position,
                "release_from": self._release,
                **_stated_at(place),
            }
            for position, place in enumerate(places, start=last + 1)
        ]

    def _store(
        self,
        ended: Sequence[int],
        uncited: Sequence[tuple[int, int]],
        versions: Sequence[Mapping[str, Any]],
        cited: Sequence[Mapping[str, Any]],
    ) -> None:
        if ended:
            self._connection.execute(
                update(_observations)
                .where(_observations.c.id.in_(ended))
                .values(release_to=self._release)
            )
        for first in batches([version for version, position in uncited if not position]):
            self._connection.execute(
                update(_observations)
                .where(_observations.c.id.in_(first))
                .values(cited_to=self._release)
            )
        place = (_further.c.observation_id, _further.c.position)
        for some in batches([cited for cited in uncited if cited[1]], 4):
            self._connection.execute(
                update(_further).where(*one_of(place, some)).values(release_to=self._release)
            )
        insert_rows(self._connection, _observations, versions)
        insert_rows(self._connection, _further, cited)


def _stated_at(place: Place) -> dict[str, Any]:
    return {"passage_id": place.passage, "locator": place.locator, "stated": place.stated}


def _recited(contest: Contest, line: Line) -> tuple[list[tuple[int, int]], dict[int, list[Place]]]:
    """The citations that an open version loses, and the places that it gains, if any."""
    version = contest.versions[line.number]
    held = contest.places.get(version, {})
    wanted = [(source, place) for source, at in line.cited.items() for place in at]
    gone = [(version, position) for position, at in held.items() if at not in wanted]
    new = [place for source, place in wanted if (source, place) not in held.values()]
    return gone, {version: new} if new else {}


def _kind(before: Mapping[int, Line], opened: Line) -> CellChangeKind:
    if opened.number not in before:
        return CellChangeKind.ADDED
    if opened.said.status is Status.WITHDRAWN:
        return CellChangeKind.WITHDRAWN
    return CellChangeKind.REVISED
