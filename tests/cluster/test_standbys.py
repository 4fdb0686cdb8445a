"""Readers go to standbys, writers to the primary, and no reader notices when servers go away."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from app.errors import LostError, StoreError, TookTooLongError
from app.store import engine
from app.store.engine import Connection, connect_to, read, reading, writing
from app.store.releases import demand_latest
from tests.api.conftest import serving
from tests.cli.command import run
from tests.imported import store_with
from tests.standbys import Cluster, Node
from tests.synthetic import documents, write

ANSWERS = [
    "/v1/observations?limit=50",
    "/v1/changes?area=west-midlands-police",
    "/v1/claims.csv",
    "/v1/areas/west-midlands",
    "/readyz",
]


@pytest.fixture
def api(url: str) -> Iterator[httpx.Client]:
    with serving(url) as client:
        yield client


@contextmanager
def _readers(client: httpx.Client) -> Iterator[list[int]]:
    """Readers that ask on and on, each answer once; the statuses that they get. Every one of them
    has asked once before, and asks once again afterwards."""
    statuses: list[int] = []
    ended = threading.Event()
    began = threading.Barrier(len(ANSWERS) + 1)

    def ask(address: str) -> None:
        with httpx.Client(base_url=client.base_url, timeout=30) as own:
            first = own.get(address)
            statuses.append(first.status_code)
            began.wait()
            last = False
            while not last:
                last = ended.is_set()
                found = own.get(address)
                statuses.append(found.status_code)
                assert found.content == first.content

    threads = [threading.Thread(target=ask, args=(address,)) for address in ANSWERS]
    for thread in threads:
        thread.start()
    began.wait()
    try:
        yield statuses
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def test_readers_go_to_standbys_and_writers_to_the_primary(cluster: Cluster, url: str) -> None:
    engine = connect_to(url)
    with reading(engine) as reader, writing(engine) as writer:
        assert reader.exec_driver_sql("SELECT pg_is_in_recovery()").scalar() is True
        assert writer.exec_driver_sql("SELECT pg_is_in_recovery()").scalar() is False
    engine.dispose()
    assert {node.ask("SELECT pg_is_in_recovery()") for node in cluster.standbys} == {True}


@pytest.mark.parametrize("first", [0, 1, 2])
def test_standbys_share_the_readers(cluster: Cluster, url: str, first: int) -> None:
    """Alike, wherever the primary stands among the hosts."""
    address, hosts = url.split("?")
    parts = hosts.split("&")
    engine = connect_to(f"{address}?{'&'.join(parts[first:] + parts[:first])}")
    for held in (2, 6):
        with ExitStack() as readers:
            connections = [readers.enter_context(reading(engine)) for _ in range(held)]
            ports = Counter(each.exec_driver_sql("SHOW port").scalar() for each in connections)
        engine.dispose()
        assert ports == {str(node.port): held // 2 for node in cluster.standbys}


def test_the_command_writes_by_the_same_url(
    cluster: Cluster, url: str, api: httpx.Client, tmp_path: Path
) -> None:
    files = list(write(tmp_path / "synthetic").rglob("*.yaml"))
    ended = run("import", *map(str, files), ONRECORD_DATABASE_URL=url)
    assert ended.returncode == 0, ended.stderr
    cluster.caught_up()
    assert api.get("/readyz").json()["release"] == 2


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits for a server that stands still gives it up sooner."""
    monkeypatch.setattr(engine, "READ_SECONDS", 0.5)
    monkeypatch.setattr(engine, "GRACE", 0.5)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("leave", "come_back"), [(Node.kill, Node.start), (Node.stand_still, Node.go_on)]
)
def test_no_reader_notices_that_standbys_are_lost(
    cluster: Cluster,
    api: httpx.Client,
    leave: Callable[[Node], None],
    come_back: Callable[[Node], None],
) -> None:
    with _readers(api) as statuses:
        leave(cluster.standbys[0])
        _few_more(statuses)
        leave(cluster.standbys[1])
        _few_more(statuses)
        come_back(cluster.standbys[0])
        _few_more(statuses)
    assert set(statuses) == {200}


def test_without_the_primary_is_read_and_nothing_stored(
    cluster: Cluster, url: str, api: httpx.Client, tmp_path: Path
) -> None:
    files = list(write(tmp_path / "synthetic").rglob("*.yaml"))
    with _readers(api) as statuses:
        cluster.primary.kill()
        _few_more(statuses)
        ended = run("import", *map(str, files), ONRECORD_DATABASE_URL=url)
        _few_more(statuses)
    assert set(statuses) == {200}
    assert ended.returncode == 1
    assert ended.stderr.startswith("nothing can be stored: no primary can be reached")


def test_without_any_server_a_reader_is_told_when_to_come_again(
    cluster: Cluster, api: httpx.Client
) -> None:
    assert api.get("/v1/areas").status_code == 200
    for node in cluster.nodes:
        node.kill()
    refused = api.get("/v1/areas")
    assert refused.status_code == 503
    assert refused.json()["type"] == "/problems/store-unavailable"
    assert refused.headers["retry-after"] == "5"
    for node in (cluster.primary, *cluster.standbys):
        node.start()
    assert api.get("/v1/areas").status_code == 200


@pytest.mark.usefixtures("impatient")
def test_where_the_only_server_stands_still_a_reader_is_told_when_to_come_again(
    cluster: Cluster, url: str
) -> None:
    address, _ = url.split("?")
    with serving(f"{address}?host={cluster.primary.host}") as client:
        assert client.get("/v1/areas").status_code == 200
        cluster.primary.stand_still()
        refused = client.get("/v1/categories")
        assert refused.status_code == 503
        assert refused.json()["type"] == "/problems/store-unavailable"
        assert refused.headers["retry-after"] == "5"
        cluster.primary.go_on()
        assert client.get("/v1/categories").status_code == 200


