"""What a PostgreSQL URL is taken for, seen on the connections that it makes."""

import pytest

from app.store.engine import connect_to, reading
from tests.standbys import Cluster


@pytest.fixture
def ports(cluster: Cluster) -> tuple[str, str]:
    """Of the primary, and of a standby."""
    return str(cluster.primary.port), str(cluster.standbys[0].port)


def _asked(url: str, *settings: str) -> list[object]:
    engine = connect_to(url)
    with reading(engine) as connection:
        found = [connection.exec_driver_sql(f"SHOW {name}").scalar() for name in settings]
    engine.dispose()
    return found


def _url(cluster: Cluster, more: str = "") -> str:
    first = f"host={cluster.primary.host}"
    return f"postgresql://postgres@/postgres?{first}&host={cluster.standbys[0].host}{more}"


def test_a_standby_is_taken_wherever_it_stands(cluster: Cluster, ports: tuple[str, str]) -> None:
    assert _asked(_url(cluster), "port") == [ports[1]]
    commas = f"host=127.0.0.1,127.0.0.1&port={','.join(ports)}"
    assert _asked(f"postgresql://postgres@/postgres?{commas}", "port") == [ports[1]]


def test_what_the_url_says_itself_counts(cluster: Cluster, ports: tuple[str, str]) -> None:
    assert _asked(_url(cluster, "&target_session_attrs=primary"), "port") == [ports[0]]
    assert _asked(_url(cluster, "&load_balance_hosts=random"), "port") == [ports[1]]
    more = "&options=-c%20work_mem%3D7MB%20-c%20statement_timeout%3D60s"
    assert _asked(_url(cluster, more), "work_mem", "statement_timeout") == ["7MB", "5s"]


def test_readers_cannot_write_on_the_primary_either(cluster: Cluster) -> None:
    url = f"postgresql://postgres@{cluster.primary.host}/postgres"
    assert _asked(url, "transaction_read_only", "transaction_isolation") == [
        "on",
        "repeatable read",
    ]
