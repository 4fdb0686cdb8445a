"""Storing the release itself: its counts, its documents and the warnings kept with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, Table, insert, update

from app.domain.release import ImportedDocument, Notice
from app.store import tables
from app.store.revisions import count_recited
from app.store.write.insert import insert_rows


def begin_release(
    connection: Connection, number: int, *, note: str, digest: str, created: datetime
) -> None:
    """The row that everything else of a release points to. What it changed is filled in at the
    end."""
    counts = dict.fromkeys(("added", "revised", "withdrawn", "unchanged"), 0)
    connection.execute(
        insert(tables.releases).values(
            number=number, created=created, note=note, digest=digest, **counts
        )
    )


def end_release(
    connection: Connection,
    number: int,
    counts: dict[str, int],
    documents: Sequence[ImportedDocument],
    warnings: Sequence[Notice],
) -> None:
    """Fill in what a release changed, what it was made from and what was warned of."""
    recited = count_recited(connection, number)
    connection.execute(
        update(tables.releases)
        .where(tables.releases.c.number == number)
        .values(**counts, recited=recited)
    )
    kept: tuple[tuple[Table, Sequence[ImportedDocument | Notice]], ...] = (
        (tables.release_documents, documents),
        (tables.release_warnings, warnings),
    )
    for table, items in kept:
        rows = [
            {"release": number, "position": position, **asdict(item)}
            for position, item in enumerate(items, start=1)
        ]
        insert_rows(connection, table, rows)
