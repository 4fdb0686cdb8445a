"""What the tables have in common."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    Table,
    Text,
)

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


def one_of(column: str, values: list[str], name: str) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=name)


def dictionary(name: str, *columns: Column[object] | CheckConstraint) -> Table:
    return Table(
        name,
        metadata,
        Column("id", Integer, primary_key=True, autoincrement=False),
        Column("slug", Text, nullable=False, unique=True),
        Column("name", Text, nullable=False),
        Column("definition", Text, nullable=False),
        *columns,
    )


def reference(column: str, target: str, *, nullable: bool = False) -> Column[object]:
    return Column(column, ForeignKey(target), nullable=nullable)


def of_a_paragraph() -> ForeignKeyConstraint:
    """The paragraph that a row cites has its fingerprint in the record."""
    return ForeignKeyConstraint(
        ["source_id", "paragraph"],
        ["source_paragraphs.source_id", "source_paragraphs.paragraph"],
    )
