"""One document under two slugs, whose figures would count as those of two sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.domain.dictionary import Dictionary, Source
from app.domain.release import Notice
from app.domain.source import address
from app.domain.suggest import fold
from app.importing.parse import Parsed, sources_of
from app.store.engine import Connection
from app.store.passages import shared_paragraphs


def doubles(
    connection: Connection, before: Dictionary, after: Dictionary, parsed: Sequence[Parsed]
) -> Iterator[Notice]:
    """A notice for every source document that has the title and publisher, the address, or most of
    the cited paragraphs of another source: of the record before, or of a document before it."""
    shared = shared_paragraphs(connection, after.release)
    known: dict[str, Source] = dict(before.entries["sources"])
    for read, document in sources_of(parsed):
        row = document.source
        for slug, other in known.items():
            if slug == row.slug:
                continue
            same = []
            if fold(row.title) == fold(other.title) and row.publisher == other.publisher:
                same.append("the title")
            if row.url is not None and other.url and address(row.url) == address(other.url):
                same.append("the address")
            alike = shared.get((after.ids["sources"][row.slug], after.ids["sources"][slug]), 0)
            # A paragraph on where to find help may stand in many articles.
            if alike * 2 > len(row.paragraphs):
                same.append(f"{alike} of the {len(row.paragraphs)} cited paragraphs")
            if same:
                yield Notice(
                    "same_source",
                    f"{row.slug!r} has {' and '.join(same)} of {slug!r}; if it is the same "
                    "document, use that slug, or its figures count as those of two sources",
                    read.name,
                    read.lines[("source",)],
                )
        known[row.slug] = after.source(row.slug)
