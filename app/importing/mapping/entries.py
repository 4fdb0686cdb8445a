"""The dictionary entries that lie ready beside the mappings, and which of them figures need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from app.domain.dictionary import Area, Category
from app.importing.assemble import area_of
from app.importing.entry_rows import AreaRow, CategoryRow, EntryRow, PlatformRow
from app.importing.mapping.language import NOUNS


@dataclass(frozen=True)
class KnownEntries:
    """What the record holds already: its areas and categories, and the slugs of every noun
    (`areas`, `categories`, `measures`, `datasets`, `populations`, `platforms`)."""

    areas: list[Area] = field(default_factory=list)
    categories: list[Category] = field(default_factory=list)
    slugs: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def has(self, noun: str, slug: str) -> bool:
        """Whether the record has this entry."""
        return slug in self.slugs.get(noun, frozenset())


@dataclass(frozen=True)
class Entries:
    """Entries by noun and slug."""

    rows: Mapping[str, Mapping[str, EntryRow]]

    def areas(self) -> Iterator[AreaRow]:
        """The areas."""
        yield from (row for row in self.rows["areas"].values() if isinstance(row, AreaRow))

    def categories(self) -> Iterator[CategoryRow]:
        """The categories."""
        rows = self.rows["categories"].values()
        yield from (row for row in rows if isinstance(row, CategoryRow))

    def all_areas(self, known: KnownEntries) -> list[Area]:
        """The record's areas, and those that it has not got yet."""
        return [
            *known.areas,
            *(area_of(row, {}) for row in self.areas() if not known.has("areas", row.slug)),
        ]

    def needed(
        self, wanted: Iterable[tuple[str, str]], made: Iterable[CategoryRow], known: KnownEntries
    ) -> list[EntryRow]:
        """The entries behind the slugs that the record lacks, and the entries that those refer to.

        `made` are entries from the document itself. What an entry is told apart from or is a member
        of is dropped where nobody knows it.
        """
        rows = {noun: dict(self.rows.get(noun, {})) for noun in NOUNS}
        rows["categories"].update({row.slug: row for row in made})
        found: dict[tuple[str, str], EntryRow] = {}
        waiting = list(wanted)
        while waiting:
            noun, slug = waiting.pop()
            if (noun, slug) in found or known.has(noun, slug) or slug not in rows[noun]:
                continue
            found[noun, slug] = rows[noun][slug]
            waiting += references(rows[noun][slug])
        order = list(NOUNS)
        ordered = sorted(found, key=lambda key: (order.index(key[0]), key[1]))
        return [_trimmed(found[key], found, known) for key in ordered]


def references(row: EntryRow) -> Iterator[tuple[str, str]]:
    """The noun and slug of everything that an entry refers to."""
    if isinstance(row, AreaRow):
        for slug in (
            *(link.area for link in row.member_of),
            *(other.area for other in row.distinct_from),
            *row.may_be,
        ):
            yield "areas", slug
    if isinstance(row, CategoryRow):
        yield from (("categories", other.category) for other in row.distinct_from)
    if isinstance(row, CategoryRow | PlatformRow) and row.parent is not None:
        yield ("categories" if isinstance(row, CategoryRow) else "platforms"), row.parent


def _trimmed(
    row: EntryRow, found: Mapping[tuple[str, str], EntryRow], known: KnownEntries
) -> EntryRow:
    def there(noun: str, slug: str) -> bool:
        return (noun, slug) in found or known.has(noun, slug)

    if isinstance(row, AreaRow):
        links = [link for link in row.member_of if there("areas", link.area)]
        others = [other for other in row.distinct_from if there("areas", other.area)]
        return row.model_copy(update={"member_of": links, "distinct_from": others})
    if isinstance(row, CategoryRow):
        told = [other for other in row.distinct_from if there("categories", other.category)]
        return row.model_copy(update={"distinct_from": told})
    return row
