"""Observations: queries are built first and run after, so that each can be read by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Row,
    Select,
    and_,
    func,
    or_,
    select,
    tuple_,
)

from app.domain.dictionary import Dictionary
from app.domain.observation import Cell, Citation, Observation, Status, Validity
from app.domain.quantity import Qualifier
from app.store import tables
from app.store.values import inferences, join

DIMENSIONS = {
    "area": "areas",
    "period": "periods",
    "category": "categories",
    "measure": "measures",
    "platform": "platforms",
    "population": "populations",
    "dataset": "datasets",
}
Position = tuple[int, ...]

_cells, _observations = tables.cells, tables.observations
ORDER = tuple(_cells.c[f"{name}_id"] for name in DIMENSIONS)
# The highest values of the integers that make a position, as their columns hold them.
SMALL, BIG = 2**31 - 1, 2**63 - 1
BOUNDS = tuple(BIG if name == "period" else SMALL for name in DIMENSIONS)


@dataclass(frozen=True)
class Selection:
    """Which observations are asked for: those valid in a release whose dimensions, status and
    citing source are among the named ones. A dimension that is not named may be anything."""

    release: int
    dimensions: Mapping[str, Sequence[str]]
    statuses: Sequence[Status] = ()
    sources: Sequence[str] = ()

    def without(self, *names: str) -> Selection:
        """The same selection with some dimensions left open."""
        kept = {name: slugs for name, slugs in self.dimensions.items() if name not in names}
        return Selection(self.release, kept, self.statuses, self.sources)


def versions() -> Select[Any]:
    """Every version of every cell."""
    return select(*ORDER, *_observations.c).join_from(_observations, _cells)


def chosen(selection: Selection, dictionary: Dictionary) -> list[ColumnElement[bool]]:
    """A selection as conditions on cells and observations."""
    conditions = [valid_in(selection.release)]
    for name, slugs in selection.dimensions.items():
        ids = dictionary.ids[DIMENSIONS[name]]
        conditions.append(_cells.c[f"{name}_id"].in_([ids[slug] for slug in slugs]))
    if selection.statuses:
        conditions.append(_observations.c.status.in_(selection.statuses))
    if selection.sources:
        cited = tables.citations
        ids = dictionary.ids["sources"]
        conditions.append(
            select(cited.c.id)
            .where(
                cited.c.observation_id == _observations.c.id,
                cited.c.release_from <= selection.release,
                cited.c.source_id.in_([ids[slug] for slug in selection.sources]),
            )
            .exists()
        )
    return conditions


def valid_in(release: int, table: FromClause = _observations) -> ColumnElement[bool]:
    """The versions, of observations or of claims, that hold in a release."""
    return and_(
        table.c.release_from <= release,
        or_(table.c.release_to.is_(None), table.c.release_to > release),
    )


def paged(query: Select[Any], after: Position | None) -> Select[Any]:
    """A query of versions in cell order, from behind a position on."""
    if after is not None:
        query = query.where(tuple_(*ORDER) > after)
    return query.order_by(*ORDER)


def count(connection: Connection, dictionary: Dictionary, selection: Selection) -> int:
    """How many observations a selection holds."""
    counted = select(func.count()).select_from(_observations).join(_cells)
    return connection.scalar(counted.where(*chosen(selection, dictionary))) or 0


def page(
    connection: Connection,
    dictionary: Dictionary,
    selection: Selection,
    after: Position | None,
    limit: int,
) -> list[Observation]:
    """The observations of a selection in cell order, from a position on."""
    query = versions().where(*chosen(selection, dictionary))
    return run(connection, dictionary, paged(query, after).limit(limit))


def select_all(
    connection: Connection, dictionary: Dictionary, selection: Selection
) -> list[Observation]:
    """Every observation of a selection, in cell order."""
    query = versions().where(*chosen(selection, dictionary))
    return run(connection, dictionary, paged(query, None))


def position(dictionary: Dictionary, observation: Observation) -> Position:
    """Where an observation stands in cell order."""
    return tuple(
        dictionary.ids[noun].get(getattr(observation, name) or "", tables.DOES_NOT_APPLY)
        for name, noun in DIMENSIONS.items()
    )


def history(connection: Connection, dictionary: Dictionary, cell: Cell) -> list[Observation]:
    """Every version of a cell up to the dictionary's release, the newest first."""
    here = _cell_condition(dictionary, cell)
    if here is None:
        return []
    query = versions().where(here, _observations.c.release_from <= dictionary.release)
    return run(connection, dictionary, query.order_by(_observations.c.release_from.desc()))


