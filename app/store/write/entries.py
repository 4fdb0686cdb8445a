"""Storing what dictionaries and sources say, as versions of their entries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select, update

from app.domain.record import Record
from app.store import tables
from app.store.contents import content_of
from app.store.write.insert import highest_id, insert_rows

Ids = Mapping[str, int]


@dataclass
class EntriesSaved:
    """The ids of all entries, noun by noun, and how many are new or say something new."""

    ids: dict[str, dict[str, int]] = field(default_factory=dict)
    added: int = 0
    revised: int = 0


def save_entries(connection: Connection, record: Record, release: int) -> EntriesSaved:
    """Store the entries of a record that are new, and a version of those that say something else
    than before. Entries that the record does not name stay as they are."""
    saved = EntriesSaved()
    for noun in tables.NOUNS:
        entries = {
            entry.source.slug if noun == "sources" else entry.slug: content_of(entry)
            for entry in getattr(record, noun)
        }
        _save(connection, noun, entries, release, saved)
    return saved


def _save(
    connection: Connection,
    noun: str,
    entries: Mapping[str, dict[str, Any]],
    release: int,
    saved: EntriesSaved,
) -> None:
    table, versions = tables.NOUNS[noun], tables.entry_versions
    ids = {row.slug: row.id for row in connection.execute(select(table.c.id, table.c.slug))}
    now = {row.entry_id: row.content for row in connection.execute(_open_versions(noun))}
    new = [slug for slug in entries if slug not in ids]
    first = highest_id(connection, table) + 1
    ids |= {slug: at for at, slug in enumerate(new, start=first)}
    insert_rows(connection, table, [{"id": ids[slug], "slug": slug} for slug in new])
    changed = [slug for slug in entries if slug not in new and now[ids[slug]] != entries[slug]]
    for slug in changed:
        connection.execute(
            update(versions)
            .where(versions.c.noun == noun, versions.c.entry_id == ids[slug])
            .where(versions.c.release_to.is_(None))
            .values(release_to=release)
        )
    insert_rows(
        connection,
        versions,
        [
            {
                "noun": noun,
                "entry_id": ids[slug],
                "release_from": release,
                "content": entries[slug],
            }
            for slug in (*new, *changed)
        ],
    )
    saved.ids[noun] = ids
    saved.added += len(new)
    saved.revised += len(changed)


def _open_versions(noun: str) -> Any:
    versions = tables.entry_versions
    return select(versions.c.entry_id, versions.c.content).where(
        versions.c.noun == noun, versions.c.release_to.is_(None)
    )


@dataclass
class Passages:
    """The ids of passages by source, paragraph and fingerprint. New ones get theirs when they are
    asked for, and are stored all together later: figures are staged meanwhile."""

    connection: Connection
    release: int
    ids: dict[tuple[int, int, str], int]
    highest: int
    waiting: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def of(cls, connection: Connection, release: int) -> Passages:
        """The passages that the record has."""
        table = tables.passages
        known = {
            (row.source_id, row.paragraph, row.fingerprint): row.id
            for row in connection.execute(select(table))
        }
        return cls(connection, release, known, highest_id(connection, table))

    def id_of(self, source: int, paragraph: int, fingerprint: str) -> int:
        """The id of a passage."""
        key = (source, paragraph, fingerprint)
        if key not in self.ids:
            self.highest += 1
            self.ids[key] = self.highest
            self.waiting.append(
                {
                    "id": self.highest,
                    "source_id": source,
                    "paragraph": paragraph,
                    "fingerprint": fingerprint,
                    "release_from": self.release,
                }
            )
        return self.ids[key]

    def store(self) -> None:
        """Store the new ones."""
        insert_rows(self.connection, tables.passages, self.waiting)
        self.waiting.clear()
