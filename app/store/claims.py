"""Claims with their operands and citations, and the observations they rest on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Select, or_, select

from app.domain.claim import Claim, ClaimKind, Direction, Operand
from app.domain.dictionary import Dictionary
from app.domain.observation import Citation, Observation
from app.domain.quantity import Qualifier
from app.store import observations, tables
from app.store.cells import ORDER, SMALL, cell_of
from app.store.values import inferences, join

_claims = tables.claims
# Source, paragraph and ordinal.
BOUNDS = (SMALL,) * 3


@dataclass(frozen=True)
class ClaimSelection:
    """Which claims are asked for; what is left empty may be anything. `changed_in` are those that
    a release changed, or that rest on a figure which it brought."""

    sources: Sequence[str] = ()
    kinds: Sequence[ClaimKind] = ()
    place: tuple[int, int] | None = None
    changed_in: int | None = None


@dataclass(frozen=True)
class Grounded:
    """A claim, and the observations that it rests on, by id: of each cell what its own source
    states, and where that states none, the figure that the record goes by."""

    claim: Claim
    figures: Mapping[str, Observation]


def select_claims(
    connection: Connection, dictionary: Dictionary, selection: ClaimSelection
) -> list[Grounded]:
    """The claims that hold in the dictionary's release, by source, paragraph and ordinal."""
    query = select(_claims).where(observations.valid_in(dictionary.release, _claims))
    if selection.sources:
        ids = dictionary.ids["sources"]
        query = query.where(_claims.c.source_id.in_([ids[slug] for slug in selection.sources]))
    if selection.kinds:
        query = query.where(_claims.c.kind.in_(selection.kinds))
    if selection.place is not None:
        paragraph, ordinal = selection.place
        query = query.where(_claims.c.paragraph == paragraph, _claims.c.ordinal == ordinal)
    if selection.changed_in is not None:
        changed = selection.changed_in
        query = query.where(
            or_(
                _rests_on_a_change_of(changed),
                _claims.c.release_from == changed,
                _claims.c.release_to == changed,
            )
        )
    query = query.order_by(_claims.c.source_id, _claims.c.paragraph, _claims.c.ordinal)
    rows = connection.execute(query).all()
    wanted = query.with_only_columns(_claims.c.id).order_by(None)
    cited = _citations(connection, dictionary, wanted)
    operands = _operands(connection, dictionary, wanted)
    claims = [
        Claim(
            source=dictionary.slugs["sources"][row.source_id],
            paragraph=row.paragraph,
            ordinal=row.ordinal,
            kind=ClaimKind(row.kind),
            statement=row.statement,
            stated=cited[row.id][0].stated,
            value=join(row.digits, row.exponent),
            unit=row.unit,
            qualifier=Qualifier(row.qualifier),
            direction=Direction(row.direction) if row.direction else None,
            inferred=tuple(inferences(row.inferred)),
            citations=tuple(cited[row.id]),
            operands=tuple(operands[row.id]),
            release=observations.validity(dictionary, row),
        )
        for row in rows
    ]
    return _grounded(connection, dictionary, claims, wanted)


def _rests_on_a_change_of(release: int) -> ColumnElement[bool]:
    used, versions = tables.claim_operands, tables.observations
    return (
        select(used.c.claim_id)
        .join_from(used, versions, versions.c.cell_id == used.c.cell_id)
        .where(
            used.c.claim_id == _claims.c.id,
            versions.c.release_from == release,
        )
        .exists()
    )


def _citations(
    connection: Connection, dictionary: Dictionary, wanted: Select[tuple[int]]
) -> dict[int, list[Citation]]:
    cited, passages = tables.claim_citations, tables.passages
    query = (
        select(cited, passages.c.source_id, passages.c.paragraph, passages.c.fingerprint)
        .join_from(cited, passages)
        .where(cited.c.claim_id.in_(wanted))
        .order_by(cited.c.claim_id, cited.c.position)
    )
    found: dict[int, list[Citation]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.claim_id].append(observations.citation(dictionary, row))
    return found


def _operands(
    connection: Connection, dictionary: Dictionary, wanted: Select[tuple[int]]
) -> dict[int, list[Operand]]:
    used, cells = tables.claim_operands, tables.cells
    query = (
        select(used, *ORDER)
        .outerjoin_from(used, cells)
        .where(used.c.claim_id.in_(wanted))
        .order_by(used.c.claim_id, used.c.position)
    )
    operands: dict[int, list[Operand]] = defaultdict(list)
    for row in connection.execute(query):
        cell = None if row.cell_id is None else cell_of(dictionary, row)
        operands[row.claim_id].append(Operand(row.role, cell, row.missing))
    return operands


def _grounded(
    connection: Connection,
    dictionary: Dictionary,
    claims: Sequence[Claim],
    wanted: Select[tuple[int]],
) -> list[Grounded]:
    used = tables.claim_operands
    cells = select(used.c.cell_id).where(used.c.claim_id.in_(wanted), used.c.cell_id.is_not(None))
    lines = observations.of_cells(
        connection, dictionary, connection.scalars(cells.distinct()).all()
    )
    figures: dict[str, Observation] = {}
    own: dict[tuple[str, str], Observation] = {}
    for line in lines:
        figures.setdefault(line.id, line)
        for citation in line.citations:
            own.setdefault((citation.source, line.id), line)
    keys = {claim.id: [each.cell.key for each in claim.operands if each.cell] for claim in claims}
    return [
        Grounded(
            claim,
            {
                key: own.get((claim.source, key), figures[key])
                for key in keys[claim.id]
                if key in figures
            },
        )
        for claim in claims
    ]
