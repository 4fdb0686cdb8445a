"""No reader waits for ever, and none of them keeps the others waiting: what takes too long is
broken off, and who cannot be served yet is told when to come again."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from app.errors import TookTooLongError
from app.main import create_app
from app.settings import Settings
from app.store import engine as engines
from app.store.engine import Engine, connect_to, reading, writing
from tests.api.conftest import serving

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i > 0)"


@pytest.fixture
def store(seeded_url: str) -> Iterator[Engine]:
    opened = connect_to(seeded_url)
    yield opened
    opened.dispose()


def _make_endless(store: Engine) -> None:
    """Let the question of what a release warns of go on for ever."""
    with writing(store) as connection:
        connection.execute(text("ALTER TABLE release_warnings RENAME TO kept"))
        connection.execute(
            text(
                f"CREATE VIEW release_warnings AS {ENDLESS} "
                "SELECT i AS release, i AS position, '' AS code, '' AS detail, '' AS document, "
                "i AS line FROM n, releases"
            )
        )


def test_an_answer_that_takes_too_long_is_a_503(
    monkeypatch: pytest.MonkeyPatch, seeded_url: str, store: Engine
) -> None:
    monkeypatch.setattr(engines, "READ_SECONDS", 1.0)
    with serving(seeded_url) as client:
        assert client.get("/v1/releases/1/warnings").status_code == 200
        _make_endless(store)
        for _ in range(2):  # and the connection can be used again
            refused = client.get("/v1/releases/1/warnings?limit=99")
            assert refused.status_code == 503
            assert refused.json()["type"] == "/problems/took-too-long"
            assert refused.json()["detail"] == "the answer took longer than a read may."
            assert refused.headers["retry-after"] == "5"
            assert refused.headers["cache-control"] == "no-store"
        assert client.get("/problems/took-too-long").status_code == 200
        with writing(store) as connection:
            connection.execute(text("DROP VIEW release_warnings"))
            connection.execute(text("ALTER TABLE kept RENAME TO release_warnings"))
        assert client.get("/v1/releases/1/warnings").status_code == 200


def _counted(store: Engine, way: Callable[..., object], **how: bool) -> int:
    """Something that takes longer than a tenth of a second, and ends."""
    many = ENDLESS.replace("i > 0", "i < 1500000")
    with way(store, **how) as connection:  # type: ignore[attr-defined]
        found: int = connection.scalar(text(f"{many} SELECT count(*) FROM n"))
        return found


def test_who_is_patient_or_writes_is_not_broken_off(
    monkeypatch: pytest.MonkeyPatch, seeded_url: str
) -> None:
    monkeypatch.setattr(engines, "READ_SECONDS", 0.1)
    store = connect_to(seeded_url)
    with pytest.raises(TookTooLongError):
        _counted(store, reading)
    # on the connection that has just been broken off
    assert _counted(store, writing) == 1500000
    assert _counted(store, reading, patient=True) == 1500000
    # and nothing of it is left on the connection
    with pytest.raises(TookTooLongError):
        _counted(store, reading)
    store.dispose()


def test_time_counts_for_each_statement_by_itself(
    monkeypatch: pytest.MonkeyPatch, seeded_url: str
) -> None:
    """What is done with the rows in between is no matter of the store."""
    monkeypatch.setattr(engines, "READ_SECONDS", 0.5)
    store = connect_to(seeded_url)
    some = text(f"{ENDLESS.replace('i > 0', 'i < 200000')} SELECT count(*) FROM n")
    with reading(store) as connection:
        for _ in range(3):
            assert connection.scalar(some) == 200000
            time.sleep(0.3)
    store.dispose()


def test_who_finds_every_connection_taken_is_told_to_come_again(seeded_url: str) -> None:
    app = create_app(Settings(database_url=seeded_url))
    with TestClient(app) as client:
        with ExitStack() as taken:
            for _ in range(10):
                taken.enter_context(reading(app.state.engine))
            refused = client.get("/v1/areas")
        assert refused.status_code == 503
        assert refused.json()["detail"] == "the store is busy: too many questions at once."
        assert refused.headers["retry-after"] == "5"
        assert client.get("/v1/releases/1/warnings").status_code == 200
