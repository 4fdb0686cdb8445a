"""Releases, and what each changed."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, Row, func, select

from app.domain.dictionary import Dictionary
from app.domain.release import CellChange, CellChangeKind, Release
from app.errors import StoreError
from app.store import observations, tables

_releases = tables.releases


def latest(connection: Connection) -> Release | None:
    """The newest release, or None for an empty store."""
    newest = select(_releases).order_by(_releases.c.number.desc()).limit(1)
    found = connection.execute(newest).first()
    return None if found is None else _release(found)


def demand_latest(connection: Connection) -> Release:
    """The newest release; StoreError for an empty store."""
    newest = latest(connection)
    if newest is None:
        raise StoreError("the store holds no release yet; run: onrecord seed")
    return newest


def find(connection: Connection, number: int) -> Release | None:
    """One release by its number."""
    found = connection.execute(select(_releases).where(_releases.c.number == number)).first()
    return None if found is None else _release(found)


def page(
    connection: Connection, newest: int, after: observations.Position | None, limit: int
) -> list[Release]:
    """Releases up to a number, from behind another on, the oldest first."""
    query = select(_releases).where(_releases.c.number <= newest)
    query = query.order_by(_releases.c.number).limit(limit)
    if after is not None:
        query = query.where(_releases.c.number > after[0])
    return [_release(row) for row in connection.execute(query)]


def lock(connection: Connection) -> None:
    """Let no one else write a release until this transaction ends.

    SQLite's writing transactions exclude each other from their start.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("LOCK TABLE releases IN EXCLUSIVE MODE")


def count_changes(connection: Connection, number: int) -> int:
    """How many cells a release changed."""
    changed = select(func.count()).where(tables.observations.c.release_from == number)
    return connection.scalar(changed) or 0


def changes(
    connection: Connection,
    dictionary: Dictionary,
    number: int,
    after: observations.Position | None,
    limit: int,
) -> list[CellChange]:
    """The cells that a release changed, in cell order, from a position on."""
    since = observations.versions().where(tables.observations.c.release_from == number)
    shown = observations.paged(since, after).limit(limit)
    brought = observations.run(connection, dictionary, shown)
    cells = shown.with_only_columns(tables.observations.c.cell_id).subquery()
    ended = observations.versions().where(
        tables.observations.c.release_to == number,
        tables.observations.c.cell_id.in_(select(cells.c.cell_id)),
    )
    before = {
        observation.id: observation
        for observation in observations.run(connection, dictionary, ended)
    }
    return [
        CellChange(
            kind=CellChangeKind.REVISED if now.id in before else CellChangeKind.ADDED,
            before=before.get(now.id),
            after=now,
        )
        for now in brought
    ]


def _release(row: Row[tuple[object, ...]]) -> Release:
    fields = dict(row._mapping)
    created: datetime = fields["created"]
    # SQLite keeps no zone; what was stored is UTC.
    fields["created"] = created.replace(tzinfo=UTC) if created.tzinfo is None else created
    return Release(**fields)
