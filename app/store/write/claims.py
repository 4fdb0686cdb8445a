"""Storing claims as versions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, select, tuple_, update

from app.domain.claim import Claim
from app.domain.dictionary import Dictionary
from app.domain.observation import Validity
from app.store import tables
from app.store.cells import batches
from app.store.claims import ClaimSelection, select_claims
from app.store.values import split, stored_inferences
from app.store.write.insert import highest_id, insert_rows

ClaimKey = tuple[str, int, int]


@dataclass(frozen=True)
class ClaimsSaved:
    """How many claims are new and changed, which were withdrawn, and which of those that should be
    were never in the record."""

    added: int
    revised: int
    withdrawn: Sequence[ClaimKey]
    unknown: Sequence[ClaimKey] = ()


@dataclass(frozen=True)
class Places:
    """Ids that claims point to: sources, passages and cells."""

    sources: Mapping[str, int]
    passages: Mapping[tuple[int, int, str], int]
    cells: Mapping[str, int]


def save_claims(
    connection: Connection,
    claims: Sequence[Claim],
    withdrawn: Sequence[ClaimKey],
    before: Dictionary,
    release: int,
    places: Places,
) -> ClaimsSaved:
    """Store claims that are new, a version of those that changed, and the end of some. Claims that
    are not named stay as they are. `before` is the dictionary of the release before."""
    sources = sorted({claim.source for claim in claims} | {source for source, _, _ in withdrawn})
    known = [source for source in sources if source in before.ids["sources"]]
    held: dict[ClaimKey, Claim] = {}
    if known:
        found = select_claims(connection, before, ClaimSelection(sources=known))
        held = {_key(grounded.claim): grounded.claim for grounded in found}
    new = [claim for claim in claims if _key(claim) not in held]
    changed = [
        claim
        for claim in claims
        if _key(claim) in held and _plain(held[_key(claim)]) != _plain(claim)
    ]
    ended = [key for key in withdrawn if key in held]
    _end(connection, [*map(_key, changed), *ended], places.sources, release)
    _insert(connection, [*new, *changed], release, places)
    ever = _ever(connection, [key for key in withdrawn if key not in held], places.sources)
    unknown = [key for key in withdrawn if key not in held and key not in ever]
    return ClaimsSaved(len(new), len(changed), ended, unknown)


def _key(claim: Claim) -> ClaimKey:
    return (claim.source, claim.paragraph, claim.ordinal)


def _plain(claim: Claim) -> Claim:
    """A claim without the releases in which it holds."""
    return replace(claim, release=Validity(0, None))


def _end(
    connection: Connection, keys: Iterable[ClaimKey], sources: Mapping[str, int], release: int
) -> None:
    claims = tables.claims
    ended = [(sources[source], paragraph, ordinal) for source, paragraph, ordinal in keys]
    place = tuple_(claims.c.source_id, claims.c.paragraph, claims.c.ordinal)
    for some in batches(ended, 3):
        connection.execute(
            update(claims)
            .where(place.in_(some))
            .where(claims.c.release_to.is_(None))
            .values(release_to=release)
        )


def _ever(
    connection: Connection, keys: Sequence[ClaimKey], sources: Mapping[str, int]
) -> set[ClaimKey]:
    """Those of some claims that were in the record once."""
    claims = tables.claims
    wanted = {(sources[key[0]], *key[1:]): key for key in keys}
    place = tuple_(claims.c.source_id, claims.c.paragraph, claims.c.ordinal)
    found: set[ClaimKey] = set()
    for some in batches(list(wanted), 3):
        query = select(claims.c.source_id, claims.c.paragraph, claims.c.ordinal)
        for row in connection.execute(query.where(place.in_(some))):
            found.add(wanted[tuple(row)])
    return found


def _insert(connection: Connection, claims: Sequence[Claim], release: int, places: Places) -> None:
    rows: list[dict[str, Any]] = []
    cited: list[dict[str, Any]] = []
    operands: list[dict[str, Any]] = []
    for number, claim in enumerate(claims, start=highest_id(connection, tables.claims) + 1):
        source = places.sources[claim.source]
        digits, exponent = split(claim.value)
        rows.append(
            {
                "id": number,
                "source_id": source,
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
        cited += [
            {
                "claim_id": number,
                "position": position,
                "passage_id": places.passages[source, at.paragraph or 0, at.fingerprint],
                "stated": at.stated,
            }
            for position, at in enumerate(claim.citations)
        ]
        operands += [
            {
                "claim_id": number,
                "position": position,
                "role": operand.role,
                "cell_id": places.cells[operand.cell.key] if operand.cell else None,
                "missing": operand.missing,
            }
            for position, operand in enumerate(claim.operands)
        ]
    insert_rows(connection, tables.claims, rows)
    insert_rows(connection, tables.claim_citations, cited)
    insert_rows(connection, tables.claim_operands, operands)
