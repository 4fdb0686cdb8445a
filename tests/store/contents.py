"""Everything that a store holds, to see that nothing has changed."""

from typing import Any

from sqlalchemy import Engine, select

from app.store import tables
from app.store.engine import reading

Contents = dict[str, list[tuple[Any, ...]]]


def contents(engine: Engine) -> Contents:
    """Every row of every table."""
    with reading(engine) as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in tables.metadata.sorted_tables
        }


def sizes(engine: Engine) -> dict[str, int]:
    """How many rows each table has, but for those that stand for nothing."""
    nothing = {"categories", "platforms", "populations"}
    return {name: len(rows) - (name in nothing) for name, rows in contents(engine).items()}
