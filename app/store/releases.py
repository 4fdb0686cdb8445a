"""Releases, and the warnings kept with each."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, func, select

from app.domain.release import ImportedDocument, Notice, Release
from app.errors import BehindError, StoreError
from app.store import tables
from app.store.cells import Position
from app.store.engine import is_standby
from app.store.watch import kept_until_written

_releases = tables.releases
_EMPTY = "the store holds no release yet; run: onrecord seed"
_MARKED = (_releases.c.number, _releases.c.digest, _releases.c.created)
# Every question asks this one.
_NEWEST = select(*_MARKED).order_by(_releases.c.number.desc()).limit(1)


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
