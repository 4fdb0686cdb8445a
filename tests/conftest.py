"""Fixtures for every test: the two databases that the store must behave alike on."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

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
