"""The record as documents see it: its entries as rows, so that one rule serves old and new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from app.domain.dictionary import Area, Category, Dataset, Dictionary, Measure
from app.importing.assemble import entries
from app.importing.document import ReadDocument
from app.importing.entry_rows import DICTIONARY_ROWS, EntriesDocument, EntryRow
from app.importing.parse import Parsed, rows_of

NOTHING = Dictionary(
    0,
    {noun: {} for noun in (*DICTIONARY_ROWS, "sources", "periods")},
    {noun: {} for noun in (*DICTIONARY_ROWS, "sources", "periods")},
    {noun: {} for noun in (*DICTIONARY_ROWS, "sources", "periods")},
    {},
)


def around(before: Dictionary, parsed: Iterable[Parsed]) -> list[Parsed]:
    """The entries of the record that some documents do not define anew, and then the documents."""
    documents = list(parsed)
    anew = {
        noun: {placed.row.slug for placed in rows_of(documents, kind)}
        for noun, kind in DICTIONARY_ROWS.items()
    }
    rows = {
        noun: [
            row_of(noun, entry)
            for slug, entry in before.entries[noun].items()
            if slug not in anew[noun]
        ]
        for noun in DICTIONARY_ROWS
    }
    return [brought("the record", rows), *documents]


def entries_of(before: Dictionary, parsed: Sequence[Parsed]) -> dict[str, list[Any]]:
    """Every entry that there would be after an import, noun by noun, sources too."""
    anew = entries(parsed, around(before, parsed))
    anew["sources"] = [cited.source for cited in anew["sources"]]
    return {
        noun: list(
            (dict(before.entries[noun]) | {entry.slug: entry for entry in anew[noun]}).values()
        )
        for noun in (*DICTIONARY_ROWS, "sources")
    }


def brought(name: str, rows: Mapping[str, list[EntryRow]]) -> Parsed:
    """Entries by noun as a document that says no more about where each stands."""
    lines: defaultdict[tuple[str | int, ...], int] = defaultdict(lambda: 1)
    lines[()] = 1
    return Parsed(ReadDocument(name, {}, lines), EntriesDocument.model_construct(None, **rows))


def row_of(noun: str, entry: Any) -> EntryRow:
    """An entry as the row that would define it."""
    kind = DICTIONARY_ROWS[noun]
    fields: dict[str, Any] = {name: getattr(entry, name, None) for name in kind.model_fields}
    if isinstance(entry, Area):
        fields["member_of"] = [
            {"area": link.area, "from": _text(link.from_), "to": _text(link.to)}
            for link in entry.parents
        ]
        fields["distinct_from"] = [
            {"area": other.area, "why": other.why} for other in entry.distinct_from
        ]
    if isinstance(entry, Category):
        fields["distinct_from"] = [asdict(other) for other in entry.distinct_from]
    if isinstance(entry, Measure) and entry.rounded_to is not None:
        fields["rounded_to"] = str(entry.rounded_to)
    if isinstance(entry, Category | Dataset):
        fields["breaks"] = [
            {"since": _text(found.since), "detail": found.detail, "source": found.source}
            for found in entry.breaks
        ]
    return kind.model_validate(fields)


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
