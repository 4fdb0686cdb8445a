"""Passages that stand in several sources."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from app.store import tables


def shared_paragraphs(connection: Connection, release: int) -> dict[tuple[int, int], int]:
    """How many paragraphs a source has in common with another one, by the ids of both; the first
    is one whose paragraph came with the release."""
    mine, other = tables.passages, tables.passages.alias()
    query = (
        select(mine.c.source_id, other.c.source_id.label("other_id"), func.count().label("total"))
        .join_from(mine, other, mine.c.fingerprint == other.c.fingerprint)
        .where(
            mine.c.release_from == release,
            mine.c.paragraph != tables.WHOLE_DOCUMENT,
            other.c.paragraph != tables.WHOLE_DOCUMENT,
            mine.c.source_id != other.c.source_id,
        )
        .group_by(mine.c.source_id, other.c.source_id)
    )
    return {(row.source_id, row.other_id): row.total for row in connection.execute(query)}
