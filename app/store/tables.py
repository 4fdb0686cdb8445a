"""The tables. Constraints do the work, on SQLite and PostgreSQL alike.

A cell is the place of a figure; an observation is one version of its value, valid from one
release to another. Ids of dictionary entries are small integers in dictionary order, periods have
their own chronological key, so every order of the API is an order of integers and the same on
every database. Row 0 of categories, platforms and populations stands for "does not apply", so
that the uniqueness of a cell needs no special case for nulls.

A value is stored as digits and exponent: exact, and with the places that were printed.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

from app.domain.claim import ClaimKind, Direction
from app.domain.dictionary import AreaKind
from app.domain.observation import Status
from app.domain.period import PeriodKind
from app.domain.quantity import Qualifier

DOES_NOT_APPLY = 0

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _one_of(column: str, values: list[str], name: str) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=name)


def _dictionary(name: str, *columns: Column[object] | CheckConstraint) -> Table:
    return Table(
        name,
        metadata,
        Column("id", Integer, primary_key=True, autoincrement=False),
        Column("slug", Text, nullable=False, unique=True),
        Column("name", Text, nullable=False),
        Column("definition", Text, nullable=False),
        *columns,
    )


def _reference(column: str, target: str, *, nullable: bool = False) -> Column[object]:
    return Column(column, ForeignKey(target), nullable=nullable)


areas = _dictionary(
    "areas",
    Column("kind", Text, nullable=False),
    Column("gss_code", Text, unique=True),
    _one_of("kind", [*AreaKind], "kind"),
)
area_aliases = Table(
    "area_aliases",
    metadata,
    Column("spelling", Text, primary_key=True),
    _reference("area_id", "areas.id"),
    Column("alias", Text, nullable=False),
    Column("position", Integer, nullable=False),
    UniqueConstraint("area_id", "position"),
)
area_memberships = Table(
    "area_memberships",
    metadata,
    Column("id", Integer, primary_key=True),
    _reference("member_id", "areas.id"),
    _reference("group_id", "areas.id"),
    Column("valid_from", Date),
    Column("valid_to", Date),
    UniqueConstraint("member_id", "group_id", "valid_from"),
    CheckConstraint("member_id <> group_id", name="not_of_itself"),
    CheckConstraint(
        "valid_from IS NULL OR valid_to IS NULL OR valid_from <= valid_to", name="dates"
    ),
)
# Nulls are distinct to a unique constraint, and most memberships have no dates.
Index(
    "uq_area_memberships_undated",
    area_memberships.c.member_id,
    area_memberships.c.group_id,
    unique=True,
    sqlite_where=area_memberships.c.valid_from.is_(None),
    postgresql_where=area_memberships.c.valid_from.is_(None),
)
area_distinctions = Table(
    "area_distinctions",
    metadata,
    Column("area_id", ForeignKey("areas.id"), primary_key=True),
    Column("other_id", ForeignKey("areas.id"), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("relation", Text, nullable=False),
    Column("why", Text),
    _one_of("relation", ["distinct_from", "may_be"], "relation"),
    CheckConstraint("area_id <> other_id", name="not_of_itself"),
    CheckConstraint("(relation = 'distinct_from') = (why IS NOT NULL)", name="why"),
)

periods = Table(
    "periods",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("slug", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("start_date", Date),
    Column("end_date", Date),
    _one_of("kind", [*PeriodKind], "kind"),
    CheckConstraint("(kind = 'unstated') = (start_date IS NULL)", name="start"),
    CheckConstraint("(kind = 'unstated') = (end_date IS NULL)", name="end"),
    CheckConstraint("start_date <= end_date", name="dates"),
)

categories = _dictionary(
    "categories",
    _reference("parent_id", "categories.id", nullable=True),
    Column("home_office_codes", JSON, nullable=False),
)
platforms = _dictionary(
    "platforms",
    _reference("parent_id", "platforms.id", nullable=True),
    Column("operator", Text, nullable=False),
)
populations = _dictionary("populations")
measures = _dictionary(
    "measures",
    Column("unit", Text, nullable=False),
    Column("counted", Boolean, nullable=False),
    Column("summable", Boolean, nullable=False),
    Column("comparable", Boolean, nullable=False),
)
datasets = _dictionary(
    "datasets",
    Column("producer", Text, nullable=False),
    Column("method", Text, nullable=False),
    Column("coverage", Text, nullable=False),
    Column("comparability", Text, nullable=False),
)

support_organisations = Table(
    "support_organisations",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("slug", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("website", Text, nullable=False),
    Column("phone", Text),
)
sources = Table(
    "sources",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("slug", Text, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("publisher", Text),
    Column("kind", Text, nullable=False),
    Column("published", Date),
    Column("url", Text),
    Column("notes", Text, nullable=False),
)
source_paragraphs = Table(
    "source_paragraphs",
    metadata,
    Column("source_id", ForeignKey("sources.id"), primary_key=True),
    Column("paragraph", Integer, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    CheckConstraint("paragraph >= 1", name="paragraph"),
    CheckConstraint("fingerprint LIKE 'sha256:%' AND length(fingerprint) = 71", name="fingerprint"),
)
source_support = Table(
    "source_support",
    metadata,
    Column("source_id", Integer, primary_key=True),
    Column("organisation_id", ForeignKey("support_organisations.id"), primary_key=True),
    Column("paragraph", Integer, nullable=False),
    ForeignKeyConstraint(
        ["source_id", "paragraph"],
        ["source_paragraphs.source_id", "source_paragraphs.paragraph"],
    ),
)

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
    _reference("area_id", "areas.id"),
    _reference("period_id", "periods.id"),
    _reference("category_id", "categories.id"),
    _reference("measure_id", "measures.id"),
    _reference("platform_id", "platforms.id"),
    _reference("population_id", "populations.id"),
    _reference("dataset_id", "datasets.id"),
    UniqueConstraint(*_DIMENSIONS),
    Index(None, "category_id", "period_id"),
    Index(None, "dataset_id", "period_id"),
)

_HAS_VALUE = ", ".join(f"'{status}'" for status in Status if status.has_value)
observations = Table(
    "observations",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    _reference("cell_id", "cells.id"),
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
    _one_of("status", [*Status], "status"),
    _one_of("qualifier", [*Qualifier], "qualifier"),
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
    _reference("observation_id", "observations.id"),
    Column("source_id", Integer, nullable=False),
    Column("paragraph", Integer, nullable=False),
    Column("stated", Text, nullable=False),
    UniqueConstraint("observation_id", "source_id", "paragraph", "stated"),
    ForeignKeyConstraint(
        ["source_id", "paragraph"],
        ["source_paragraphs.source_id", "source_paragraphs.paragraph"],
    ),
    Index(None, "source_id", "observation_id"),
)

claims = Table(
    "claims",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    _reference("source_id", "sources.id"),
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
    UniqueConstraint("source_id", "paragraph", "ordinal", "release_from"),
    _one_of("kind", [*ClaimKind], "kind"),
    _one_of("qualifier", [*Qualifier], "qualifier"),
    _one_of("direction", [*Direction], "direction"),
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
    ForeignKeyConstraint(
        ["source_id", "paragraph"],
        ["source_paragraphs.source_id", "source_paragraphs.paragraph"],
    ),
)
claim_operands = Table(
    "claim_operands",
    metadata,
    Column("claim_id", ForeignKey("claims.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("role", Text, nullable=False),
    _reference("cell_id", "cells.id", nullable=True),
    Column("missing", Text),
    CheckConstraint("(cell_id IS NULL) <> (missing IS NULL)", name="found_or_missing"),
    Index(None, "cell_id"),
)
