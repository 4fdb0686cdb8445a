"""Saving the dictionaries and the sources of a record; entries are numbered in their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, insert

from app.domain.dictionary import Area
from app.domain.record import CitedSource, Record
from app.domain.suggest import fold
from app.store import tables

Ids = Mapping[str, int]


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, if there are any."""
    if rows:
        connection.execute(insert(table), list(rows))


def save_dictionaries(connection: Connection, record: Record) -> dict[str, Ids]:
    """Store every dictionary and source; the ids of their entries, noun by noun."""
    ids: dict[str, Ids] = {
        noun: {entry.slug: at for at, entry in enumerate(getattr(record, noun), start=1)}
        for noun in (
            "areas",
            "categories",
            "platforms",
            "populations",
            "measures",
            "datasets",
            "support_organisations",
        )
    }
    ids["sources"] = {cited.source.slug: at for at, cited in enumerate(record.sources, start=1)}
    _save_areas(connection, record.areas, ids["areas"])
    for noun, table, own in (
        ("categories", tables.categories, "home_office_codes"),
        ("platforms", tables.platforms, "operator"),
    ):
        entries = {entry.slug: entry for entry in getattr(record, noun)}
        rows = [
            {
                "id": ids[noun][slug],
                "slug": slug,
                "name": entry.name,
                "definition": entry.definition,
                "parent_id": ids[noun][entry.parent] if entry.parent else None,
                own: getattr(entry, own),
            }
            for slug, entry in entries.items()
        ]
        # A parent is stored before its children, wherever it stands in the document.
        insert_rows(connection, table, sorted(rows, key=lambda row: _depth(row["slug"], entries)))
    flat: tuple[tuple[str, Table, tuple[str, ...]], ...] = (
        ("populations", tables.populations, ()),
        ("measures", tables.measures, ("unit", "counted", "summable", "comparable")),
        ("datasets", tables.datasets, ("producer", "method", "coverage", "comparability")),
    )
    for noun, table, names in flat:
        insert_rows(
            connection,
            table,
            [
                {"id": ids[noun][entry.slug]}
                | {name: getattr(entry, name) for name in ("slug", "name", "definition", *names)}
                for entry in getattr(record, noun)
            ],
        )
    insert_rows(
        connection,
        tables.support_organisations,
        [
            {"id": ids["support_organisations"][entry.slug]}
            | {name: getattr(entry, name) for name in ("slug", "name", "about", "website", "phone")}
            for entry in record.support_organisations
        ],
    )
    _save_sources(connection, record.sources, ids)
    return ids


def _depth(slug: str, entries: Mapping[str, Any]) -> int:
    depth = 0
    while (parent := entries[slug].parent) is not None:
        slug, depth = parent, depth + 1
    return depth


def _save_areas(connection: Connection, areas: Sequence[Area], ids: Ids) -> None:
    insert_rows(
        connection,
        tables.areas,
        [
            {
                "id": ids[area.slug],
                "slug": area.slug,
                "name": area.name,
                "definition": area.definition,
                "kind": area.kind,
                "gss_code": area.gss_code,
            }
            for area in areas
        ],
    )
    insert_rows(
        connection,
        tables.area_aliases,
        [
            {
                "spelling": fold(alias),
                "area_id": ids[area.slug],
                "alias": alias,
                "position": position,
            }
            for area in areas
            for position, alias in enumerate(area.aliases)
        ],
    )
    insert_rows(
        connection,
        tables.area_memberships,
        [
            {
                "member_id": ids[area.slug],
                "group_id": ids[parent.area],
                "valid_from": parent.from_,
                "valid_to": parent.to,
            }
            for area in areas
            for parent in area.parents
        ],
    )
    relations: list[dict[str, Any]] = []
    for area in areas:
        others = [
            *(("distinct_from", other.area, other.why) for other in area.distinct_from),
            *(("may_be", slug, None) for slug in area.may_be),
        ]
        for position, (relation, other_slug, why) in enumerate(others):
            relations.append(
                {
                    "area_id": ids[area.slug],
                    "other_id": ids[other_slug],
                    "position": position,
                    "relation": relation,
                    "why": why,
                }
            )
    insert_rows(connection, tables.area_distinctions, relations)


def _save_sources(
    connection: Connection, sources: Sequence[CitedSource], ids: Mapping[str, Ids]
) -> None:
    names = ("slug", "title", "publisher", "kind", "published", "url", "notes")
    insert_rows(
        connection,
        tables.sources,
        [
            {"id": ids["sources"][cited.source.slug]}
            | {name: getattr(cited.source, name) for name in names}
            for cited in sources
        ],
    )
    insert_rows(
        connection,
        tables.source_paragraphs,
        [
            {
                "source_id": ids["sources"][cited.source.slug],
                "paragraph": paragraph,
                "fingerprint": fingerprint,
            }
            for cited in sources
            for paragraph, fingerprint in cited.fingerprints.items()
        ],
    )
    insert_rows(
        connection,
        tables.source_support,
        [
            {
                "source_id": ids["sources"][cited.source.slug],
                "organisation_id": ids["support_organisations"][organisation],
                "paragraph": paragraph,
            }
            for cited in sources
            for organisation, paragraph in cited.support_paragraphs.items()
        ],
    )
