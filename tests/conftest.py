"""Fixtures for every test: the two databases that the store must behave alike on."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from app.settings import ROOT
from tests.imported import seed_files, store_with
from tests.postgres import new_database, postgres_server


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The maintenance database of a PostgreSQL that starts with the first test to ask for it."""
    # Not pytest's own temporary folder: its path is too long for a socket and closed to others.
    with TemporaryDirectory(prefix="onrecord-", dir="/tmp") as folder:
        directory = Path(folder)
        with postgres_server(directory) as url:
            yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database, once a kind; PostgreSQL's is dropped after the test."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'onrecord.sqlite'}"
    else:
        with new_database(request.getfixturevalue("postgres_url")) as url:
            yield url


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference facts and articles beside the project, which is not part of it."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip(
            "the folder `shared` with articles and reference facts is not beside the project"
        )
    return folder


@pytest.fixture(scope="session")
def seeded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite store that holds the seed. Tests copy it, or only read it."""
    path = tmp_path_factory.mktemp("seeded") / "onrecord.sqlite"
    store_with(f"sqlite:///{path}", seed_files(), "Seed")
    return path


@pytest.fixture(scope="session")
def seeded_template(postgres_url: str) -> Iterator[str]:
    """A PostgreSQL database that holds the seed, to be copied.

    It cannot be copied while a connection to it is open, so tests do not connect to it.
    """
    with new_database(postgres_url) as url:
        store_with(url, seed_files(), "Seed")
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def seeded_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a store that holds the seed and belongs to the test alone, once a kind."""
    if request.param == "sqlite":
        path = tmp_path / "seeded.sqlite"
        shutil.copy(request.getfixturevalue("seeded_file"), path)
        yield f"sqlite:///{path}"
    else:
        server = request.getfixturevalue("postgres_url")
        with new_database(server, request.getfixturevalue("seeded_template")) as url:
            yield url
