"""Equal answers: ours and the ORM app's, asked for real on one small record; and Datasette's shape.

Datasette is not in the environment of the tests; what it sends is written here by hand.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from bench import equal
from bench.equal import DifferError, demand_equal
from bench.peers import datasette_file, orm_models
from bench.questions import Page, Pages, Series, YearOnYear, changes, pages, series
from bench.record import Record, Shape, built, database
from bench.servers import Answer

TINY = Record(Shape(areas=12, quarters=8, categories=10))


class Asked:
    """A server of the bench, without a process."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client

    def demand(self, address: str) -> Answer:
        response = self.client.get(address)
        assert response.status_code == 200, response.text
        return Answer(200, [], response.content)

    def body(self, address: str) -> bytes:
        return self.demand(address).body


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bench")


@pytest.fixture(scope="module")
def store(folder: Path) -> Path:
    return built(TINY, folder)


@pytest.fixture(scope="module")
def ours(store: Path) -> Iterator[Asked]:
    with TestClient(create_app(Settings(database_url=f"sqlite:///{database(store)}"))) as client:
        yield Asked(client)


@pytest.fixture(scope="module")
def orm(folder: Path) -> Iterator[Asked]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BENCH_ORM_FILE", str(folder / orm_models.FILE))
        orm_models.fill(TINY, folder)
        # It reads its file's name when it is imported.
        from bench.peers.orm_app import app, engine  # noqa: PLC0415

        with TestClient(app) as client:
            yield Asked(client)
        engine.dispose()


def test_a_series_is_the_same_at_ours_and_at_the_orm_app(ours: Asked, orm: Asked) -> None:
    for question in islice(series(TINY), 10):
        rows = equal.our_figures(ours.body(question.at_ours()))
        assert len(rows) == 8
        demand_equal("W1", {"ours": rows, "orm": equal.orm_figures(orm.body(question.at_orm()))})


def test_year_on_year_is_the_same_at_ours_and_at_the_orm_app(ours: Asked, orm: Asked) -> None:
    for question in islice(changes(TINY), 3):
        rows = equal.our_changes(ours.body(question.at_ours()))
        assert len(rows) == 8 * len(TINY.forces)
        assert sum(row["from"] is None for row in rows) == 4 * len(TINY.forces)
        demand_equal("W2", {"ours": rows, "orm": equal.orm_changes(orm.body(question.at_orm()))})


def test_a_page_behind_others_is_the_same_at_ours_and_at_the_orm_app(
    store: Path, ours: Asked, orm: Asked
) -> None:
    at = Pages(TINY, database(store))
    at.learn(ours)
    asked = [Page("2003-q2", "offences-recorded", 0), *islice(pages(TINY), 30)]
    assert any(page.offset for page in asked)
    for page in asked:
        rows = equal.our_page(ours.body(at.ours(page)))
        assert rows[0] == {"total": 120}
        demand_equal("W3", {"ours": rows, "orm": equal.orm_page(orm.body(page.at_orm()))})


def test_datasettes_key_of_the_figure_before_a_page_is_right(store: Path) -> None:
    at = Pages(TINY, database(store))
    held = list(TINY.rows())
    for page in islice(pages(TINY), 50):
        rows = [row for row in held if row[1] == page.period and row[3] == page.measure]
        _, _, key = at.datasette(page).partition("&_next=")
        before = str(held.index(rows[page.offset - 1]) + 1) if page.offset else ""
        assert key == before


def test_a_walk_through_pages_asks_no_first_page_that_was_asked_for_its_cursor() -> None:
    first, *behind = islice(pages(TINY), 500)
    assert not first.offset
    assert all(page.offset for page in behind)


@pytest.mark.parametrize("questions", [series, changes, pages])
def test_no_question_comes_twice_and_all_have_another_address_everywhere(questions: Any) -> None:
    found = list(islice(questions(TINY), 500))
    assert len(set(found)) == len(found)
    if questions is not pages:
        for place in ("at_ours", "at_orm", "at_datasette"):
            assert len({getattr(question, place)() for question in found}) == len(found)


def test_datasettes_canned_queries_give_what_ours_gives(tmp_path: Path, ours: Asked) -> None:
    """The queries, by the driver: what Datasette puts around their rows is only JSON."""
    connection = sqlite3.connect(tmp_path / "figures.db")
    connection.row_factory = sqlite3.Row
    datasette_file.fill_table(connection, TINY)
    one = next(series(TINY))
    rows = connection.execute(datasette_file.SERIES, vars(one)).fetchall()
    sent = json.dumps([dict(row) for row in rows]).encode()
    expected = equal.our_figures(ours.body(one.at_ours()))
    demand_equal("W1", {"ours": expected, "Datasette": equal.datasette_figures(sent)})
    many = next(changes(TINY))
    asked = {**vars(many), "areas": json.dumps(many.forces)}
    rows = connection.execute(datasette_file.CHANGES, asked).fetchall()
    sent = json.dumps([dict(row) for row in rows]).encode()
    expected = equal.our_changes(ours.body(many.at_ours()))
    demand_equal("W2", {"ours": expected, "Datasette": equal.datasette_changes(sent)})
    connection.close()


def figure(**changed: Any) -> dict[str, Any]:
    return {"area": "synthetic-a", "value": 1, "cited": [("s", "row 2", "1")], **changed}


@pytest.mark.parametrize(
    "other",
    [
        [figure(value=2)],
        [figure(cited=[("s", "row 3", "1")])],
        [figure(cited=[])],
        [figure(more=1)],
        [figure(value=None)],
        [figure(value=1.1)],
        [],
        [figure(), figure()],
    ],
)
def test_any_difference_ends_the_bench(other: list[dict[str, Any]]) -> None:
    with pytest.raises(DifferError, match="ours"):
        demand_equal("W0", {"ours": [figure()], "peer": other})


def test_an_answer_without_rows_proves_nothing() -> None:
    with pytest.raises(DifferError, match="no rows"):
        demand_equal("W0", {"ours": [], "peer": []})


def test_every_peer_is_compared() -> None:
    with pytest.raises(DifferError, match="third"):
        demand_equal("W0", {"ours": [figure()], "peer": [figure()], "third": [figure(value=3)]})


def test_binary_fractions_are_the_same_when_they_are_near() -> None:
    demand_equal("W0", {"ours": [{"percent": 100 / 3}], "peer": [{"percent": 33.33333333333333}]})
    with pytest.raises(DifferError):
        demand_equal("W0", {"ours": [{"percent": 33.3}], "peer": [{"percent": 100 / 3}]})
    with pytest.raises(DifferError):
        demand_equal("W0", {"ours": [{"percent": None}], "peer": [{"percent": 0.0}]})


def test_the_questions_are_named_by_what_they_ask() -> None:
    assert (
        Series("a", "c", "m", 5).at_ours() == "/v1/observations?area=a&category=c&measure=m&limit=5"
    )
    assert YearOnYear(("a", "b"), "c", "m", 5).at_ours() == (
        "/v1/changes?area=a,b&category=c&measure=m&limit=5"
    )
