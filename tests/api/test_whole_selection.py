"""Everything at once as CSV: what the pages hold, byte for byte, and no harm by slow readers."""

import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.api import stream
from app.api.routes import observations
from app.store import chosen, stretches, way
from app.store.engine import connect_to, writing
from tests.api.conftest import items
from tests.api.nasty import PERIODS

CSV = "/v1/observations.csv"
HELD = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def pages(client: httpx.Client, query: str, limit: int) -> bytes:
    """All pages put together, under one header."""
    found = b""
    following: str | None = f"{CSV}?limit={limit}{query}"
    while following is not None:
        response = client.get(following)
        assert response.status_code == 200, response.text
        found += response.content.partition(b"\r\n")[2] if found else response.content
        following = response.links.get("next", {}).get("url")
    return found


def several(name: str, *values: str) -> st.SearchStrategy[str]:
    """A parameter that may be left out, or name some values."""
    some = st.lists(st.sampled_from(values), unique=True, max_size=len(values))
    return some.map(lambda found: f"&{name}={','.join(found)}" if found else "")


QUERIES = st.tuples(
    st.sampled_from(["", "&release=1", "&release=2"]),
    several("area", "force-b", "force-e", "force-a", "region"),
    several("period", *PERIODS[:4], "2013-14", "2019-20"),
    several("measure", "count", "age", "quoted"),
    several("dataset", "dataset", "other-dataset"),
    several("category", "offence", "other-offence"),
    several("status", "published", "suppressed", "estimated"),
    several("source", "nasty", "source", "second"),
    several("platform", "platform"),
).map("".join)


@HELD
@given(
    query=QUERIES,
    at_once=st.integers(1, 9),
    few=st.sampled_from([-1, 10_000]),
    one_of=st.sampled_from([1, 16]),
    areas=st.sampled_from([1, 2, 32]),
)
def test_everything_is_the_pages_put_together(
    nasty: httpx.Client, query: str, at_once: int, few: int, one_of: int, areas: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stretches, "AT_ONCE", at_once)
        patch.setattr(way, "FEW", few)
        patch.setattr(way, "ONE_OF", one_of)
        patch.setattr(chosen, "FIRST_AREAS", areas)
        # Another limit is another question, which no kept answer is given to.
        assert nasty.get(f"{CSV}?limit=all{query}").content == pages(nasty, query, 37 + areas)


