"""What the tables have in common."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    TextClause,
)

DOES_NOT_APPLY = 0
WHOLE_DOCUMENT = 0

# Ids of cells and versions leap where a table states what is there already. On SQLite an integer is
# as wide as it has to be, and only one of this name is the key of the table itself.
BIG_ID = BigInteger().with_variant(Integer(), "sqlite")

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


def reference(column: str, target: str, *, nullable: bool = False) -> Column[object]:
    return Column(column, ForeignKey(target), nullable=nullable)


def released(*, primary_key: bool = False) -> tuple[Column[object], Column[object]]:
    """The releases from which and to which a version holds; the second is null while it does."""
    return (
        Column(
            "release_from",
            ForeignKey("releases.number"),
            primary_key=primary_key,
            nullable=False,
            autoincrement=False,
        ),
        Column("release_to", ForeignKey("releases.number")),
    )


def partial_index(
    name: str | None,
    *columns: Column[object],
    where: ColumnElement[bool] | TextClause,
    unique: bool = False,
) -> None:
    """An index of those rows alone that meet a condition, on every database."""
    Index(name, *columns, unique=unique, sqlite_where=where, postgresql_where=where)


def one_open_version(table: Table, *columns: Column[object]) -> None:
    """Of what some columns name, a table has one version at most that still holds."""
    name = f"uq_{table.name}_open_version"
    partial_index(name, *columns, where=table.c.release_to.is_(None), unique=True)
