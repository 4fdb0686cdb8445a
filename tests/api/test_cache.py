"""The cache in front of the application: no answer is another question's, or an older release's."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.api.cache.answer import Answer
from app.api.cache.held import MOST_SPELLINGS, Held
from app.api.cache.question import Question
from app.api.documented import EXAMPLES
from app.api.metrics import Tally
from app.api.query import CACHE_BUSTER
from app.importing.document import Document
from app.main import create_app
from app.settings import ROOT, Settings
from tests.api.conftest import serving
from tests.cli.command import environment
from tests.imported import store_with

ADDRESSES = [example["ask"] for example in EXAMPLES.values()]
ADDRESSES += ["/v1/observations.csv?limit=7", "/docs", "/docs/files/docs.js", "/openapi.json"]
SMALL = "/v1/areas/west-midlands"
# Longer than a release is taken for the newest without asking.
BELIEVED = 0.15
PLAIN = {"Accept-Encoding": "identity"}
ZIPPED = {"Accept-Encoding": "gzip"}


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_answer_from_memory_is_the_answer(api: httpx.Client, address: str) -> None:
    first, again = api.get(address), api.get(address)
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert _lasting(first) == _lasting(again)
    busted = api.get(address, params={**httpx.URL(address).params, CACHE_BUSTER: "1"})
    assert busted.content == first.content


def _lasting(answer: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name != "date"}


@pytest.mark.parametrize("address", ["/v1/observations", "/v1/observations.csv", "/openapi.json"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_each_encoding_has_its_validator(api: httpx.Client, address: str, method: str) -> None:
    plain, zipped = (api.get(address, headers=wanted) for wanted in (PLAIN, ZIPPED))
    assert "content-encoding" not in plain.headers
    assert zipped.headers["content-encoding"] == "gzip"
    assert zipped.content == plain.content
    assert int(zipped.headers["content-length"]) < int(plain.headers["content-length"]) / 2
    assert zipped.headers["etag"] != plain.headers["etag"]
    for wanted, got in ((PLAIN, plain), (ZIPPED, zipped)):
        assert got.headers["vary"] == "Accept, Accept-Encoding"
        same = api.request(method, address, headers=wanted)
        assert _lasting(same) == _lasting(got)
        held = api.request(
            method, address, headers={**wanted, "If-None-Match": got.headers["etag"]}
        )
        assert (held.status_code, held.content) == (304, b"")
        for name in ("etag", "vary", "cache-control", "access-control-allow-origin"):
            assert held.headers[name] == got.headers[name]
        assert "content-length" not in held.headers
    crossed = {**PLAIN, "If-None-Match": zipped.headers["etag"]}
    assert api.request(method, address, headers=crossed).status_code == 200


@pytest.mark.parametrize(
    ("accept_encoding", "zipped"),
    [
        ("gzip", True),
        ("br, gzip;q=0.5", True),
        ("*", True),
        ("gzip;q=0, *", False),
        ("gzip;q=0.5, identity", False),
        ("br", False),
        ("", False),
    ],
)
def test_it_is_compressed_when_asked_for(
    api: httpx.Client, accept_encoding: str, zipped: bool
) -> None:
    answer = api.get("/v1/observations", headers={"Accept-Encoding": accept_encoding})
    assert (answer.headers.get("content-encoding") == "gzip") is zipped
    assert answer.json()["data"]


def test_little_is_not_compressed(api: httpx.Client) -> None:
    assert "content-encoding" not in api.get("/problems/not-found", headers=ZIPPED).headers


@pytest.mark.parametrize("validator", ["*", ""])
@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/metrics", "/v1/areas/nowhere"])
def test_what_is_of_the_moment_is_not_kept(api: httpx.Client, address: str, validator: str) -> None:
    answer = api.get(address, headers={"If-None-Match": validator})
    assert answer.status_code in (200, 404)
    assert "etag" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["access-control-allow-origin"] == "*"


def test_one_question_has_one_address(api: httpx.Client) -> None:
    ways = [
        "/v1/observations?limit=3&area=kent-police&area=essex-police",
        "/v1/observations?area=kent-police&limit=3&_=17&area=essex-police",
        "/v1/observations?%61rea=kent%2Dpolice&area=essex-police&limit=3&_",
    ]
    answers = [api.get(way) for way in ways]
    assert len({answer.headers["etag"] for answer in answers}) == 1
    assert answers[0].json()["links"]["self"] == (
        "/v1/observations?area=kent-police&area=essex-police&limit=3"
    )
    other = api.get("/v1/observations?area=essex-police&area=kent-police&limit=3")
    assert other.json()["links"]["self"] != answers[0].json()["links"]["self"]


def test_headers_in_several_lines_are_one(api: httpx.Client) -> None:
    lines = [("Accept", "text/csv"), ("Accept", "text/html"), *PLAIN.items()]
    assert api.get("/v1/areas", headers=lines).headers["content-type"].startswith("text/csv")
    etag = api.get("/v1/areas", headers=PLAIN).headers["etag"]
    named = [("If-None-Match", etag), ("If-None-Match", '"other"'), *PLAIN.items()]
    assert api.get("/v1/areas", headers=named).status_code == 304


FIGURE = """
source: {{slug: synthetic-{n}, title: Synthetic, kind: made up, notes: Synthetic.}}
"""


def _another_release(url: str, number: int) -> None:
    """By another process, as an import is."""
    made = (
        "from tests.imported import store_with; from app.importing.document import Document;"
        f"store_with({url!r}, [Document.of('s.yaml', {FIGURE.format(n=number)!r}.encode())], '')"
    )
    subprocess.run([sys.executable, "-c", made], check=True, cwd=ROOT)


def test_a_release_of_another_process_is_seen(seeded_url: str) -> None:
    with serving(seeded_url) as client:
        pinned = client.get("/v1/sources?release=1")
        before = client.get("/v1/sources")
        assert client.get("/v1/sources").content == before.content
        _another_release(seeded_url, 2)
        after = client.get("/v1/sources")
        assert after.json()["meta"]["release"] == 2
        assert after.json()["meta"]["total"] == before.json()["meta"]["total"] + 1
        held = {"If-None-Match": before.headers["etag"]}
        assert client.get("/v1/sources", headers=held).status_code == 200
        assert client.get("/v1/sources?release=1").content == pinned.content
        assert _gauge(client, "onrecord_cache_answers") == 2  # the older newest is dropped


def _gauge(client: httpx.Client, name: str) -> float:
    lines = client.get("/metrics").text.splitlines()
    return next(float(line.rpartition(" ")[2]) for line in lines if line.startswith(name + "{"))


def test_another_store_in_the_place_of_this_one_is_seen(seeded_file: Path, tmp_path: Path) -> None:
    path, other = tmp_path / "store.sqlite", tmp_path / "other.sqlite"
    shutil.copy(seeded_file, path)
    store_with(f"sqlite:///{other}", [Document.of("s.yaml", FIGURE.format(n=1).encode())], "Other")
    with serving(f"sqlite:///{path}") as client:
        assert client.get("/v1/sources?release=1").json()["meta"]["total"] > 1
        assert client.get("/v1/sources").json()["meta"]["total"] > 1
        _put_in_place(path, other)
        time.sleep(BELIEVED)
        assert client.get("/v1/sources").json()["meta"]["total"] == 1
        assert client.get("/v1/sources?release=1").json()["meta"]["total"] == 1


def test_a_store_that_is_put_back_is_seen(seeded_file: Path, tmp_path: Path) -> None:
    """Its older release was seen before, and is no standby's that is behind."""
    path = tmp_path / "store.sqlite"
    shutil.copy(seeded_file, path)
    with serving(f"sqlite:///{path}") as client:
        before = client.get("/v1/sources")
        _another_release(f"sqlite:///{path}", 2)
        time.sleep(BELIEVED)
        assert client.get("/v1/sources").json()["meta"]["release"] == 2
        _put_in_place(path, seeded_file)
        for _ in range(3):
            time.sleep(BELIEVED)
            assert client.get("/v1/sources").content == before.content


