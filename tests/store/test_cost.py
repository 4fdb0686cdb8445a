"""No answer reads the whole record: what it costs is that of the answer, shown without a clock.

SQLite counts the steps of its virtual machine. A question about few figures is asked of a store
with some thousands of other figures, and of one with ten times as many.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import chain, product
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.types import Message

from app.api.ask import BRIEF
from app.api.pool import Pool
from app.api.stream import StreamedResponse
from app.domain.observation import EXAMPLE_ID
from app.importing.document import Document
from app.main import create_app
from app.settings import Settings
from app.store import chosen, engine, way
from tests.api.conftest import items
from tests.imported import seed_files, store_with

FEW, MANY = 3_000, 30_000
# A step counted is so many of the machine's.
GRAIN = 10
# What grows with the answer, or with how deep an index is, and not with the record.
MOST_GROWTH = 1.5

NOISE = "area=synthetic-force-3&category=synthetic-offences&measure=offences-recorded"
NARROW = [
    "/v1/observations?area=west-midlands-police&limit=10000",
    "/v1/observations?limit=5",
    "/v1/observations?measure=offences-recorded&limit=5",
    "/v1/observations?dataset=nspcc-foi-2020",
    "/v1/observations.csv?area=west-midlands-police&limit=all",
    "/v1/observations.csv?dataset=nspcc-foi-2020&limit=all",
    "/v1/observations.csv?category=online-child-sexual-offences&limit=all",
    "/v1/observations?category=online-child-sexual-offences&period=2019-20",
    f"/v1/observations/{EXAMPLE_ID}",
    "/v1/changes?area=west-midlands-police&period=2019-20",
    "/v1/changes?panel=matched&area=west-midlands&category=online-child-sexual-offences",
    "/v1/totals?limit=5",
    "/v1/totals?category=online-child-sexual-offences&period=2019-20",
    "/v1/totals?dataset=nspcc-foi-2020",
    "/v1/totals?per=financial-year&limit=5",
    "/v1/rates?area=west-midlands-police",
    "/v1/rankings?area=west-midlands&category=online-child-sexual-offences&period=2019-20",
    "/v1/rankings?by=change&area=england&category=online-child-sexual-offences&period=2019-20",
    "/v1/rankings?by=rate&area=england&category=online-child-sexual-offences&period=2019-20",
    "/v1/rankings?by=share&area=west-midlands&category=indecent-images-of-children",
    "/v1/shares?dimension=area&area=west-midlands&category=indecent-images-of-children",
    "/v1/shares?dimension=platform&period=unstated",
    "/v1/coverage?dataset=nspcc-foi-2020&measure=offences-recorded",
    "/v1/coverage/requests?dataset=nspcc-foi-2020&measure=offences-recorded",
    "/v1/observations?measure=charges-or-summonses&status=published",
    "/v1/observations?period=2023-24&status=published",
    "/v1/observations?platform=snapchat&status=published",
    "/v1/observations?population=victims-aged-13&status=published",
    "/v1/observations?area=west-midlands-police&measure=offences-recorded&period=2019-20",
    "/v1/series?area=west-midlands-police",
    "/v1/series?category=online-child-sexual-offences",
    "/v1/claims",
    "/v1/claims?verdict=holds",
    "/v1/claims?area=west-midlands-police",
    "/v1/claims?source=express-and-star-online-offences-total-2019-20&limit=1",
    "/v1/claims/express-and-star-online-offences-total-2019-20:11:2",
    "/v1/claims/express-and-star-online-offences-total-2019-20:11:9",
    "/v1/scorecards",
    "/v1/scorecards?source=express-and-star-online-offences-total-2019-20",
    "/v1/scorecards/wanted",
    "/v1/disagreements?area=west-midlands-police",
    "/v1/releases/1/changes?limit=5",
    "/v1/releases/2/changes?limit=5",
    # Of what most of the record is: a page of it, with the total.
    f"/v1/observations?{NOISE}&limit=1000",
    "/v1/observations?period=1900&measure=offences-recorded&limit=10",
    "/v1/observations?period=1900&limit=10",
    "/v1/observations?category=synthetic-offences&limit=10",
    "/v1/observations?category=synthetic-offences&period=1900&limit=10",
    "/v1/observations?dataset=synthetic-dataset&limit=10",
    "/v1/observations?source=synthetic&limit=10",
    "/v1/observations?status=published&limit=10",
    "/v1/observations?status=suppressed&limit=10",
    f"/v1/changes?{NOISE}&limit=1000",
    f"/v1/series?{NOISE}",
]


class Steps:
    """Counts what connections do, in the loop and on threads, as often as the store asks whether to
    go on; it answers as it would."""

    def __init__(self) -> None:
        self.in_loop = self.on_threads = 0

    @property
    def taken(self) -> int:
        """All of them."""
        return self.in_loop + self.on_threads

    def forget(self) -> None:
        """Count from here on."""
        self.in_loop = self.on_threads = 0

    def watching(self, ask: Callable[[Any], bool]) -> Callable[[Any], bool]:
        """The same, counted."""

        def counted(bound: Any) -> bool:
            try:
                asyncio.get_running_loop()
            except RuntimeError:
                self.on_threads += GRAIN
            else:
                self.in_loop += GRAIN
            return ask(bound)

        return counted


Asked = tuple[TestClient, Steps]


@contextmanager
def _asked(path: Path, rows: int) -> Iterator[TestClient]:
    """A client of a store that holds the seed and so many other figures."""
    url = f"sqlite:///{path}"
    store_with(url, seed_files(), "Seed")
    store_with(url, [*_entries(rows), _source(), _figures(rows)], "Synthetic figures")
    with TestClient(create_app(Settings(database_url=url), most_kept=0)) as client:
        yield client


@pytest.fixture(scope="module")
def steps() -> Iterator[Steps]:
    """What all stores of these tests are asked to do."""
    found = Steps()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "GRAIN", GRAIN)
        patch.setattr(engine, "SECONDS_GRAIN", GRAIN)
        patch.setattr(engine.Budget, "is_spent", found.watching(engine.Budget.is_spent))
        patch.setattr(engine.Deadline, "has_passed", found.watching(engine.Deadline.has_passed))
        yield found


@pytest.fixture(scope="module")
def few(steps: Steps, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    with _asked(tmp_path_factory.mktemp("few") / "store.sqlite", FEW) as client:
        yield client, steps


@pytest.fixture(scope="module")
def many(steps: Steps, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    with _asked(tmp_path_factory.mktemp("many") / "store.sqlite", MANY) as client:
        yield client, steps


def _steps(asked: Asked, address: str) -> int:
    """What a question takes, the dictionaries being read already."""
    client, steps = asked
    client.get("/v1")
    steps.forget()
    response = client.get(address)
    assert response.status_code in (200, 404), response.text
    return steps.taken


@pytest.mark.parametrize("address", NARROW)
def test_a_narrow_question_costs_what_its_answer_does(
    few: Asked, many: Asked, address: str
) -> None:
    before, after = _steps(few, address), _steps(many, address)
    assert before > 0
    assert after < MOST_GROWTH * before, f"{before} steps became {after}"


def test_a_page_far_behind_costs_what_the_first_does(many: Asked) -> None:
    """Also where areas are looked up one by one."""
    for question in ("measure=offences-recorded&period=1900", "measure=offences-recorded", ""):
        first = f"/v1/observations?{question}&limit=10"
        before, address = _steps(many, first), first
        for _ in range(15):
            address = many[0].get(address).json()["links"]["next"]
        assert _steps(many, address) < MOST_GROWTH * before, question


def test_a_page_far_behind_the_first_figure_of_its_area_does_so_too(
    many: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chosen, "FAR", 50)
    question = "/v1/observations?area=synthetic-force-3,synthetic-force-4"
    following = many[0].get(f"{question}&limit=140").json()["links"]["next"]
    last = following.replace("limit=140", "limit=1")
    assert _steps(many, last) < MOST_GROWTH * _steps(many, f"{question}&limit=1")


@pytest.mark.parametrize(
    "query",
    [
        "category=online-child-sexual-offences",
        "category=online-child-sexual-offences,indecent-images-of-children",
        "category=online-child-sexual-offences&period=2019-20,2023-24",
        "measure=charges-or-summonses",
        "period=2019-20",
        "source=express-and-star-online-offences-total-2019-20&area=west-midlands-police",
    ],
)
def test_everything_at_once_costs_what_is_named_and_not_the_record(
    few: Asked, many: Asked, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also of more figures than are looked up and put in order for every stretch."""
    monkeypatch.setattr(way, "FEW", -1)
    address = f"/v1/observations.csv?{query}&limit=all"
    assert len(many[0].get(address).text.splitlines()) > 1
    before, after = _steps(few, address), _steps(many, address)
    assert after < MOST_GROWTH * before, f"{before} steps became {after}"


