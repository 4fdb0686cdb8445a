"""Releases, cells, the versions of their values, and what sources say about them."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

from app.domain.claim import ClaimKind, Direction
from app.domain.observation import Status
from app.domain.quantity import Qualifier
from app.store.tables.schema import metadata, of_a_paragraph, one_of, reference

releases = Table(
    "releases",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("created", DateTime(timezone=True), nullable=False),
    Column("note", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("added", Integer, nullable=False),
    Column("revised", Integer, nullable=False),
    Column("withdrawn", Integer, nullable=False),
    Column("unchanged", Integer, nullable=False),
    CheckConstraint("number >= 1", name="number"),
    CheckConstraint(
        "added >= 0 AND revised >= 0 AND withdrawn >= 0 AND unchanged >= 0", name="counts"
    ),
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
cells = Table(
    "cells",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    reference("area_id", "areas.id"),
    reference("period_id", "periods.id"),
    reference("category_id", "categories.id"),
    reference("measure_id", "measures.id"),
    reference("platform_id", "platforms.id"),
    reference("population_id", "populations.id"),
    reference("dataset_id", "datasets.id"),
    UniqueConstraint(*_DIMENSIONS, name="uq_cells_dimensions"),
    Index(None, "category_id", "period_id"),
    Index(None, "dataset_id", "period_id"),
)

_HAS_VALUE = ", ".join(f"'{status}'" for status in Status if status.has_value)
observations = Table(
    "observations",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    reference("cell_id", "cells.id"),
    Column("release_from", ForeignKey("releases.number"), nullable=False),
    Column("release_to", ForeignKey("releases.number")),
    Column("digits", BigInteger),
    Column("exponent", SmallInteger),
    Column("status", Text, nullable=False),
    Column("qualifier", Text, nullable=False),
    Column("forces", Integer),
    Column("inferred", JSON, nullable=False),
    Column("note", Text),
    UniqueConstraint("cell_id", "release_from"),
    one_of("status", [*Status], "status"),
    one_of("qualifier", [*Qualifier], "qualifier"),
    CheckConstraint(f"(status IN ({_HAS_VALUE})) = (digits IS NOT NULL)", name="value"),
    CheckConstraint("(digits IS NULL) = (exponent IS NULL)", name="exponent"),
    CheckConstraint("digits >= 0", name="not_negative"),
    CheckConstraint("release_to > release_from", name="releases"),
    CheckConstraint("forces >= 1", name="forces"),
)
Index(
    "uq_observations_open_version",
    observations.c.cell_id,
    unique=True,
    sqlite_where=observations.c.release_to.is_(None),
    postgresql_where=observations.c.release_to.is_(None),
)

citations = Table(
    "citations",
    metadata,
    Column("id", Integer, primary_key=True),
    reference("observation_id", "observations.id"),
    reference("release_from", "releases.number"),
    Column("source_id", Integer, nullable=False),
    Column("paragraph", Integer, nullable=False),
    Column("stated", Text, nullable=False),
    UniqueConstraint("observation_id", "source_id", "paragraph", "stated"),
    of_a_paragraph(),
    Index(None, "source_id", "observation_id"),
)

claims = Table(
    "claims",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("source_id", Integer, nullable=False),
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
    Column("release_from", ForeignKey("releases.number"), nullable=False),
    Column("release_to", ForeignKey("releases.number")),
    of_a_paragraph(),
    UniqueConstraint("source_id", "paragraph", "ordinal", "release_from"),
    one_of("kind", [*ClaimKind], "kind"),
    one_of("qualifier", [*Qualifier], "qualifier"),
    one_of("direction", [*Direction], "direction"),
    CheckConstraint("(digits IS NULL) = (exponent IS NULL)", name="exponent"),
    CheckConstraint("(digits IS NULL) = (unit IS NULL)", name="unit"),
    CheckConstraint("digits IS NULL OR direction IS NULL", name="direction_or_value"),
    CheckConstraint("release_to > release_from", name="releases"),
)
Index(
    "uq_claims_open_version",
    claims.c.source_id,
    claims.c.paragraph,
    claims.c.ordinal,
    unique=True,
    sqlite_where=claims.c.release_to.is_(None),
    postgresql_where=claims.c.release_to.is_(None),
)
claim_citations = Table(
    "claim_citations",
    metadata,
    Column("claim_id", ForeignKey("claims.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("source_id", Integer, nullable=False),
    Column("paragraph", Integer, nullable=False),
    Column("stated", Text, nullable=False),
    of_a_paragraph(),
)
claim_operands = Table(
    "claim_operands",
    metadata,
    Column("claim_id", ForeignKey("claims.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("role", Text, nullable=False),
    reference("cell_id", "cells.id", nullable=True),
    Column("missing", Text),
    CheckConstraint("(cell_id IS NULL) <> (missing IS NULL)", name="found_or_missing"),
    Index(None, "cell_id"),
)
