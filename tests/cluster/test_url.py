"""What a PostgreSQL URL is taken for, seen on the connections that it makes."""

import threading

import pytest
from sqlalchemy import event

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
    more = "&options=-c%20work_mem%3D7MB%20-c%20statement_timeout%3D60s"
    assert _asked(_url(cluster, more), "work_mem", "statement_timeout") == ["7MB", "5s"]


def test_a_read_takes_no_core_from_others(cluster: Cluster) -> None:
    assert _asked(_url(cluster), "max_parallel_workers_per_gather") == ["0"]


# Three ways to write one address, so that they can be told apart.
ADDRESSES = ["127.0.0.1", "127.1", "127.0.1"]


def test_hosts_are_tried_in_one_order_and_then_from_its_end(cluster: Cluster) -> None:
    tried = _tried(cluster)
    # What belongs together stays together.
    assert {frozenset(order) for order in tried} == {frozenset(_hosts(cluster))}
    assert [order[::-1] for order in tried[1::2]] == tried[::2]
    assert len({*map(tuple, tried)}) > 2


def test_a_url_that_has_an_order_of_its_own_keeps_it(cluster: Cluster) -> None:
    assert _tried(cluster, "&load_balance_hosts=random") == [_hosts(cluster)] * 20


def _hosts(cluster: Cluster) -> list[tuple[str, str]]:
    ports = [str(node.port) for node in cluster.nodes]
    return [*zip(ADDRESSES, ports, strict=True)]


def _tried(cluster: Cluster, more: str = "") -> list[list[tuple[str, str]]]:
    """The addresses and ports of twenty connections, in the order in which each is to try them."""
    engine = connect_to(f"{cluster.url('postgres')}&hostaddr={','.join(ADDRESSES)}{more}")
    tried: list[list[tuple[str, str]]] = []

    def listen(_dialect: object, _record: object, _given: object, wanted: dict[str, str]) -> None:
        several = (wanted[name].split(",") for name in ("hostaddr", "port"))
        tried.append([*zip(*several, strict=True)])

    event.listen(engine, "do_connect", listen)
    for _ in range(20):
        with reading(engine):
            pass
        engine.dispose()
    return tried


def test_readers_cannot_write_on_the_primary_either(cluster: Cluster) -> None:
    url = f"postgresql://postgres@{cluster.primary.host}/postgres"
    assert _asked(url, "transaction_read_only", "transaction_isolation") == [
        "on",
        "repeatable read",
    ]


def test_who_looks_for_silent_servers_goes_with_the_last_connection(cluster: Cluster) -> None:
    before = _lookers()
    engine = connect_to(_url(cluster))
    for _ in range(2):
        with reading(engine):
            (looker,) = _lookers() - before
        engine.dispose()
        looker.join(10)
        assert not looker.is_alive()


def _lookers() -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if thread.name == "silence"}
