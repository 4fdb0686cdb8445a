"""Migrations, both ways, on both databases."""

from collections.abc import Iterator

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from pytest_alembic.tests import (
    test_model_definitions_match_ddl,
    test_single_head_revision,
    test_up_down_consistency,
    test_upgrade,
)
from sqlalchemy import Connection, Engine, Inspector, inspect, select, text
from sqlalchemy.engine.interfaces import ReflectedIndex
from sqlalchemy.exc import ProgrammingError

from app.errors import StoreError
from app.store import tables
from app.store.engine import connect_to, reading, writing
from app.store.migrate import configuration, migrate
from app.store.schema import demand_current, revision

# The general ones, run by pytest under these names.
__all__ = [
    "test_model_definitions_match_ddl",
    "test_single_head_revision",
    "test_up_down_consistency",
    "test_upgrade",
]
HEAD = "0007"
Shape = dict[str, tuple[object, ...]]


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = connect_to(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def alembic_engine(engine: Engine) -> Iterator[Connection]:
    """Not an engine: `migrations/env.py` runs on the connection that it is given."""
    with writing(engine) as connection:
        yield connection


@pytest.fixture
def alembic_config() -> Config:
    return configuration()


def _downgrade(engine: Engine) -> None:
    with writing(engine) as connection:
        command.downgrade(configuration(connection), "base")


def _shape(engine: Engine) -> Shape:
    """Everything that a database says of its tables."""
    inspector = inspect(engine)
    return {name: _table(inspector, name) for name in sorted(inspector.get_table_names())}


def _table(inspector: Inspector, name: str) -> tuple[object, ...]:
    return (
        [{**column, "type": str(column["type"])} for column in inspector.get_columns(name)],
        inspector.get_pk_constraint(name),
        sorted(map(str, inspector.get_foreign_keys(name))),
        sorted(map(str, inspector.get_unique_constraints(name))),
        sorted(map(str, inspector.get_check_constraints(name))),
        sorted(map(_index, inspector.get_indexes(name))),
    )


def _index(index: ReflectedIndex) -> str:
    conditions = {key: str(value) for key, value in index.get("dialect_options", {}).items()}
    return f"{index['name']} {index['column_names']} {index['unique']} {conditions}"


def test_upgrading_says_from_where_to_where(engine: Engine) -> None:
    assert migrate(engine) == (None, HEAD)
    assert migrate(engine) == (HEAD, HEAD)


def test_the_tables_are_the_models(engine: Engine) -> None:
    migrate(engine)
    with reading(engine) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []


def test_the_constraints_are_the_models(engine: Engine) -> None:
    """What Alembic does not compare: checks, and the conditions of indexes."""
    migrate(engine)
    migrated = _shape(engine)
    del migrated["alembic_version"]
    _downgrade(engine)
    with writing(engine) as connection:
        connection.execute(text("DROP TABLE alembic_version"))
        tables.metadata.create_all(connection)
    assert _shape(engine) == migrated


def test_downgrading_leaves_nothing(engine: Engine) -> None:
    migrate(engine)
    _downgrade(engine)
    assert list(_shape(engine)) == ["alembic_version"]
    with reading(engine) as connection:
        assert revision(connection) is None
        if connection.dialect.name == "postgresql":
            left = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            # The table of the revision and the index of its key.
            assert connection.scalar(text(left)) == 2


def test_up_again_after_down_is_the_same(engine: Engine) -> None:
    migrate(engine)
    first = _shape(engine)
    _downgrade(engine)
    migrate(engine)
    assert _shape(engine) == first
    assert _rows_of_nothing(engine) == [["-"]] * 3


def test_a_dimension_that_does_not_apply_has_its_row(engine: Engine) -> None:
    migrate(engine)
    assert _rows_of_nothing(engine) == [["-"]] * 3


def _rows_of_nothing(engine: Engine) -> list[list[str]]:
    with reading(engine) as connection:
        return [
            list(
                connection.scalars(select(table.c.slug).where(table.c.id == tables.DOES_NOT_APPLY))
            )
            for table in (tables.categories, tables.platforms, tables.populations)
        ]


def test_downgrading_a_full_store_is_refused_and_loses_nothing(seeded_url: str) -> None:
    engine = connect_to(seeded_url)
    before = _rows(engine)
    with pytest.raises(RuntimeError, match="cannot hold what this store holds"):
        _downgrade(engine)
    assert _rows(engine) == before
    engine.dispose()


def test_an_empty_store_goes_down_to_the_first_schema_and_up_again(engine: Engine) -> None:
    with writing(engine) as connection:
        command.upgrade(configuration(connection), "0001")
    first = _shape(engine)
    assert migrate(engine) == ("0001", HEAD)
    newest = _shape(engine)
    with writing(engine) as connection:
        command.downgrade(configuration(connection), "0001")
    assert _shape(engine) == first
    assert migrate(engine) == ("0001", HEAD)
    assert _shape(engine) == newest


def test_upgrading_leaves_a_full_store_alone(seeded_url: str) -> None:
    engine = connect_to(seeded_url)
    before = _rows(engine)
    assert migrate(engine) == (HEAD, HEAD)
    assert _rows(engine) == before
    engine.dispose()


def _rows(engine: Engine) -> dict[str, list[object]]:
    with reading(engine) as connection:
        return {
            table.name: list(connection.execute(select(table)).all())
            for table in tables.metadata.sorted_tables
        }


def test_a_failed_upgrade_leaves_nothing(engine: Engine) -> None:
    with writing(engine) as connection:
        # Stands in the way of the last table but a few.
        connection.execute(text("CREATE TABLE citations (id integer)"))
    with pytest.raises((StoreError, ProgrammingError)):
        migrate(engine)
    assert list(_shape(engine)) == ["citations"]


def _set_revision(connection: Connection, number: str) -> None:
    connection.execute(text("UPDATE alembic_version SET version_num = :n"), {"n": number})


def test_the_schema_of_a_later_version_is_refused(engine: Engine) -> None:
    migrate(engine)
    with writing(engine) as connection:
        _set_revision(connection, "9999")
    with pytest.raises(StoreError, match="has the schema 9999, which this version does not know"):
        migrate(engine)
    with reading(engine) as connection, pytest.raises(StoreError, match="run: onrecord migrate"):
        demand_current(connection)
