"""From the rows of versions to observations, with their citations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
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
    cited = citations_in(connection, dictionary, dictionary.release, rows)
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
            citations=cited[row.id],
            disputed=row.cell_id in disputed,
            reason=row.reason,
            release=validity(dictionary, row),
        )


def citations_in(
    connection: Connection, dictionary: Dictionary, release: int, versions: Sequence[Row[Any]]
) -> dict[int, list[Citation]]:
    """The citations that some versions, rows of `all_versions`, had in a release that had them, by
    their ids."""
    further: dict[int, list[Row[Any]]] = defaultdict(list)
    for some in batches([version.id for version in versions]):
        for row in connection.execute(_cited_further(), {"versions": some, "release": release}):
            further[row.observation_id].append(row)
    return {
        version.id: [
            citation(dictionary, row, held)
            for row, held in _in_order(dictionary, release, version, further[version.id])
        ]
        for version in versions
    }


def _in_order(
    dictionary: Dictionary, release: int, version: Row[Any], further: Iterable[Row[Any]]
) -> list[tuple[Row[Any], Validity]]:
    """The places that state a version in a release, with the releases in which they do, in the
    order of sources and paragraphs."""
    found = [(row, validity(dictionary, row)) for row in further]
    if not _has_ended(version.cited_to, release):
        held = _within(dictionary, version.release_from, version.cited_to)
        found.insert(0, (version, held))
    return sorted(found, key=lambda cited: (cited[0].source_id, cited[0].paragraph))


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
    return _within(dictionary, row.release_from, row.release_to)


def _within(dictionary: Dictionary, start: int, end: int | None) -> Validity:
    return _between(start, end if _has_ended(end, dictionary.release) else None)


def _has_ended(end: int | None, release: int) -> bool:
    return end is not None and end <= release


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
def _cited_further() -> Select[Any]:
    cited, passages = tables.further_citations, tables.passages
    return (
        select(cited, passages.c.source_id, passages.c.paragraph, passages.c.fingerprint)
        .join_from(cited, passages)
        .where(
            cited.c.observation_id.in_(bindparam("versions", expanding=True)),
            valid_in(bindparam("release"), cited),
        )
        .order_by(cited.c.position)
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
