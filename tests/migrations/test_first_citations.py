"""The first citation of a version moves into its row, and back, and no answer changes.

Every figure is synthetic.
"""

from collections.abc import Iterator

import pytest
from alembic import command
from sqlalchemy import Connection, Engine, text

from app.store.engine import connect_to, writing
from app.store.migrate import configuration, migrate
from tests.imported import imported, store_with
from tests.imports.made import dictionaries, figure, source
from tests.store.contents import contents
from tests.store.stored import Stored, stored

PARAGRAPHS = {number: f"sha256:{number * 64}" for number in "123"}
PRINTED = (("1", "2"), ("2",), ("2", "3"), ("3", "1"))
RELEASES = range(1, len(PRINTED) + 2)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A store in which the places of one figure come and go, another has one place, and a third
    is stated otherwise by another source, and revised."""
    store_with(database_url, [*dictionaries(), source("other", defaults={})], "Synthetic")
    engine = connect_to(database_url)
    for number, paragraphs in enumerate(PRINTED):
        cited = [{"paragraph": paragraph, "stated": "10"} for paragraph in paragraphs]
        figures = [
            figure("force-a", "10") | {"cited": cited},
            figure("force-b", "20"),
            figure("force-c", str(30 + number), reason="Synthetic."),
        ]
        documents = [source("article", figures, paragraphs=PARAGRAPHS)]
        imported(engine, [*documents, source("second", [figure("force-c", "29")])])
    yield engine
    engine.dispose()


def _answers(engine: Engine) -> list[Stored]:
    return [stored(engine, release) for release in RELEASES]


def _downgrade(connection: Connection) -> None:
    command.downgrade(configuration(connection), "0005")


def test_the_rows_go_down_and_up_again(engine: Engine) -> None:
    before = contents(engine)
    assert {row[-1] for row in before["observations"]} == {None, 3}
    assert [row[1] for row in before["further_citations"]] == [1, 2, 3]
    with writing(engine) as connection:
        _downgrade(connection)
        found = connection.execute(text("SELECT position FROM citations ORDER BY 1")).scalars()
        assert list(found) == [0] * len(before["observations"]) + [1, 2, 3]
    assert migrate(engine) == ("0005", "0007")
    assert contents(engine) == before


def test_of_citations_in_any_order_that_which_came_with_the_version_is_the_first(
    engine: Engine,
) -> None:
    """A store that began with the schema 0001 has them in the order of their sources."""
    before = _answers(engine)
    with writing(engine) as connection:
        _downgrade(connection)
        connection.execute(text("UPDATE citations SET position = 9 - position"))
        connection.execute(text("UPDATE citations SET position = position - 6"))
    migrate(engine)
    assert _answers(engine) == before