def _put_in_place(store: Path, other: Path) -> None:
    with closing(sqlite3.connect(other)) as taken, closing(sqlite3.connect(store)) as put:
        taken.backup(put)


def test_without_its_store_it_says_so_and_gives_what_is_pinned(
    seeded_file: Path, tmp_path: Path
) -> None:
    path = tmp_path / "store.sqlite"
    shutil.copy(seeded_file, path)
    with serving(f"sqlite:///{path}") as client:
        pinned, newest = client.get(f"{SMALL}?release=1"), client.get(SMALL)
        assert newest.status_code == 200
        _rename(path, "releases", "gone")
        time.sleep(BELIEVED)
        lost = client.get(SMALL)
        assert (lost.status_code, lost.headers["retry-after"]) == (503, "5")
        assert lost.json()["type"] == "/problems/store-unavailable"
        # Nobody has written since, and it is lost all the same.
        time.sleep(BELIEVED)
        assert client.get(SMALL).status_code == 503
        assert client.get(f"{SMALL}?release=1").content == pinned.content
        assert client.get("/docs").status_code == client.get("/healthz").status_code == 200
        _rename(path, "gone", "releases")
        time.sleep(BELIEVED)
        assert client.get(SMALL).content == newest.content


def _rename(store: Path, table: str, name: str) -> None:
    with closing(sqlite3.connect(store)) as connection:
        connection.execute(f"ALTER TABLE {table} RENAME TO {name}")


