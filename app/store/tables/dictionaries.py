"""The dictionaries and the sources."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from app.domain.dictionary import AreaKind
from app.domain.period import PeriodKind
from app.store.tables.schema import dictionary, metadata, of_a_paragraph, one_of, reference

areas = dictionary(
    "areas",
    Column("kind", Text, nullable=False),
    Column("gss_code", Text, unique=True),
    one_of("kind", [*AreaKind], "kind"),
)
area_aliases = Table(
    "area_aliases",
    metadata,
    Column("spelling", Text, primary_key=True),
    reference("area_id", "areas.id"),
    Column("alias", Text, nullable=False),
    Column("position", Integer, nullable=False),
    UniqueConstraint("area_id", "position"),
)
area_memberships = Table(
    "area_memberships",
    metadata,
    Column("id", Integer, primary_key=True),
    reference("member_id", "areas.id"),
    reference("group_id", "areas.id"),
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
    one_of("relation", ["distinct_from", "may_be"], "relation"),
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
    one_of("kind", [*PeriodKind], "kind"),
    CheckConstraint("(kind = 'unstated') = (start_date IS NULL)", name="start"),
    CheckConstraint("(kind = 'unstated') = (end_date IS NULL)", name="end"),
    CheckConstraint("start_date <= end_date", name="dates"),
)

categories = dictionary(
    "categories",
    reference("parent_id", "categories.id", nullable=True),
    Column("home_office_codes", JSON, nullable=False),
)
platforms = dictionary(
    "platforms",
    reference("parent_id", "platforms.id", nullable=True),
    Column("operator", Text, nullable=False),
)
populations = dictionary("populations")
measures = dictionary(
    "measures",
    Column("unit", Text, nullable=False),
    Column("counted", Boolean, nullable=False),
    Column("summable", Boolean, nullable=False),
    Column("comparable", Boolean, nullable=False),
)
datasets = dictionary(
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
    of_a_paragraph(),
)
