"""Saving a record as one release, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from app.domain.claim import Claim
from app.domain.observation import Cell, Citation, Observation
from app.domain.period import Period
from app.domain.record import Record
from app.store import tables
from app.store.save_dictionaries import Ids, insert_rows, save_dictionaries
from app.store.values import split, stored_inferences


def save_release(
    connection: Connection, record: Record, *, note: str, digest: str, created: datetime
) -> int:
    """Store a record into an empty store as its first release; its number."""
    number = 1
    insert_rows(
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
    ids = save_dictionaries(connection, record)
    cells = _save_cells(connection, record, ids)
    _save_observations(connection, record.observations, cells, ids["sources"], number)
    _save_claims(connection, record.claims, cells, ids["sources"], number)
    return number


def _save_cells(connection: Connection, record: Record, ids: Mapping[str, Ids]) -> Ids:
    cells = [Cell.parse(observation.id) for observation in record.observations]
    periods = {period.key: period for period in (Period.parse(cell.period) for cell in cells)}
    insert_rows(
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
    insert_rows(
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
        cited += _cited(observation.citations, sources, observation_id=number, release_from=release)
    insert_rows(connection, tables.observations, rows)
    insert_rows(connection, tables.citations, cited)


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
    insert_rows(connection, tables.claims, rows)
    insert_rows(connection, tables.claim_citations, cited)
    insert_rows(connection, tables.claim_operands, operands)