NAMES = ["area", "limit", "format", "release", "measure", "_", "status", "nonsense"]
VALUES = [
    "kent-police",
    "west-midlands-police,kent-police",
    "1",
    "2",
    "csv",
    "json",
    "",
    "ö",
    "offences-recorded",
    "published",
    "%",
    "a&b",
]
PATHS = [
    "/v1/observations",
    "/v1/areas",
    "/v1/areas/kent-police",
    "/v1/areas/kent-police.csv",
    "/v1/observations.csv",
    "/v1/nowhere",
    "/v1",
    "/docs",
    "/v1/observations.pdf",
]
ACCEPTS = [
    None,
    "*/*",
    "text/csv",
    "application/json",
    "text/*;q=0.5, application/json;q=0.1",
    "text/html",
    "text/html, */*;q=0.1",
    "image/png",
]
Pair = tuple[httpx.Client, httpx.Client]
Asked = tuple[str, str, list[tuple[str, str]], str | None, str | None]
REQUESTS = st.tuples(
    st.sampled_from(["GET", "HEAD", "POST", "OPTIONS"]),
    st.sampled_from(PATHS),
    st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(VALUES)), max_size=3),
    st.sampled_from(ACCEPTS),
    st.sampled_from([None, "gzip", "identity"]),
)


@pytest.fixture(scope="module")
def both(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """The API, and the API with a cache that keeps nothing."""
    path = tmp_path_factory.mktemp("both") / "store.sqlite"
    shutil.copy(seeded_file, path)
    url = f"sqlite:///{path}"
    with (
        serving(url) as kept,
        serving(url, create_app(Settings(database_url=url), most_kept=0)) as fresh,
    ):
        yield kept, fresh


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(requests=st.lists(REQUESTS, min_size=1, max_size=6))
def test_no_answer_is_that_of_another_question(
    both: Pair,
    requests: list[Asked],
) -> None:
    kept, fresh = both
    for method, path, query, accept, encoding in requests:
        headers = {"Accept": accept, "Accept-Encoding": encoding}
        answers = []
        for client in (kept, fresh):
            request = client.build_request(method, path, params=httpx.QueryParams(tuple(query)))
            for name, value in headers.items():
                request.headers.pop(name, None)
                if value is not None:
                    request.headers[name] = value
            answers.append(client.send(request))
        first, second = answers
        assert first.status_code == second.status_code
        assert first.content == second.content
        assert _lasting(first) == _lasting(second)


def test_it_remembers_few_spellings_and_none_of_what_is_gone() -> None:
    held = Held(1_000_000)
    asked = Question("/v1", b"", b"*/*")
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"public")]
    answer = Answer(200, headers, b"{}", lambda _: Tally())
    held.keep(asked, answer)
    for at in range(100):
        held.spell(asked, ("/v1", b"_=%d" % at, b""))
    held.spell(asked, ("/v1", b"_=0", b""))
    assert 0 < len(held.spelt) <= MOST_SPELLINGS
    assert all(found is answer for found in held.spelt.values())
    held.spell(Question("/v1/areas", b"", b"*/*"), ("/v1/areas", b"", b""))
    held.keep(asked, Answer(200, headers, b"[]", lambda _: Tally()))
    assert held.spelt == {}
    held.spell(asked, ("/v1", b"_=%s" % (b"x" * 5000), b""))
    assert held.spelt == {}


