"""Versions: what a thing is from one release to another, and which of them a release has."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    FromClause,
    Select,
    and_,
    literal_column,
    or_,
    select,
)

from app.domain.statement import SILENT
from app.store import tables
from app.store.cells import ORDER

_cells, _observations = tables.cells, tables.observations
_passages = tables.passages
# Its number, or the place of one in a query that is put together once.
Release = int | BindParameter[int]
# In so many words: what is always the same need not be given to the database with each question.
ZERO: ColumnElement[int] = literal_column("0")


def all_versions() -> Select[Any]:
    """Every version of every cell, the alternatives too, each with the place that came with it."""
    place = (_passages.c.source_id, _passages.c.paragraph, _passages.c.fingerprint)
    return (
        select(*ORDER, *_observations.c, *place)
        .join_from(_observations, _cells)
        .join(_passages, _passages.c.id == _observations.c.passage_id)
    )


def valid_in(release: Release, table: FromClause = _observations) -> ColumnElement[bool]:
    """The versions, of observations or of anything else that has versions, of a release."""
    return and_(
        table.c.release_from <= release,
        or_(table.c.release_to.is_(None), table.c.release_to > release),
    )


def figures_in(release: Release, table: FromClause = _observations) -> ColumnElement[bool]:
    """The versions that a release goes by: those that are no alternative to another."""
    return and_(table.c.alternative == ZERO, valid_in(release, table))


def first_cited_in(release: Release, table: FromClause = _observations) -> ColumnElement[bool]:
    """Of versions that have begun by a release: those that it still cites where they were first."""
    return or_(table.c.cited_to.is_(None), table.c.cited_to > release)


def differ(one: FromClause, other: FromClause) -> ColumnElement[bool]:
    """Whether two versions dispute each other, as `Said.disputes` has it."""
    printed = ("digits", "exponent", "qualifier")
    return and_(
        or_(*(one.c[name].is_distinct_from(other.c[name]) for name in printed)),
        one.c.status.not_in(SILENT),
        other.c.status.not_in(SILENT),
    )
