"""Releases, the documents that each was made from, and the warnings kept with it."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, Integer, Table, Text, text

from app.store.tables.schema import metadata

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
    Column("recited", Integer, nullable=False, server_default=text("0")),
    CheckConstraint("number >= 1", name="number"),
    CheckConstraint("recited >= 0", name="recited"),
    CheckConstraint(
        "added >= 0 AND revised >= 0 AND withdrawn >= 0 AND unchanged >= 0", name="counts"
    ),
)
release_documents = Table(
    "release_documents",
    metadata,
    Column("release", ForeignKey("releases.number"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("rows_read", Integer, nullable=False),
    Column("rows_stored", Integer, nullable=False),
    Column("rows_merged", Integer, nullable=False),
    Column("rows_refused", Integer, nullable=False),
    CheckConstraint(
        "rows_stored >= 0 AND rows_merged >= 0 AND rows_refused >= 0"
        " AND rows_read = rows_stored + rows_merged + rows_refused",
        name="rows",
    ),
)
release_warnings = Table(
    "release_warnings",
    metadata,
    Column("release", ForeignKey("releases.number"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("code", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("line", Integer, nullable=False),
)
