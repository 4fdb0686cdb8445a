"""Statements on their way into the record: temporary tables, filled as a document is read.

They take any number of rows without holding them in memory, and let the database do what must be
done for all of them at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
)

from app.domain.observation import DIMENSIONS
from app.errors import StoreError

# Each is a plain tuple of what `Staged` names, which takes half the time to make.
Statements = Iterator[tuple[Any, ...]]


class Staged(NamedTuple):
    """One statement: the document and line it comes from, its cell by ids, what it says, and the
    place. `inferred` is JSON text; `note` and `reason` may be null."""

    number: int
    document: int
    line: int
    area_id: int
    period_id: int
    category_id: int
    measure_id: int
    platform_id: int
    population_id: int
    dataset_id: int
    digits: int | None
    exponent: int | None
    status: str
    qualifier: str
    forces: int | None
    inferred: str
    note: str | None
    reason: str | None
    source_id: int
    passage_id: int
    locator: str
    stated: str


staged = Table(
    "staged",
    MetaData(),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("document", Integer, nullable=False),
    Column("line", Integer, nullable=False),
    Column("area_id", Integer, nullable=False),
    Column("period_id", BigInteger, nullable=False),
    *(Column(f"{name}_id", Integer, nullable=False) for name in list(DIMENSIONS)[2:]),
    Column("digits", BigInteger),
    Column("exponent", SmallInteger),
    Column("status", Text, nullable=False),
    Column("qualifier", Text, nullable=False),
    Column("forces", Integer),
    Column("inferred", Text, nullable=False),
    Column("note", Text),
    Column("reason", Text),
    Column("source_id", Integer, nullable=False),
    Column("passage_id", Integer, nullable=False),
    Column("locator", Text, nullable=False),
    Column("stated", Text, nullable=False),
    prefixes=["TEMPORARY"],
)
# Statements of cells that the record holds already, or that have several statements.
contested = Table(
    "contested",
    MetaData(),
    Column("cell_id", BigInteger, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    prefixes=["TEMPORARY"],
)
# The period of a new figure, one that lies whole years before or after it, and how many.
years = Table(
    "years",
    MetaData(),
    Column("new_id", BigInteger, primary_key=True, autoincrement=False),
    Column("other_id", BigInteger, primary_key=True, autoincrement=False),
    Column("apart", Integer, nullable=False),
    prefixes=["TEMPORARY"],
)
_WORKING = (staged, contested, years)
_AT_ONCE = 5_000
_LARGE = 1_000


def prepare(connection: Connection) -> None:
    """Empty tables for one import."""
    clear(connection)
    for table in _WORKING:
        table.create(connection)


def clear(connection: Connection) -> None:
    """Drop the tables, which would stay with a pooled connection."""
    # Never a table of this name that is no temporary one.
    schema = "temp" if connection.dialect.name == "sqlite" else "pg_temp"
    for table in _WORKING:
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {schema}.{table.name}")


def look_over(connection: Connection, statements: int, *names: str) -> None:
    """Let PostgreSQL's planner know how large tables have become, which it would learn too late."""
    if connection.dialect.name == "postgresql" and statements > _LARGE:
        connection.exec_driver_sql(f"ANALYZE {', '.join(names)}")


def stage(connection: Connection, statements: Statements) -> Iterator[int]:
    """Store statements, and yield how many there are after each portion."""
    columns = ", ".join(Staged._fields)
    total = 0
    # Past SQLAlchemy: a million rows take a third of the time as plain tuples.
    cursor = connection.connection.cursor()
    try:
        if connection.dialect.name == "postgresql":
            while portion := list(islice(statements, _AT_ONCE)):
                with cursor.copy(f"COPY staged ({columns}) FROM STDIN") as copy:
                    for statement in portion:
                        copy.write_row(statement)
                total += len(portion)
                yield total
            look_over(connection, total, "staged")
            return
        marks = ", ".join("?" * len(Staged._fields))
        insert = f"INSERT INTO staged ({columns}) VALUES ({marks})"
        while portion := list(islice(statements, _AT_ONCE)):
            cursor.executemany(insert, portion)
            total += len(portion)
            yield total
    except connection.dialect.loaded_dbapi.Error as error:
        raise StoreError("the store could not take the statements") from error
    finally:
        cursor.close()
