"""Saving a record as one release, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, insert

from app.domain.claim import Claim
from app.domain.dictionary import Area
from app.domain.observation import Cell, Citation, Observation
from app.domain.period import Period
from app.domain.record import CitedSource, Record
from app.domain.suggest import fold
from app.store import tables
from app.store.values import split, stored_inferences

Ids = Mapping[str, int]


def save_release(
    connection: Connection, record: Record, *, note: str, digest: str, created: datetime
) -> int:
    """Store a record into an empty store as its first release; its number."""
    number = 1
    _insert(
        connection,
        tables.releases,
        [
            {
                "number": number,
                "created": created,
                "note": note,
                "digest": digest,
                "added": len(record.observations),
                "revised": 0,
                "withdrawn": 0,
                "unchanged": 0,
            }
        ],
    )
    ids = _save_dictionaries(connection, record)
    _save_sources(connection, record.sources, ids)
    cells = _save_cells(connection, record, ids)
    _save_observations(connection, record.observations, cells, ids["sources"], number)
    _save_claims(connection, record.claims, cells, ids["sources"], number)
    return number


def _insert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), list(rows))


def _save_dictionaries(connection: Connection, record: Record) -> dict[str, Ids]:
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
        _insert(connection, table, sorted(rows, key=lambda row: _depth(row["slug"], entries)))
    flat: tuple[tuple[str, Table, tuple[str, ...]], ...] = (
        ("populations", tables.populations, ()),
        ("measures", tables.measures, ("unit", "counted", "summable", "comparable")),
        ("datasets", tables.datasets, ("producer", "method", "coverage", "comparability")),
    )
    for noun, table, names in flat:
        _insert(
            connection,
            table,
            [
                {"id": ids[noun][entry.slug]}
                | {name: getattr(entry, name) for name in ("slug", "name", "definition", *names)}
                for entry in getattr(record, noun)
            ],
        )
    _insert(
        connection,
        tables.support_organisations,
        [
            {"id": ids["support_organisations"][entry.slug]}
            | {name: getattr(entry, name) for name in ("slug", "name", "about", "website", "phone")}
            for entry in record.support_organisations
        ],
    )
    return ids


def _depth(slug: str, entries: Mapping[str, Any]) -> int:
    depth = 0
    while (parent := entries[slug].parent) is not None:
        slug, depth = parent, depth + 1
    return depth


def _save_areas(connection: Connection, areas: Sequence[Area], ids: Ids) -> None:
    _insert(
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
    _insert(
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
    _insert(
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
    _insert(connection, tables.area_distinctions, relations)


def _save_sources(
    connection: Connection, sources: Sequence[CitedSource], ids: Mapping[str, Ids]
) -> None:
    names = ("slug", "title", "publisher", "kind", "published", "url", "notes")
    _insert(
        connection,
        tables.sources,
        [
            {"id": ids["sources"][cited.source.slug]}
            | {name: getattr(cited.source, name) for name in names}
            for cited in sources
        ],
    )
    _insert(
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
    _insert(
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


def _save_cells(connection: Connection, record: Record, ids: Mapping[str, Ids]) -> Ids:
    cells = [Cell.parse(observation.id) for observation in record.observations]
    periods = {period.key: period for period in (Period.parse(cell.period) for cell in cells)}
    _insert(
        connection,
        tables.periods,
        [
            {
                "id": key,
                "slug": period.slug,
                "kind": period.kind,
                "start_date": period.start,
                "end_date": period.end,
            }
            for key, period in sorted(periods.items())
        ],
    )
    numbered = {cell.key: at for at, cell in enumerate(cells, start=1)}
    _insert(
        connection,
        tables.cells,
        [
            {
                "id": numbered[cell.key],
                "area_id": ids["areas"][cell.area],
                "period_id": Period.parse(cell.period).key,
                "category_id": _optional(ids["categories"], cell.category),
                "measure_id": ids["measures"][cell.measure],
                "platform_id": _optional(ids["platforms"], cell.platform),
                "population_id": _optional(ids["populations"], cell.population),
                "dataset_id": ids["datasets"][cell.dataset],
            }
            for cell in cells
        ],
    )
    return numbered


def _optional(ids: Ids, slug: str | None) -> int:
    return tables.DOES_NOT_APPLY if slug is None else ids[slug]


def _save_observations(
    connection: Connection,
    observations: Sequence[Observation],
    cells: Ids,
    sources: Ids,
    release: int,
) -> None:
    rows: list[dict[str, Any]] = []
    cited: list[dict[str, Any]] = []
    for number, observation in enumerate(observations, start=1):
        digits, exponent = split(observation.value)
        rows.append(
            {
                "id": number,
                "cell_id": cells[observation.id],
                "release_from": release,
                "digits": digits,
                "exponent": exponent,
                "status": observation.status,
                "qualifier": observation.qualifier,
                "forces": observation.forces,
                "inferred": stored_inferences(observation.inferred),
                "note": observation.note,
            }
        )
        cited += _cited(observation.citations, sources, observation_id=number)
    _insert(connection, tables.observations, rows)
    _insert(connection, tables.citations, cited)


def _cited(citations: Iterable[Citation], sources: Ids, **owner: int) -> list[dict[str, Any]]:
    return [
        {
            **owner,
            "source_id": sources[citation.source],
            "paragraph": citation.paragraph,
            "stated": citation.stated,
        }
        for citation in citations
    ]


def _save_claims(
    connection: Connection, claims: Sequence[Claim], cells: Ids, sources: Ids, release: int
) -> None:
    rows: list[dict[str, Any]] = []
    cited: list[dict[str, Any]] = []
    operands: list[dict[str, Any]] = []
    for number, claim in enumerate(claims, start=1):
        digits, exponent = split(claim.value)
        rows.append(
            {
                "id": number,
                "source_id": sources[claim.source],
                "paragraph": claim.paragraph,
                "ordinal": claim.ordinal,
                "kind": claim.kind,
                "statement": claim.statement,
                "digits": digits,
                "exponent": exponent,
                "unit": claim.unit,
                "qualifier": claim.qualifier,
                "direction": claim.direction,
                "inferred": stored_inferences(claim.inferred),
                "release_from": release,
            }
        )
        for position, row in enumerate(_cited(claim.citations, sources, claim_id=number)):
            cited.append({**row, "position": position})
        for position, operand in enumerate(claim.operands):
            operands.append(
                {
                    "claim_id": number,
                    "position": position,
                    "role": operand.role,
                    "cell_id": cells[operand.cell.key] if operand.cell else None,
                    "missing": operand.missing,
                }
            )
    _insert(connection, tables.claims, rows)
    _insert(connection, tables.claim_citations, cited)
    _insert(connection, tables.claim_operands, operands)
