"""The constraints do the work: each bad row is refused by the database itself, for its own reason.

Every bad row is a good one with one thing changed, and the good ones are shown to be good.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, Constraint, Engine, insert
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.exc import IntegrityError

from app.store import tables
from app.store.engine import connect_to, writing
from app.store.migrate import migrate
from tests.postgres import new_database
from tests.store.bad_rows import CASES
from tests.store.good_rows import BASE, GOOD, Values, row


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def store(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """One store for all cases, as each of them is taken back."""
    with _empty(request, tmp_path_factory) as url:
        engine = connect_to(url)
        migrate(engine)
        with writing(engine) as connection:
            for table, values in BASE:
                _add(connection, table, values)
        yield engine
        engine.dispose()


@contextmanager
def _empty(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('constraints') / 'onrecord.sqlite'}"
    else:
        with new_database(request.getfixturevalue("postgres_url")) as url:
            yield url


@pytest.fixture
def connection(store: Engine) -> Iterator[Connection]:
    with writing(store) as opened:
        yield opened
        opened.rollback()


def _add(connection: Connection, table: str, values: Values) -> None:
    connection.execute(insert(tables.metadata.tables[table]).values(values))


def test_every_table_has_a_good_row_and_is_refused_a_bad_one() -> None:
    assert set(GOOD) == set(tables.metadata.tables)
    refused = {table for table, _, _ in CASES}
    assert refused == set(GOOD)


def test_every_constraint_refuses_something() -> None:
    assert _names() - {constraint for _, _, constraint in CASES} == set()


def _names() -> set[str]:
    """Every check, key, reference and uniqueness."""
    names = set()
    for table in tables.metadata.tables.values():
        names |= {str(_name(constraint)) for constraint in table.constraints}
        names |= {str(index.name) for index in table.indexes if index.unique}
    assert len(names) > 60
    return names


def _name(constraint: Constraint) -> str | None:
    return DefaultDialect().identifier_preparer.format_constraint(constraint)


@pytest.mark.parametrize("table", GOOD)
def test_a_good_row_is_taken(connection: Connection, table: str) -> None:
    _add(connection, table, row(table, {}))


@pytest.mark.parametrize(
    ("table", "changes", "constraint"),
    CASES,
    ids=[f"{table}-{'-'.join(map(str, changes.values()))}"[:70] for table, changes, _ in CASES],
)
def test_a_bad_row_is_refused(
    connection: Connection, table: str, changes: Values, constraint: str
) -> None:
    with pytest.raises(IntegrityError) as refused:
        _add(connection, table, row(table, changes))
    assert _refused_by(refused.value, constraint)


def _refused_by(error: IntegrityError, constraint: str) -> bool:
    """Whether it was this constraint. SQLite names checks, and of the others says the kind."""
    told = getattr(error.orig, "diag", None)
    if told is not None:
        # PostgreSQL's names end after 63 characters.
        return constraint[:50] in ((told.constraint_name or "")[:50], told.column_name)
    said = str(error.orig)
    kind = constraint.partition("_")[0]
    wanted = {"ck": constraint, "fk": "FOREIGN KEY", "uq": "UNIQUE", "pk": "UNIQUE"}
    return wanted.get(kind, "NOT NULL") in said
