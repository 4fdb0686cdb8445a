"""What a release changed: the versions that it brought, and those that it gave other citations.

They are listed in the order in which they were stored, which is that of the documents where figures
are new: an index has them so, and a page of a release of millions costs what a page of a small one
does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, or_, select, union

from app.domain.dictionary import Dictionary
from app.domain.observation import Observation, Status
from app.domain.release import CellChangeKind
from app.store import tables
from app.store.cells import BIG, Position, batches
from app.store.observed import citations_in, observed
from app.store.versions import all_versions

_observations, _further = tables.observations, tables.further_citations
_BROUGHT, _RECITED = 0, 1
# What stands behind a revision in order: the part of the list, then the id of the version.
REVISION_BOUNDS = (_RECITED, BIG)


@dataclass(frozen=True)
class Revision:
    """A version that a release brought, the one that it ended, and where it stands in order."""

    kind: CellChangeKind
    alternative: int
    before: Observation | None
    after: Observation
    position: Position

    @property
    def reason(self) -> str | None:
        """Why the figure differs from before, where it does."""
        same = self.before is None or self.kind is CellChangeKind.RECITED
        return None if same else self.after.reason

    @property
    def sources(self) -> set[str]:
        """The sources that state either version."""
        before = set() if self.before is None else _sources(self.before)
        return before | _sources(self.after)


def revisions(
    connection: Connection,
    dictionary: Dictionary,
    number: int,
    after: Position | None,
    limit: int,
) -> list[Revision]:
    """What a release changed, from behind a position on: first what it brought, then what it cites
    otherwise."""
    part, id_ = after or (_BROUGHT, 0)
    rows: list[Row[Any]] = []
    if part == _BROUGHT:
        rows += connection.execute(_brought(number, id_, limit)).all()
        id_ = 0
    if len(rows) < limit:
        rows += connection.execute(_recited(number, id_, limit - len(rows))).all()
    found = observed(connection, dictionary, rows)
    then, earlier = (
        citations_in(connection, dictionary, release, rows) for release in (number, number - 1)
    )
    ended = _ended(connection, dictionary, number, {row.cell_id for row in rows})
    return [
        _revision(
            row,
            replace(now, citations=then[row.id]),
            replace(now, citations=earlier[row.id])
            if row.release_from < number
            else _before(ended[row.cell_id], row.alternative, now),
            recited=row.release_from < number,
        )
        for row, now in zip(rows, found, strict=True)
    ]


def count_recited(connection: Connection, number: int) -> int:
    """How many versions that were there before a release cites otherwise than before it."""
    ids = union(*_recited_ids(number, 0)).subquery()
    return connection.scalar(select(func.count()).select_from(ids)) or 0


def _brought(number: int, after: int, limit: int) -> Select[Any]:
    query = all_versions().where(_observations.c.release_from == number, _observations.c.id > after)
    return query.order_by(_observations.c.id).limit(limit)


def _recited(number: int, after: int, limit: int) -> Select[Any]:
    """Each way in which it may be seen gives no more than are wanted: their union is small."""
    first = [
        select(found.order_by(found.selected_columns[0]).limit(limit).subquery())
        for found in _recited_ids(number, after)
    ]
    query = all_versions().where(_observations.c.id.in_(union(*first)))
    return query.order_by(_observations.c.id).limit(limit)


def _recited_ids(number: int, after: int) -> Sequence[Select[Any]]:
    """The ids of earlier versions that a release no longer cites where they were first, that it
    cites from further places, or from fewer; versions behind an id alone."""
    brought = select(func.min(_observations.c.id)).where(_observations.c.release_from == number)
    # Ids are given in the order of releases; those of its own versions are not looked through.
    last = func.coalesce(brought.scalar_subquery(), BIG)
    ended = _observations.c.release_to
    earlier = and_(_observations.c.release_from < number, or_(ended.is_(None), ended > number))
    cited_first, version = _observations.c.id, _further.c.observation_id
    return [
        select(cited_first).where(_observations.c.cited_to == number, earlier, cited_first > after),
        *(
            select(version)
            .join_from(_further, _observations)
            .where(change == number, earlier, version > after, version < last)
            for change in (_further.c.release_from, _further.c.release_to)
        ),
    ]


def _ended(
    connection: Connection, dictionary: Dictionary, number: int, cells: Set[int]
) -> dict[int, dict[int, Observation]]:
    """The versions that a release ended, by cell and line."""
    found: dict[int, dict[int, Observation]] = defaultdict(dict)
    for some in batches(sorted(cells)):
        query = all_versions().where(
            and_(_observations.c.release_to == number, _observations.c.cell_id.in_(some))
        )
        rows = connection.execute(query).all()
        for row, before in zip(rows, observed(connection, dictionary, rows), strict=True):
            found[row.cell_id][row.alternative] = before
    return found


def _before(ended: Mapping[int, Observation], line: int, now: Observation) -> Observation | None:
    """The version that another one follows: that of its line, and for an alternative, where two
    lines have changed places, that of its own source."""
    before = ended.get(line)
    if before is None or line == 0:
        return before
    own = _sources(now)
    lines = [before, *ended.values()]
    return next((version for version in lines if own & _sources(version)), before)


def _sources(version: Observation) -> set[str]:
    return {citation.source for citation in version.citations}


def _revision(
    row: Row[Any], now: Observation, before: Observation | None, *, recited: bool
) -> Revision:
    kind = CellChangeKind.REVISED
    if recited:
        kind = CellChangeKind.RECITED
    elif before is None:
        kind = CellChangeKind.ADDED
    elif now.status is Status.WITHDRAWN:
        kind = CellChangeKind.WITHDRAWN
    return Revision(kind, row.alternative, before, now, (_RECITED if recited else _BROUGHT, row.id))
