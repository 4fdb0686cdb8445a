"""Stores to write to."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from app.store.engine import connect_to
from app.store.migrate import migrate


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A migrated store without a release."""
    opened = connect_to(database_url)
    migrate(opened)
    yield opened
    opened.dispose()
