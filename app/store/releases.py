"""Releases, and what each changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Row,
    Select,
    and_,
    func,
    or_,
    select,
    tuple_,
    union,
)

from app.domain.dictionary import Dictionary
from app.domain.observation import Observation, Status
from app.domain.release import CellChangeKind, ImportedDocument, Notice, Release
from app.errors import BehindError, StoreError
from app.store import tables
from app.store.cells import BOUNDS, ORDER, SMALL, Position, batches
from app.store.engine import is_standby
from app.store.observed import citations_in, observed
from app.store.versions import all_versions
from app.store.watch import kept_until_written

_releases, _observations = tables.releases, tables.observations
# What stands behind a change in order: the cell, then which of its lines.
CHANGE_BOUNDS = (*BOUNDS, SMALL)
_EMPTY = "the store holds no release yet; run: onrecord seed"
_MARKED = (_releases.c.number, _releases.c.digest, _releases.c.created)
# Every question asks this one.
_NEWEST = select(*_MARKED).order_by(_releases.c.number.desc()).limit(1)


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


class Mark(NamedTuple):
    """What tells a release from every other one, also from those of another store that may be put
    in the place of this one."""

    number: int
    digest: str
    created: datetime


def newest_mark(connection: Connection) -> Mark | None:
    """The mark of the newest release, or None for an empty store."""
    return kept_until_written(connection, "newest", lambda reader: _mark(reader, _NEWEST))


def demand_newest_mark(connection: Connection) -> Mark:
    """The mark of the newest release; StoreError for an empty store."""
    mark = newest_mark(connection)
    if mark is None:
        raise StoreError(_EMPTY)
    return mark


def holds(connection: Connection, mark: Mark) -> bool:
    """Whether a release is one of this record's."""
    return _mark(connection, select(*_MARKED).where(_releases.c.number == mark.number)) == mark


def _mark(connection: Connection, query: Select[Any]) -> Mark | None:
    row = connection.execute(query).first()
    return None if row is None else Mark(row.number, row.digest, _in_utc(row.created))


def latest(connection: Connection) -> Release | None:
    """The newest release, or None for an empty store."""
    newest = select(_releases).order_by(_releases.c.number.desc()).limit(1)
    return next(iter(_read(connection, newest)), None)


def demand_latest(connection: Connection) -> Release:
    """The newest release; StoreError for an empty store."""
    newest = latest(connection)
    if newest is None:
        raise StoreError(_EMPTY)
    return newest


def find(connection: Connection, number: int) -> Release | None:
    """One release by its number; BehindError where a standby lacks it, as others may have it."""
    one = select(_releases).where(_releases.c.number == number)
    found = next(iter(_read(connection, one)), None)
    if found is None and is_standby(connection):
        raise BehindError(f"release {number} is not here, or not yet")
    return found


def demand(connection: Connection, release: Release) -> None:
    """BehindError where a store, such as a standby, does not have a release."""
    digest = select(_releases.c.digest).where(_releases.c.number == release.number)
    if connection.scalar(digest) != release.digest:
        raise BehindError(f"the store does not have release {release.number}, which was asked for")


def page(connection: Connection, newest: int, after: Position | None, limit: int) -> list[Release]:
    """Releases up to a number, from behind another on, the oldest first."""
    query = select(_releases).where(_releases.c.number <= newest)
    query = query.order_by(_releases.c.number).limit(limit)
    if after is not None:
        query = query.where(_releases.c.number > after[0])
    return _read(connection, query)


def warnings(
    connection: Connection, number: int, after: Position | None, limit: int
) -> list[tuple[int, Notice]]:
    """The warnings kept with a release, each with its position, from behind another on."""
    kept = tables.release_warnings
    query = select(kept).where(kept.c.release == number).order_by(kept.c.position).limit(limit)
    if after is not None:
        query = query.where(kept.c.position > after[0])
    return [
        (row.position, Notice(row.code, row.detail, row.document, row.line))
        for row in connection.execute(query)
    ]


def lock(connection: Connection) -> None:
    """Let no one else write a release until this transaction ends.

    SQLite's writing transactions exclude each other from their start.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("LOCK TABLE releases IN EXCLUSIVE MODE")


def count_changes(connection: Connection, number: int) -> int:
    """How many versions a release brought, or gave other citations."""
    return connection.scalar(select(func.count()).select_from(_touched(number).subquery())) or 0


def _touched(number: int) -> CompoundSelect[Any]:
    """The ids of the versions that a release brought, and of those that it gave other citations."""
    brought = select(_observations.c.id).where(_observations.c.release_from == number)
    further = tables.further_citations
    earlier = and_(_observations.c.release_from < number, _stands_in(number))
    no_longer = select(_observations.c.id).where(_observations.c.cited_to == number, earlier)
    recited = [
        select(further.c.observation_id).join_from(further, _observations).where(change, earlier)
        for change in (further.c.release_from == number, further.c.release_to == number)
    ]
    return union(brought, no_longer, *recited)


def _stands_in(number: int) -> ColumnElement[bool]:
    ended = _observations.c.release_to
    return or_(ended.is_(None), ended > number)


def changes(
    connection: Connection,
    dictionary: Dictionary,
    number: int,
    after: Position | None,
    limit: int,
) -> list[Revision]:
    """What a release changed, in cell order, from a position on."""
    line = _observations.c.alternative
    order = (*ORDER, line)
    since = all_versions().where(_observations.c.id.in_(_touched(number)))
    if after is not None:
        since = since.where(tuple_(*order) > after)
    rows = connection.execute(since.order_by(*order).limit(limit)).all()
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
    position = (*tuple(row)[: len(ORDER)], row.alternative)
    return Revision(kind, row.alternative, before, now, position)


def _read(connection: Connection, query: Select[Any]) -> list[Release]:
    rows = connection.execute(query).all()
    numbers = [row.number for row in rows]
    kept, made_from = tables.release_warnings, tables.release_documents
    counted = select(kept.c.release, func.count().label("total"))
    counted = counted.where(kept.c.release.in_(numbers)).group_by(kept.c.release)
    warned = {row.release: row.total for row in connection.execute(counted)}
    documents: dict[int, list[ImportedDocument]] = defaultdict(list)
    read = select(made_from).where(made_from.c.release.in_(numbers))
    for row in connection.execute(read.order_by(made_from.c.release, made_from.c.position)):
        fields = dict(row._mapping)
        documents[fields.pop("release")].append(
            ImportedDocument(**{name: fields[name] for name in fields if name != "position"})
        )
    return [
        _release(row, warnings=warned.get(row.number, 0), documents=documents[row.number])
        for row in rows
    ]


def _release(row: Row[Any], **more: Any) -> Release:
    fields = dict(row._mapping)
    fields["created"] = _in_utc(fields["created"])
    return Release(**fields, **more)


def _in_utc(created: datetime) -> datetime:
    """SQLite keeps no zone; what was stored is UTC."""
    return created.replace(tzinfo=UTC) if created.tzinfo is None else created