@HELD
@given(query=QUERIES, limit=st.integers(1, 9), far=st.booleans())
def test_a_page_goes_on_where_the_one_before_ended(
    nasty: httpx.Client, query: str, limit: int, far: bool
) -> None:
    """Be the area in which it begins read alone or with others."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chosen, "FAR", -1 if far else 1_000_000)
        # Another limit is another question, which no kept answer is given to.
        found = items(nasty, f"/v1/observations?limit={2 * limit + far}{query}")
    assert found == items(nasty, f"/v1/observations?limit=10000{query}")


def test_the_whole_record_is_told_as_its_pages_do(
    nasty: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for release in ("", "&release=1"):
        told = pages(nasty, release, 50)
        assert told.count(b",true,") > 0  # disputed ones among them
        assert told.count(b",force-e,") > 15
        for at_once in (1, 5, 1000):
            monkeypatch.setattr(stretches, "AT_ONCE", at_once)
            assert nasty.get(f"{CSV}?limit=all{release}").content == told


def test_the_seed_is_told_as_its_page_does(api: httpx.Client) -> None:
    whole = api.get("/v1/observations?limit=all", headers={"Accept": "text/csv"})
    assert whole.content == api.get(f"{CSV}?limit=10000").content
    assert whole.content == api.get("/v1/observations?limit=all&format=csv").content
    assert "content-length" not in whole.headers
    assert whole.headers["content-type"] == "text/csv; charset=utf-8"
    assert whole.headers["cache-control"] == "public, max-age=60, s-maxage=1"
    pinned = api.get(f"{CSV}?limit=all&release=1&area=west-midlands-police&period=2019-20")
    assert "immutable" in pinned.headers["cache-control"]
    assert pinned.headers["content-disposition"] == (
        'attachment; filename="observations-west-midlands-police-2019-20-release-1.csv"'
    )


@pytest.mark.parametrize(
    ("address", "faults"),
    [
        ("/v1/observations?limit=all", {"limit": "add format=csv"}),
        ("/v1/observations.json?limit=all", {"limit": "add format=csv"}),
        ("/v1/observations?limit=all&area=x", {"limit": "add format=csv", "area": "not known"}),
        (f"{CSV}?limit=all&cursor=abc", {"cursor": "leave it out"}),
        (f"{CSV}?limit=ALL", {"limit": "'ALL' is not a whole number from 1 to 10000, nor all"}),
        (f"{CSV}?limit=0", {"limit": "'0' is not a whole number from 1 to 10000, nor all"}),
        ("/v1/changes.csv?limit=all", {"limit": "only /v1/observations as CSV"}),
        ("/v1/areas.csv?limit=all", {"limit": "only /v1/observations as CSV"}),
    ],
)
def test_what_cannot_be_asked_for_at_once_says_what_to_do(
    api: httpx.Client, address: str, faults: dict[str, str]
) -> None:
    response = api.get(address)
    assert response.status_code == 422
    told: dict[str, str] = {}
    for error in response.json()["errors"]:
        told[error["parameter"]] = told.get(error["parameter"], "") + error["detail"]
    assert told.keys() == faults.keys()
    for name, part in faults.items():
        assert part in told[name]


class Endless:
    """Tables that never end, in place of selections; counts the pieces that were asked for, and the
    tables that were done with, be it before their first piece."""

    def __init__(self) -> None:
        self.made = 0
        self.ended = 0

    def __call__(self, *_: Any) -> "_Pieces":
        """The pieces of one."""
        return _Pieces(self)

    def rests(self) -> int:
        """How many pieces were made once no more are."""
        before = -1
        while before != self.made:
            before = self.made
            time.sleep(0.3)
        return before


class _Pieces:
    """What a generator would be, but for one that was never begun: it would not notice its end."""

    def __init__(self, of: Endless) -> None:
        self._of = of

    def __next__(self) -> bytes:
        self._of.made += 1
        return b"synthetic\r\n" * 10_000

    def close(self) -> None:
        """Whoever sends them is done."""
        self._of.ended += 1


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> Endless:
    made = Endless()
    monkeypatch.setattr(observations, "written", made)
    return made


@pytest.fixture
def reader(api: httpx.Client, endless: Endless) -> Iterator[Any]:
    """Opens connections that ask for everything and read nothing until they are told to."""
    opened: list[socket.socket] = []

    def ask() -> socket.socket:
        opened.append(socket.create_connection((api.base_url.host, api.base_url.port or 80)))
        opened[-1].sendall(f"GET {CSV}?limit=all HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert opened[-1].recv(15) == b"HTTP/1.1 200 OK"
        return opened[-1]

    yield ask
    for connection in opened:
        connection.close()
    # The places are free for whoever comes next.
    eventually(lambda: endless.ended == len(opened))


def eventually(holds: Any) -> None:
    """Wait until something holds."""
    until = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_who_stops_reading_stops_the_work_and_who_leaves_ends_it(
    api: httpx.Client, endless: Endless, reader: Any
) -> None:
    connection = reader()
    made = endless.rests()
    assert api.get("/healthz").status_code == 200
    for _ in range(200):
        connection.recv(1_000_000)
    assert endless.rests() > made
    connection.close()
    eventually(lambda: endless.ended == 1)
    assert api.get("/v1/observations?limit=1").status_code == 200


def test_few_are_sent_at_once_and_a_place_is_free_again(
    api: httpx.Client, endless: Endless, reader: Any
) -> None:
    connections = [reader() for _ in range(stream.MOST_AT_ONCE)]
    refused = api.get(f"{CSV}?limit=all")
    assert refused.status_code == 503
    assert refused.json()["type"] == "/problems/too-many-streams"
    assert int(refused.headers["retry-after"]) > 0
    assert api.get(f"{CSV}?limit=5").status_code == 200
    connections[0].close()
    eventually(lambda: endless.ended == 1)
    reader()


def test_who_reads_nothing_for_long_is_left(
    monkeypatch: pytest.MonkeyPatch, endless: Endless, reader: Any
) -> None:
    monkeypatch.setattr(stream, "PATIENCE", 0.2)
    connection = reader()
    eventually(lambda: endless.ended == 1)
    while connection.recv(1_000_000):
        pass


def test_head_makes_nothing(api: httpx.Client, endless: Endless) -> None:
    response = api.head(f"{CSV}?limit=all")
    assert response.status_code == 200
    assert "content-disposition" in response.headers
    assert response.content == b""
    assert endless.made == 0
    assert api.get("/healthz").status_code == 200


def test_a_store_that_loses_the_release_breaks_the_transfer(
    nasty: httpx.Client, monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    monkeypatch.setattr(stretches, "AT_ONCE", 1)
    read, gone = threading.Event(), threading.Event()
    stretch = stretches.stretch

    def paused(*arguments: Any) -> Any:
        found = stretch(*arguments)
        read.set()
        gone.wait(10)
        return found

    monkeypatch.setattr(observations, "stretch", paused)
    with nasty.stream("GET", f"{CSV}?limit=all") as response:
        assert response.status_code == 200
        assert read.wait(10)
        engine = connect_to(database_url)
        with writing(engine) as connection:
            connection.execute(text("UPDATE releases SET digest = 'of another' WHERE number = 2"))
        engine.dispose()
        gone.set()
        with pytest.raises(httpx.RemoteProtocolError):
            response.read()