def test_it_keeps_no_more_than_its_bound(seeded_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    shutil.copy(seeded_file, path)
    url = f"sqlite:///{path}"
    bound = 60_000
    with serving(url, create_app(Settings(database_url=url), most_kept=bound)) as client:
        areas = [area["slug"] for area in client.get("/v1/areas").json()["data"]]
        for slug in areas:
            assert client.get(f"/v1/areas/{slug}", headers=ZIPPED).json()["data"]["slug"] == slug
            assert _gauge(client, "onrecord_cache_bytes") <= bound
        assert 1 < _gauge(client, "onrecord_cache_answers") < len(areas)
        large = client.get("/v1/observations?limit=150")
        named = {"If-None-Match": large.headers["etag"]}
        assert client.get("/v1/observations?limit=150", headers=named).status_code == 304
        assert _gauge(client, "onrecord_cache_answers") > 1


def test_workers_answer_together_and_see_one_release(seeded_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    shutil.copy(seeded_file, path)
    url = f"sqlite:///{path}"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [sys.executable, "-m", "app", "serve"],
        cwd=ROOT,
        env=environment(PORT=str(port), ONRECORD_DATABASE_URL=url, WEB_CONCURRENCY="2"),
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        _wait_for(base)
        workers = _workers(base)
        assert len(workers) == 2
        assert str(os.getpid()) not in workers
        before = {httpx.get(f"{base}/v1/sources").json()["meta"]["release"] for _ in range(20)}
        _another_release(url, 2)
        after = {httpx.get(f"{base}/v1/sources").json()["meta"]["release"] for _ in range(20)}
        assert (before, after) == ({1}, {2})
    finally:
        server.send_signal(signal.SIGINT)
        _, said = server.communicate(timeout=30)
    assert server.returncode == 0
    assert "Traceback" not in said


def _wait_for(base: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            httpx.get(f"{base}/readyz").raise_for_status()
        except httpx.HTTPError:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        else:
            return


def _workers(base: str) -> set[str]:
    """The workers that tell of themselves, asked until two have."""
    found: set[str] = set()
    deadline = time.monotonic() + 60
    while len(found) < 2 and time.monotonic() < deadline:
        text = httpx.get(f"{base}/metrics").text
        found |= {part.partition('"')[0] for part in text.split('worker="')[1:]}
    return found


def test_overload_is_said_at_once_and_passes(api: httpx.Client) -> None:
    """Three hundred long questions at once: each is answered, or told to come again."""
    address = "/v1/coverage?dataset=nspcc-foi-2020&measure=offences-recorded"
    asked = [f"{address}&limit={limit}" for limit in range(1, 301)]
    with (
        httpx.Client(base_url=api.base_url, timeout=60, limits=httpx.Limits()) as client,
        ThreadPoolExecutor(300) as readers,
    ):
        answers = list(readers.map(client.get, asked))
    told = [answer for answer in answers if answer.status_code == 503]
    assert {answer.status_code for answer in answers} <= {200, 503}
    for answer in told:
        assert answer.json()["type"] == "/problems/overloaded"
        assert answer.headers["retry-after"] == "1"
    assert api.get(address).status_code == 200
