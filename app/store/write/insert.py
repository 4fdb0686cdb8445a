"""Inserting rows, and numbering them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, if there are any."""
    if rows:
        connection.execute(insert(table), list(rows))


def highest_id(connection: Connection, table: Table) -> int:
    """The highest id of a table, or 0. Ids are given here and not by the database, so that rows
    that point to each other can be made together; the lock on releases keeps others out."""
    return connection.scalar(select(func.max(table.c.id))) or 0
