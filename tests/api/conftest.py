"""A real server on a free port for each kind of store, and a client that speaks HTTP to it."""

import json
import shutil
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from app.importing.document import Document
from app.main import create_app
from app.settings import Settings
from tests.api.nasty import NASTY, REVISED
from tests.api.noise import NOISE
from tests.api.people import PEOPLE
from tests.api.sums import SUMS
from tests.imported import store_with
from tests.postgres import new_database


@contextmanager
def serving(url: str, app: FastAPI | None = None) -> Iterator[httpx.Client]:
    """The API on a store, over a socket."""
    server = uvicorn.Server(
        uvicorn.Config(
            app or create_app(Settings(database_url=url)),
            port=0,
            log_level="warning",
            access_log=False,
        )
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
        yield client
    server.should_exit = True
    thread.join(timeout=10)


@contextmanager
def _empty(
    kind: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('api') / 'onrecord.sqlite'}"
    else:
        with new_database(request.getfixturevalue("postgres_url")) as url:
            yield url


def _documents(contents: Mapping[str, Any]) -> list[Document]:
    return [
        Document.of(f"{name}.json", json.dumps(content).encode())
        for name, content in contents.items()
    ]


@contextmanager
def _holding(
    contents: Mapping[str, Any],
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[httpx.Client]:
    """A client of the API on documents, by name, in the kind of store that is asked for."""
    with _empty(request.param, request, tmp_path_factory) as url:
        store_with(url, _documents(contents), "Synthetic figures")
        with serving(url) as client:
            yield client


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def api(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    """A client of the API on the seed."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("api") / "seeded.sqlite"
        shutil.copy(request.getfixturevalue("seeded_file"), path)
        with serving(f"sqlite:///{path}") as client:
            yield client
    else:
        server = request.getfixturevalue("postgres_url")
        template = request.getfixturevalue("seeded_template")
        with new_database(server, template) as url, serving(url) as client:
            yield client


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def noisy(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    """A client of the API on synthetic figures with every kind of gap and mismatch."""
    with _holding(NOISE, request, tmp_path_factory) as client:
        yield client


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def peopled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    """A client of the API on synthetic figures with populations."""
    with _holding(PEOPLE, request, tmp_path_factory) as client:
        yield client


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def summed(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    """A client of the API on synthetic figures of which some may be added up."""
    with _holding(SUMS, request, tmp_path_factory) as client:
        yield client


@pytest.fixture
def nasty(database_url: str) -> Iterator[httpx.Client]:
    """A client of the API on two releases of figures whose texts would break a careless table."""
    for note, contents in (("One", NASTY), ("Two", REVISED)):
        store_with(database_url, _documents(contents), note)
    with serving(database_url) as client:
        yield client


@pytest.fixture(params=["sqlite", "postgresql"])
def unseeded(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    """A client of the API on a store that was never migrated."""
    with _empty(request.param, request, tmp_path_factory) as url, serving(url) as client:
        yield client


def items(client: httpx.Client, address: str) -> list[dict[str, Any]]:
    """Every item of a list, over all its pages."""
    found: list[dict[str, Any]] = []
    following: str | None = address
    while following is not None:
        response = client.get(following)
        assert response.status_code == 200, response.text
        answer = response.json()
        found += answer["data"]
        assert answer["links"]["next"] != following, "the next page is this one"
        following = answer["links"]["next"]
    return found


def example_answer(client: httpx.Client, address: str) -> dict[str, Any]:
    """An answer as an example shows it: made at a fixed time, whenever the store was seeded."""
    created = client.get("/v1/releases/1").json()["data"]["created"]
    found: dict[str, Any] = json.loads(
        client.get(address).text.replace(created, "2026-11-21T12:00:00Z")
    )
    return found