def test_of_an_area_the_periods_that_are_named_are_read(many: Asked) -> None:
    year, every = (
        _steps(many, f"/v1/observations.csv?area=synthetic-force-3{period}&limit=all")
        for period in ("&period=1900,1901", "")
    )
    assert 10 * year < every


def test_a_few_categories_of_an_area_are_looked_up_and_many_are_read_in_order(
    many: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To pass over the others costs more where they are many, and less where they are few."""
    monkeypatch.setattr(way, "FEW", -1)
    named = "/v1/observations.csv?area=synthetic-wide&limit=all&category="
    some, nearly_all = (named + ",".join(NAMED[:number]) for number in (2, 39))
    looked_up = [_steps(many, address) for address in (some, nearly_all)]
    monkeypatch.setattr(way, "ONE_OF", MANY)
    passed_over = [_steps(many, address) for address in (some, nearly_all)]
    assert 2 * looked_up[0] < passed_over[0]
    assert looked_up[1] > passed_over[1]


def test_reading_the_record_would_be_seen(few: Asked, many: Asked) -> None:
    """The measure itself: a question about the noise grows with it."""
    named = "category=synthetic-offences&measure=offences-recorded&status=published"
    address = f"/v1/observations?{named}&limit=1"
    assert _steps(many, address) > 5 * _steps(few, address)


@pytest.mark.parametrize("release", [2, 3, 4])
def test_a_page_of_a_release_costs_what_it_shows(
    steps: Steps, tmp_path: Path, release: int
) -> None:
    """One brings figures, one cites them from another source as well, and one revises them all:
    page by page, and from the last one on."""
    taken = []
    for rows in (300, 3_000):
        url = f"sqlite:///{tmp_path / f'{rows}.sqlite'}"
        store_with(url, seed_files(), "Seed")
        brought = [
            [*_entries(rows), _source(), _figures(rows)],
            [_source("again"), _figures(rows, "again")],
            [_figures(rows, "synthetic", 1), _figures(rows, "again", 1)],
        ]
        for documents in brought[: release - 1]:
            store_with(url, documents, "Synthetic.")
        with TestClient(create_app(Settings(database_url=url), most_kept=0)) as client:
            first = f"/v1/releases/{release}/changes?limit=5"
            whole = client.get(first.replace("limit=5", "limit=10000")).json()
            assert whole["meta"]["total"] == len(whole["data"]) >= rows
            shown = items(client, first.replace("limit=5", "limit=700"))
            assert shown == whole["data"]
            following = first
            for _ in range(20):
                following = client.get(following).json()["links"]["next"]
            taken.append([_steps((client, steps), address) for address in (first, following)])
    for before, after in zip(*taken, strict=True):
        assert after < MOST_GROWTH * before, taken


YEARS = [str(year) for year in range(1850, 2000)]
# Of one area, which has as many figures in every store.
NAMED = [f"synthetic-offences-{number}" for number in range(40)]


def _entries(rows: int) -> Iterator[Document]:
    forces = range(rows // len(YEARS))
    nouns: dict[str, list[dict[str, str]]] = {
        "areas": [
            *({**_named(f"synthetic-force-{number}"), "kind": "force"} for number in forces),
            {**_named("synthetic-wide"), "kind": "body"},
        ],
        "categories": [_named(slug) for slug in ("synthetic-offences", *NAMED)],
        "datasets": [
            _named("synthetic-dataset")
            | dict.fromkeys(("producer", "method", "coverage", "comparability"), "Synthetic.")
        ],
    }
    for noun, entries in nouns.items():
        yield Document.of(f"{noun}.json", json.dumps({noun: entries}).encode())


def _named(slug: str) -> dict[str, str]:
    return {"slug": slug, "name": slug.replace("-", " "), "definition": "Synthetic."}


def _source(slug: str = "synthetic") -> Document:
    text = f"source: {{slug: {slug}, title: Synthetic, kind: made up, notes: Synthetic.}}\n"
    return Document.of(f"{slug}-source.yaml", text.encode())


def _figures(rows: int, source: str = "synthetic", more: int = 0) -> Document:
    header = "source,dataset,measure,area,period,category,value,reason\n"
    figures = (
        (
            f"synthetic-force-{number // len(YEARS)}",
            YEARS[number % len(YEARS)],
            "synthetic-offences",
        )
        for number in range(rows)
    )
    wide = product(("synthetic-wide",), YEARS[:50], NAMED)
    lines = (
        f"{source},synthetic-dataset,offences-recorded,{area},{year},{category},{number + more},"
        f"{'Synthetic.' if more else ''}\n"
        for number, (area, year, category) in enumerate(chain(figures, wide))
    )
    return Document.of(f"{source}.csv", (header + "".join(lines)).encode())


class Closed(Pool):
    """A pool that nothing may come to."""

    async def run(self, work: Any) -> Any:
        raise AssertionError(work)


LONG_ROWS = 2000
LONG = [
    "/v1/observations?category=synthetic-offences&measure=offences-recorded&status=published&limit=2",
    f"/v1/observations?measure=offences-recorded&limit={LONG_ROWS}",
    "/v1/changes?category=synthetic-offences&limit=500",
]
SHORT = [
    "/v1/observations?area=west-midlands-police&period=2019-20",
    f"/v1/observations/{EXAMPLE_ID}",
    "/v1/changes?area=west-midlands-police&period=2019-20",
    "/v1/areas/west-midlands",
    "/v1",
]


def test_no_question_holds_up_the_loop(many: Asked) -> None:
    """The loop leaves a long question off after a bound, and the pool answers it."""
    client, steps = many
    state = client.app.state  # type: ignore[attr-defined]
    client.get("/v1")  # the dictionary is read, on a thread
    for address in LONG:
        steps.forget()
        assert client.get(address).status_code == 200
        # SQLite asks a few times more while it leaves off.
        assert 0 < steps.in_loop <= BRIEF + 10 * GRAIN
        assert steps.on_threads > steps.in_loop
    pool, state.pool = state.pool, Closed(0)
    for address in SHORT:
        assert client.get(address).status_code == 200
    state.pool.close()
    state.pool = pool


@pytest.mark.parametrize("computing", ["a question", "a stream"])
def test_no_short_question_waits_for_the_interpreter_in_the_loop(
    many: Asked, computing: str
) -> None:
    """While a thread computes, SQLite would give the interpreter away to it row by row."""
    client, steps = many
    client.get("/v1")  # the dictionary is read, on a thread
    with _a_question(client) if computing == "a question" else _a_stream(client):
        steps.forget()
        for address in SHORT:
            assert client.get(address).status_code == 200
        assert (steps.in_loop, steps.on_threads > 0) == (0, True)
    steps.forget()
    for address in SHORT:
        assert client.get(address).status_code == 200
    assert (steps.in_loop > 0, steps.on_threads) == (True, 0)


def test_a_long_question_begins_again_beside_one_that_computes(many: Asked) -> None:
    client, steps = many
    client.get("/v1")
    with _a_question(client):
        steps.forget()
        assert len(client.get(LONG[1]).json()["data"]) == LONG_ROWS
        assert (steps.in_loop, steps.on_threads > BRIEF) == (0, True)


def _a_question(client: TestClient) -> AbstractContextManager[None]:
    """A thread of the pool at work all the while."""
    return _held(client, client.app.state.pool.run)  # type: ignore[attr-defined]


def _a_stream(client: TestClient) -> AbstractContextManager[None]:
    """A piece of a table in the making all the while."""

    async def asked() -> Message:
        await asyncio.sleep(3600)
        raise AssertionError

    async def sent(_: Message) -> None:
        """It is taken at once."""

    def stream(work: Callable[[], None]) -> Awaitable[None]:
        def pieces() -> Generator[bytes, None, None]:
            work()
            yield b"piece"

        streams = client.app.state.streams  # type: ignore[attr-defined]
        return StreamedResponse(streams, pieces(), {})({}, asked, sent)

    return _held(client, stream)


@contextmanager
def _held(
    client: TestClient, begin: Callable[[Callable[[], None]], Awaitable[None]]
) -> Iterator[None]:
    """Something of the application's at work, on a thread, until this is left."""
    let, begun = Event(), Event()

    def work() -> None:
        begun.set()
        let.wait()

    assert client.portal is not None
    busy = client.portal.start_task_soon(begin, work)
    try:
        assert begun.wait(20)
        yield
    finally:
        let.set()
        busy.result()
