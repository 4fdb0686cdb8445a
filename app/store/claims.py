"""Claims with their operands and citations, and the observations they rest on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Connection, func, or_, select, tuple_

from app.domain.claim import Claim, ClaimKind, Direction, Operand
from app.domain.dictionary import Dictionary
from app.domain.observation import Cell, Citation, Observation, exact
from app.domain.quantity import Qualifier
from app.store import observations, tables
from app.store.cells import (
    ORDER,
    SMALL,
    Position,
    batches,
    cell_condition,
    cell_of,
    find_cells,
    ids_of,
)
from app.store.observed import citation, validity
from app.store.values import inferences
from app.store.versions import ZERO, valid_in

_claims = tables.claims
_ORDER = (_claims.c.source_id, _claims.c.paragraph, _claims.c.ordinal)
_MOST_NEAR = 1_000
# Source, paragraph and ordinal.
BOUNDS = (SMALL,) * 3


@dataclass(frozen=True)
class ClaimSelection:
    """Which claims are asked for; what is left empty may be anything. `about` has the slugs of
    some dimensions: for each of them, one of a claim's figures has to be of one. `lacking` are
    figures, one of which a claim has to lack or to rest on: what is printed nowhere in words, what
    the record holds by its cell. `changed_in` are those that a release changed, or that rest on a
    figure which it brought."""

    sources: Sequence[str] = ()
    kinds: Sequence[ClaimKind] = ()
    about: Mapping[str, Sequence[str]] = field(default_factory=dict)
    place: tuple[int, int] | None = None
    lacking: tuple[Sequence[str], Sequence[Cell]] | None = None
    changed_in: int | None = None


@dataclass(frozen=True)
class Grounded:
    """A claim, and the observations that it rests on, by id: of each cell what its own source
    states, and where that states none, the figure that the record goes by."""

    claim: Claim
    figures: Mapping[str, Observation]


def count(connection: Connection, dictionary: Dictionary, selection: ClaimSelection) -> int:
    """How many claims a selection holds."""
    counted = select(func.count()).select_from(_claims)
    return connection.scalar(counted.where(*_chosen(connection, dictionary, selection))) or 0


def ids_near(connection: Connection, dictionary: Dictionary, source: str) -> list[str]:
    """Ids of a source's claims, the first thousand of them."""
    query = (
        select(_claims.c.paragraph, _claims.c.ordinal)
        .where(*_chosen(connection, dictionary, ClaimSelection([source])))
        .order_by(*_ORDER)
        .limit(_MOST_NEAR)
    )
    return [f"{source}:{row.paragraph}:{row.ordinal}" for row in connection.execute(query)]


def position(dictionary: Dictionary, claim: Claim) -> Position:
    """Where a claim stands in order."""
    return (dictionary.ids["sources"][claim.source], claim.paragraph, claim.ordinal)


def select_claims(
    connection: Connection,
    dictionary: Dictionary,
    selection: ClaimSelection,
    after: Position | None = None,
    limit: int | None = None,
) -> list[Grounded]:
    """The claims that hold in the dictionary's release, by source, paragraph and ordinal, from a
    position on."""
    query = select(_claims).where(*_chosen(connection, dictionary, selection))
    if after is not None:
        query = query.where(tuple_(*_ORDER) > after)
    rows = connection.execute(query.order_by(*_ORDER).limit(limit)).all()
    wanted = [row.id for row in rows]
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
            value=exact(row.digits, row.exponent),
            unit=row.unit,
            qualifier=Qualifier(row.qualifier),
            direction=Direction(row.direction) if row.direction else None,
            inferred=tuple(inferences(row.inferred)),
            citations=tuple(cited[row.id]),
            operands=tuple(operands[row.id]),
            release=validity(dictionary, row),
        )
        for row in rows
    ]
    return _grounded(connection, dictionary, claims, wanted)


