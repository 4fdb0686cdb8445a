"""Cells, the versions of their values, and what sources say about them."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from app.domain.claim import ClaimKind, Direction
from app.domain.observation import Status
from app.domain.quantity import Qualifier
from app.store.tables.schema import (
    BIG_ID,
    DOES_NOT_APPLY,
    metadata,
    one_of,
    one_open_version,
    partial_index,
    reference,
    released,
)

_DIMENSIONS = (
    "area_id",
    "period_id",
    "category_id",
    "measure_id",
    "platform_id",
    "population_id",
    "dataset_id",
)


def _behind(first: str) -> list[str]:
    return [column for column in _DIMENSIONS if column != first]


cells = Table(
    "cells",
    metadata,
    Column("id", BIG_ID, primary_key=True, autoincrement=False),
    reference("area_id", "areas.id"),
    reference("period_id", "periods.id"),
    reference("category_id", "categories.id"),
    reference("measure_id", "measures.id"),
    reference("platform_id", "platforms.id"),
    reference("population_id", "populations.id"),
    reference("dataset_id", "datasets.id"),
    UniqueConstraint(*_DIMENSIONS, name="uq_cells_dimensions"),
    # By a category, a measure or a dataset, and then in the order of cells: a page is read where it
    # begins, and ends the reading. A period, and the area of a category, are looked up behind it.
    *(
        Index(f"ix_cells_by_{first}", f"{first}_id", *_behind(f"{first}_id"))
        for first in ("category", "measure", "dataset")
    ),
)
# Few cells are about a platform, or about a part of the cases.
for _column in (cells.c.platform_id, cells.c.population_id):
    partial_index(None, _column, where=_column > DOES_NOT_APPLY)


def _stated_at() -> tuple[Column[object], ...]:
    """Where a version is stated: the passage, where in it (empty for a paragraph, a row or a cell
    for a table), and in which words."""
    return (
        reference("passage_id", "passages.id"),
        Column("locator", Text, nullable=False),
        Column("stated", Text, nullable=False),
    )


# Alternative 0 is the figure that the record goes by; the others are what further sources state in
# its place. Each has versions of its own. The place that states a version first comes with it and
# stands in its row, and rows are kept where their cell is looked up: nearly every question reads
# them one by one, and so finds a figure with its receipt in one step.
_HAS_VALUE = ", ".join(f"'{status}'" for status in Status if status.has_value)
observations = Table(
    "observations",
    metadata,
    Column("id", BIG_ID, nullable=False, autoincrement=False, unique=True),
    Column("cell_id", ForeignKey("cells.id"), primary_key=True, autoincrement=False),
    Column("alternative", SmallInteger, primary_key=True, autoincrement=False),
    *released(primary_key=True),
    Column("digits", BigInteger),
    Column("exponent", SmallInteger),
    Column("status", Text, nullable=False),
    Column("qualifier", Text, nullable=False),
    Column("forces", Integer),
    Column("inferred", JSON, nullable=False),
    Column("note", Text),
    Column("reason", Text),
    *_stated_at(),
    # The release from which that place no longer states it, where others still do.
    Column("cited_to", ForeignKey("releases.number")),
    one_of("status", [*Status], "status"),
    one_of("qualifier", [*Qualifier], "qualifier"),
    CheckConstraint("alternative >= 0", name="alternative"),
    CheckConstraint(f"(status IN ({_HAS_VALUE})) = (digits IS NOT NULL)", name="value"),
    CheckConstraint("(digits IS NULL) = (exponent IS NULL)", name="exponent"),
    CheckConstraint("release_to > release_from", name="releases"),
    CheckConstraint("cited_to > release_from", name="cited"),
    CheckConstraint("forces >= 1", name="forces"),
    # What a release brought, in the order in which it is listed.
    Index(None, "release_from", "id"),
    Index(None, "passage_id"),
    sqlite_with_rowid=False,
)
one_open_version(observations, observations.c.cell_id, observations.c.alternative)
# Nearly all figures are published.
partial_index(
    "ix_observations_not_published", observations.c.status, where=text("status <> 'published'")
)
partial_index(
    "ix_observations_alternatives", observations.c.cell_id, where=observations.c.alternative > 0
)
# What a release cites no longer.
partial_index(
    None, observations.c.cited_to, observations.c.id, where=observations.c.cited_to.is_not(None)
)

# The other places that state a version, of which few have any.
further_citations = Table(
    "further_citations",
    metadata,
    Column("observation_id", ForeignKey("observations.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    *released(),
    *_stated_at(),
    CheckConstraint("position >= 1", name="position"),
    CheckConstraint("release_to > release_from", name="releases"),
    Index(None, "passage_id"),
    Index(None, "release_from", "observation_id"),
)
partial_index(
    None,
    further_citations.c.release_to,
    further_citations.c.observation_id,
    where=further_citations.c.release_to.is_not(None),
)

claims = Table(
    "claims",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    reference("source_id", "sources.id"),
    Column("paragraph", Integer, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("statement", Text, nullable=False),
    Column("digits", BigInteger),
    Column("exponent", SmallInteger),
    Column("unit", Text),
    Column("qualifier", Text, nullable=False),
    Column("direction", Text),
    Column("inferred", JSON, nullable=False),
    *released(),
    UniqueConstraint("source_id", "paragraph", "ordinal", "release_from"),
    one_of("kind", [*ClaimKind], "kind"),
    one_of("qualifier", [*Qualifier], "qualifier"),
    one_of("direction", [*Direction], "direction"),
    CheckConstraint("(digits IS NULL) = (exponent IS NULL)", name="exponent"),
    CheckConstraint("(digits IS NULL) = (unit IS NULL)", name="unit"),
    CheckConstraint("digits IS NULL OR direction IS NULL", name="direction_or_value"),
    CheckConstraint("release_to > release_from", name="releases"),
)
one_open_version(claims, claims.c.source_id, claims.c.paragraph, claims.c.ordinal)
claim_citations = Table(
    "claim_citations",
    metadata,
    Column("claim_id", ForeignKey("claims.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    reference("passage_id", "passages.id"),
    Column("stated", Text, nullable=False),
)
claim_operands = Table(
    "claim_operands",
    metadata,
    Column("claim_id", ForeignKey("claims.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("role", Text, nullable=False),
    reference("cell_id", "cells.id", nullable=True),
    Column("missing", Text),
    CheckConstraint("(cell_id IS NULL) <> (missing IS NULL)", name="found_or_missing"),
    Index(None, "cell_id"),
)