def claims_on(connection: Connection, dictionary: Dictionary, cell: Cell) -> list[str]:
    """Ids of the claims that have a cell as an operand."""
    here = _cell_condition(dictionary, cell)
    claims, operands, sources = tables.claims, tables.claim_operands, tables.sources
    if here is None:
        return []
    using = (
        select(sources.c.slug, claims.c.paragraph, claims.c.ordinal, claims.c.source_id)
        .distinct()
        .join_from(operands, claims)
        .join(sources, sources.c.id == claims.c.source_id)
        .join(_cells, _cells.c.id == operands.c.cell_id)
        .where(here, valid_in(dictionary.release, claims))
        .order_by(claims.c.source_id, claims.c.paragraph, claims.c.ordinal)
    )
    return [f"{row.slug}:{row.paragraph}:{row.ordinal}" for row in connection.execute(using)]


def of_cells(
    connection: Connection, dictionary: Dictionary, cell_ids: Sequence[int]
) -> list[Observation]:
    """The observations of some cells that hold in the dictionary's release."""
    found: list[Observation] = []
    for some in _batches(cell_ids):
        query = versions().where(_cells.c.id.in_(some), valid_in(dictionary.release))
        found += run(connection, dictionary, query)
    return found


def run(connection: Connection, dictionary: Dictionary, query: Select[Any]) -> list[Observation]:
    """The observations that a query of versions gives."""
    return list(_observed(connection, dictionary, connection.execute(query).all()))


def cell_of(dictionary: Dictionary, row: Row[Any]) -> Cell:
    """The cell of a row that has the dimensions."""
    named = {
        name: dictionary.slugs[noun].get(getattr(row, f"{name}_id"))
        for name, noun in DIMENSIONS.items()
    }
    return Cell(
        measure=str(named["measure"]),
        area=str(named["area"]),
        period=str(named["period"]),
        category=named["category"],
        platform=named["platform"],
        population=named["population"],
        dataset=str(named["dataset"]),
    )


def validity(dictionary: Dictionary, row: Row[Any]) -> Validity:
    """The releases in which a version holds, as far as the dictionary's release can know: what an
    address answers under one release never changes."""
    ended = row.release_to is not None and row.release_to <= dictionary.release
    return Validity(row.release_from, row.release_to if ended else None)


# The drivers bound the parameters of one statement; SQLite's bound is the lowest, 32,766.
_MOST_PARAMETERS = 10_000


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _MOST_PARAMETERS):
        yield ids[start : start + _MOST_PARAMETERS]


def _cell_condition(dictionary: Dictionary, cell: Cell) -> ColumnElement[bool] | None:
    """The condition that names one cell, or None where one of its slugs is not known."""
    conditions = []
    for name, noun in DIMENSIONS.items():
        slug = getattr(cell, name)
        id_ = tables.DOES_NOT_APPLY if slug is None else dictionary.ids[noun].get(slug)
        if id_ is None:
            return None
        conditions.append(_cells.c[f"{name}_id"] == id_)
    return and_(*conditions)


def _observed(
    connection: Connection, dictionary: Dictionary, rows: Sequence[Row[Any]]
) -> Iterator[Observation]:
    cited = _citations(connection, dictionary, [row.id for row in rows])
    for row in rows:
        cell = cell_of(dictionary, row)
        yield Observation(
            id=cell.key,
            **asdict(cell),
            value=join(row.digits, row.exponent),
            unit=dictionary.measure(cell.measure).unit,
            status=Status(row.status),
            qualifier=Qualifier(row.qualifier),
            forces=row.forces,
            inferred=inferences(row.inferred),
            note=row.note,
            citations=cited.get(row.id, []),
            release=validity(dictionary, row),
        )


def _citations(
    connection: Connection, dictionary: Dictionary, observation_ids: Sequence[int]
) -> dict[int, list[Citation]]:
    cited, paragraphs = tables.citations, tables.source_paragraphs
    found: dict[int, list[Citation]] = {}
    for some in _batches(observation_ids):
        query = (
            select(cited, paragraphs.c.fingerprint)
            .join_from(cited, paragraphs)
            .where(cited.c.observation_id.in_(some), cited.c.release_from <= dictionary.release)
            .order_by(cited.c.source_id, cited.c.paragraph, cited.c.id)
        )
        for row in connection.execute(query):
            source = dictionary.slugs["sources"][row.source_id]
            found.setdefault(row.observation_id, []).append(
                Citation(source, row.paragraph, row.stated, row.fingerprint)
            )
    return found