@pytest.mark.usefixtures("impatient")
def test_many_short_statements_may_take_long(url: str) -> None:
    """A connection that is busy each time it is looked at does not stand still."""
    own = connect_to(url)
    with reading(own) as connection:
        for _ in range(9):
            connection.exec_driver_sql("SELECT pg_sleep(0.4)")
    own.dispose()


@pytest.mark.usefixtures("impatient")
def test_who_is_patient_waits(url: str) -> None:
    own = connect_to(url)
    with reading(own, patient=True) as connection:
        assert connection.exec_driver_sql("SELECT 1 FROM pg_sleep(3)").scalar() == 1
    with pytest.raises(TookTooLongError), reading(own) as connection:
        connection.exec_driver_sql("SELECT 1 FROM pg_sleep(3)")
    own.dispose()


def test_a_read_that_gives_way_to_what_is_replayed_is_tried_again(url: str) -> None:
    """A standby breaks off a read that is in the way of what it replays, with this code."""
    tried: list[int] = []
    give_way = "DO $$ BEGIN RAISE EXCEPTION 'synthetic' USING ERRCODE = '40001'; END $$"

    def ask(times: int) -> Callable[[Connection], str]:
        def once(connection: Connection) -> str:
            tried.append(times)
            if len(tried) <= times:
                connection.exec_driver_sql(give_way)
            return "answered"

        return once

    engine = connect_to(url)
    assert read(engine, ask(2)) == "answered"
    assert len(tried) == 3
    tried.clear()
    with pytest.raises(LostError):
        read(engine, ask(9))
    assert len(tried) == 3
    engine.dispose()


def _few_more(statuses: list[int]) -> None:
    """Wait until the readers have had some more answers."""
    enough = len(statuses) + 5 * len(ANSWERS)
    pause = threading.Event()
    for _ in range(3000):
        if len(statuses) >= enough:
            return
        pause.wait(0.01)
    raise AssertionError("the readers get no answers")


@pytest.fixture
def behind(cluster: Cluster, url: str, api: httpx.Client) -> httpx.Client:
    """The API on standbys that have not heard of release 2 yet, which the primary has."""
    for node in cluster.standbys:
        node.pause()
    store_with(url, documents(), "Synthetic")
    return api


SYNTHETIC = "/v1/observations?area=synthetic-force-a"


def test_a_standby_that_is_behind_answers_with_the_older_release_whole(
    cluster: Cluster, behind: httpx.Client
) -> None:
    page = behind.get("/v1/observations?limit=3").json()
    assert page["meta"]["release"] == 1
    assert behind.get(page["links"]["next"]).json()["meta"]["release"] == 1
    assert behind.get("/readyz").json()["release"] == 1
    assert behind.get(SYNTHETIC).status_code == 422
    for node in cluster.standbys:
        node.resume()
    cluster.caught_up()
    assert behind.get(SYNTHETIC).json()["meta"] | {"support": []} == (
        behind.get(f"{SYNTHETIC}&release=2").json()["meta"] | {"support": []}
    )


def test_a_release_that_the_standby_lacks_is_read_from_the_primary(behind: httpx.Client) -> None:
    pinned = behind.get(f"{SYNTHETIC}&release=2&limit=1")
    assert pinned.status_code == 200
    assert pinned.json()["meta"]["release"] == 2
    assert "immutable" in pinned.headers["cache-control"]
    # a cursor is of the release of its page
    second = behind.get(pinned.json()["links"]["next"])
    assert second.json()["meta"]["release"] == 2
    assert second.json()["data"] != pinned.json()["data"]
    assert behind.get("/v1/releases/2").json()["data"]["number"] == 2
    assert behind.get("/v1/releases/2/changes").status_code == 200


def test_a_release_that_nobody_has_is_a_fault_as_ever(behind: httpx.Client) -> None:
    refused = behind.get("/v1/areas?release=3")
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["detail"] == "there is no release 3; the newest is 2"
    assert behind.get("/v1/releases/3").status_code == 404


def test_a_release_that_cannot_be_asked_for_is_a_matter_of_a_moment(
    cluster: Cluster, behind: httpx.Client
) -> None:
    cluster.primary.kill()
    for address in ("/v1/areas?release=2", "/v1/releases/2"):
        refused = behind.get(address)
        assert refused.status_code == 503
        assert refused.json()["detail"] == "release 2 is not here, or not yet."
        assert refused.headers["retry-after"] == "1"
        assert refused.headers["cache-control"] == "no-store"
    assert behind.get("/v1/areas?release=1").status_code == 200


def test_no_answer_is_made_of_two_releases(cluster: Cluster, url: str, api: httpx.Client) -> None:
    """Release 2 arrives while an answer is being read: it is all of the release before."""
    engine = connect_to(url)
    cluster.standbys[1].kill()
    with reading(engine) as reader:
        assert demand_latest(reader).number == 1
        store_with(url, documents(), "Synthetic")
        _until(lambda: api.get("/readyz").json()["release"] == 2)
        assert demand_latest(reader).number == 1
        counted = reader.exec_driver_sql("SELECT count(*) FROM releases").scalar()
        assert counted == 1
    engine.dispose()


def _until(true: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(3000):
        if true():
            return
        pause.wait(0.01)
    raise AssertionError("it does not come true")


def test_a_url_of_standbys_alone_is_read_only(cluster: Cluster, url: str) -> None:
    alone = url.replace(f"&host={cluster.primary.host}", "")
    engine = connect_to(alone)
    with reading(engine) as reader:
        assert demand_latest(reader).number == 1
    with pytest.raises(StoreError, match="nothing can be stored"), writing(engine):
        pass
    engine.dispose()