def _chosen(
    connection: Connection, dictionary: Dictionary, selection: ClaimSelection
) -> Iterator[ColumnElement[bool]]:
    """A selection as conditions on claims."""
    yield valid_in(dictionary.release, _claims)
    if selection.sources:
        ids = dictionary.ids["sources"]
        yield _claims.c.source_id.in_([ids[slug] for slug in selection.sources])
    if selection.kinds:
        yield _claims.c.kind.in_(selection.kinds)
    for name, slugs in selection.about.items():
        yield _rests_on(tables.cells.c[f"{name}_id"].in_(ids_of(dictionary, name, slugs)))
    if selection.place is not None:
        paragraph, ordinal = selection.place
        yield _claims.c.paragraph == paragraph
        yield _claims.c.ordinal == ordinal
    if selection.lacking is not None:
        texts, cells = selection.lacking
        held = find_cells(connection, dictionary.ids, cells).values()
        used = tables.claim_operands
        yield _claims.c.id.in_(
            select(used.c.claim_id).where(or_(used.c.missing.in_(texts), used.c.cell_id.in_(held)))
        )
    if selection.changed_in is not None:
        changed = selection.changed_in
        yield or_(
            _rests_on_a_change_of(changed),
            _claims.c.release_from == changed,
            _claims.c.release_to == changed,
        )


def _rests_on(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether one of a claim's operands is a cell of that condition."""
    used = tables.claim_operands
    return (
        select(used.c.claim_id)
        .join_from(used, tables.cells)
        .where(used.c.claim_id == _claims.c.id, condition)
        .exists()
    )


def _rests_on_a_change_of(release: int) -> ColumnElement[bool]:
    used, versions = tables.claim_operands, tables.observations
    return (
        select(used.c.claim_id)
        .join_from(used, versions, versions.c.cell_id == used.c.cell_id)
        .where(
            used.c.claim_id == _claims.c.id,
            # By its cell, and not among all that the release brought: a sum has no index.
            versions.c.release_from + ZERO == release,
        )
        .exists()
    )


def _citations(
    connection: Connection, dictionary: Dictionary, wanted: Sequence[int]
) -> dict[int, list[Citation]]:
    cited, passages = tables.claim_citations, tables.passages
    found: dict[int, list[Citation]] = defaultdict(list)
    for some in batches(wanted):
        query = (
            select(cited, passages.c.source_id, passages.c.paragraph, passages.c.fingerprint)
            .join_from(cited, passages)
            .where(cited.c.claim_id.in_(some))
            .order_by(cited.c.claim_id, cited.c.position)
        )
        for row in connection.execute(query):
            found[row.claim_id].append(citation(dictionary, row))
    return found


def _operands(
    connection: Connection, dictionary: Dictionary, wanted: Sequence[int]
) -> dict[int, list[Operand]]:
    used, cells = tables.claim_operands, tables.cells
    operands: dict[int, list[Operand]] = defaultdict(list)
    for some in batches(wanted):
        query = (
            select(used, *ORDER)
            .outerjoin_from(used, cells)
            .where(used.c.claim_id.in_(some))
            .order_by(used.c.claim_id, used.c.position)
        )
        for row in connection.execute(query):
            cell = None if row.cell_id is None else cell_of(dictionary, row)
            operands[row.claim_id].append(Operand(row.role, cell, row.missing))
    return operands


def _grounded(
    connection: Connection,
    dictionary: Dictionary,
    claims: Sequence[Claim],
    wanted: Sequence[int],
) -> list[Grounded]:
    used = tables.claim_operands
    cells: set[int] = set()
    for some in batches(wanted):
        query = select(used.c.cell_id).where(used.c.claim_id.in_(some), used.c.cell_id.is_not(None))
        cells.update(connection.scalars(query))
    lines = observations.of_cells(connection, dictionary, sorted(cells))
    figures: dict[str, Observation] = {}
    own: dict[tuple[str, str], Observation] = {}
    for line in lines:
        figures.setdefault(line.id, line)
        for cited in line.citations:
            own.setdefault((cited.source, line.id), line)
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


def claims_on(connection: Connection, dictionary: Dictionary, cell: Cell) -> list[str]:
    """Ids of the claims that have a cell as an operand."""
    here = cell_condition(dictionary, cell)
    claims, operands, sources = tables.claims, tables.claim_operands, tables.sources
    if here is None:
        return []
    using = (
        select(sources.c.slug, claims.c.paragraph, claims.c.ordinal, claims.c.source_id)
        .distinct()
        .join_from(operands, claims)
        .join(sources, sources.c.id == claims.c.source_id)
        .join(tables.cells, tables.cells.c.id == operands.c.cell_id)
        .where(here, valid_in(dictionary.release, claims))
        .order_by(claims.c.source_id, claims.c.paragraph, claims.c.ordinal)
    )
    return [f"{row.slug}:{row.paragraph}:{row.ordinal}" for row in connection.execute(using)]
