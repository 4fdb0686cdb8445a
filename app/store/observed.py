"""From the rows of versions to observations, with their citations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select

from app.domain.dictionary import Dictionary
from app.domain.observation import Citation, Observation, Status, Validity, exact
from app.domain.quantity import Qualifier
from app.store import tables
from app.store.cells import batches, cell_of
from app.store.values import inferences
from app.store.versions import differ, figures_in, valid_in

_STATUSES = {str(status): status for status in Status}
_QUALIFIERS = {str(qualifier): qualifier for qualifier in Qualifier}


def observed(
    connection: Connection, dictionary: Dictionary, rows: Sequence[Row[Any]]
) -> list[Observation]:
    """The observations of rows that `all_versions` gave."""
    return list(_observed(connection, dictionary, rows))


def _observed(
    connection: Connection, dictionary: Dictionary, rows: Sequence[Row[Any]]
) -> Iterator[Observation]:
    cited = citations_in(connection, dictionary, dictionary.release, [row.id for row in rows])
    disputed = _disputed(connection, dictionary.release, [row.cell_id for row in rows])
    units = {measure.slug: measure.unit for measure in dictionary.entries["measures"].values()}
    for row in rows:
        cell = cell_of(dictionary, row)
        yield Observation(
            id=cell.key,
            measure=cell.measure,
            area=cell.area,
            period=cell.period,
            category=cell.category,
            platform=cell.platform,
            population=cell.population,
            dataset=cell.dataset,
            value=exact(row.digits, row.exponent),
            unit=units[cell.measure],
            status=_STATUSES[row.status],
            qualifier=_QUALIFIERS[row.qualifier],
            forces=row.forces,
            inferred=inferences(row.inferred),
            note=row.note,
            citations=cited.get(row.id, []),
            disputed=row.cell_id in disputed,
            reason=row.reason,
            release=validity(dictionary, row),
        )


def citations_in(
    connection: Connection, dictionary: Dictionary, release: int, observation_ids: Sequence[int]
) -> dict[int, list[Citation]]:
    """The citations that some versions had in a release, by the version's id."""
    found: dict[int, list[Citation]] = {}
    for some in batches(observation_ids):
        for row in connection.execute(_cited(), {"versions": some, "release": release}):
            held = validity(dictionary, row)
            found.setdefault(row.observation_id, []).append(citation(dictionary, row, held))
    return found


def citation(dictionary: Dictionary, row: Row[Any], held: Validity | None = None) -> Citation:
    """The citation of a row that has the passage with it."""
    return Citation(
        source=dictionary.slugs["sources"][row.source_id],
        paragraph=row.paragraph or None,
        stated=row.stated,
        fingerprint=row.fingerprint,
        locator=getattr(row, "locator", None) or None,
        release=held,
    )


def validity(dictionary: Dictionary, row: Row[Any]) -> Validity:
    """The releases in which a version holds, as far as the dictionary's release can know: what an
    address answers under one release never changes."""
    ended = row.release_to is not None and row.release_to <= dictionary.release
    return _between(row.release_from, row.release_to if ended else None)


@lru_cache(4096)
def _between(start: int, end: int | None) -> Validity:
    """One for all that hold alike."""
    return Validity(start, end)


def _disputed(connection: Connection, release: int, cell_ids: Sequence[int]) -> set[int]:
    """Those of some cells that another source states differently."""
    found: set[int] = set()
    for some in batches(cell_ids):
        found.update(connection.scalars(_disputes(), {"cells": some, "release": release}))
    return found


# Every page of figures asks these two; to put them together takes longer than to run them.
@cache
def _cited() -> Select[Any]:
    cited, passages = tables.citations, tables.passages
    return (
        select(cited, passages.c.source_id, passages.c.paragraph, passages.c.fingerprint)
        .join_from(cited, passages)
        .where(
            cited.c.observation_id.in_(bindparam("versions", expanding=True)),
            valid_in(bindparam("release"), cited),
        )
        .order_by(passages.c.source_id, passages.c.paragraph, cited.c.position)
    )


@cache
def _disputes() -> Select[Any]:
    one, other = tables.observations, tables.observations.alias()
    return (
        select(one.c.cell_id)
        .join(other, other.c.cell_id == one.c.cell_id)
        .where(
            one.c.cell_id.in_(bindparam("cells", expanding=True)),
            figures_in(bindparam("release")),
            other.c.alternative > 0,
            valid_in(bindparam("release"), other),
            differ(one, other),
        )
    )
