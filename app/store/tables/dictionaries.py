"""The dictionaries and the sources.

A dictionary's own table says which entries there are, each under a slug for good. What an entry
says is a version of it, valid from one release to another, as a figure's value is: an answer of an
earlier release names and defines things as they were named and defined then.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from app.domain.period import PeriodKind
from app.store.tables.schema import (
    metadata,
    one_of,
    one_open_version,
    reference,
    released,
)


def _entries(noun: str) -> Table:
    return Table(
        noun,
        metadata,
        Column("id", Integer, primary_key=True, autoincrement=False),
        Column("slug", Text, nullable=False, unique=True),
    )


areas = _entries("areas")
categories = _entries("categories")
platforms = _entries("platforms")
populations = _entries("populations")
measures = _entries("measures")
datasets = _entries("datasets")
support_organisations = _entries("support_organisations")
sources = _entries("sources")
NOUNS = {
    table.name: table
    for table in (
        areas,
        categories,
        platforms,
        populations,
        measures,
        datasets,
        support_organisations,
        sources,
    )
}

entry_versions = Table(
    "entry_versions",
    metadata,
    Column("noun", Text, primary_key=True),
    Column("entry_id", Integer, primary_key=True, autoincrement=False),
    *released(primary_key=True),
    Column("content", JSON, nullable=False),
    one_of("noun", [*NOUNS], "noun"),
    CheckConstraint("release_to > release_from", name="releases"),
)
one_open_version(entry_versions, entry_versions.c.noun, entry_versions.c.entry_id)

periods = Table(
    "periods",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("slug", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("start_date", Date),
    Column("end_date", Date),
    Column("release_from", ForeignKey("releases.number"), nullable=False),
    one_of("kind", [*PeriodKind], "kind"),
    CheckConstraint("(kind = 'unstated') = (start_date IS NULL)", name="start"),
    CheckConstraint("(kind = 'unstated') = (end_date IS NULL)", name="end"),
    CheckConstraint("start_date <= end_date", name="dates"),
)

# What a citation points to: a paragraph of a document, or (paragraph 0) the document whole, with
# the fingerprint by which whoever holds it can tell that it is the same.
passages = Table(
    "passages",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    reference("source_id", "sources.id"),
    Column("paragraph", Integer, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("release_from", ForeignKey("releases.number"), nullable=False),
    UniqueConstraint("source_id", "paragraph", "fingerprint"),
    CheckConstraint("paragraph >= 0", name="paragraph"),
    CheckConstraint("fingerprint LIKE 'sha256:%' AND length(fingerprint) = 71", name="fingerprint"),
)
