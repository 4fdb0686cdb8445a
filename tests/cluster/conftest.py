"""A primary with two streaming standbys, and the API on the one URL of all three."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest

from tests.imported import seed_files, store_with
from tests.standbys import Cluster, running_cluster


@pytest.fixture(scope="module")
def servers() -> Iterator[Cluster]:
    """Three servers. A test that ends one, or pauses it, leaves that to `cluster` to mend."""
    with (
        TemporaryDirectory(prefix="onrecord-", dir="/tmp") as folder,
        running_cluster(Path(folder)) as running,
    ):
        yield running


@pytest.fixture
def cluster(servers: Cluster) -> Iterator[Cluster]:
    """All three servers, and after the test all three again."""
    yield servers
    for node in (servers.primary, *servers.standbys):
        node.go_on()
        if node.process is None:
            node.start()
    for node in servers.standbys:
        node.resume()
    servers.caught_up()


@pytest.fixture(scope="module")
def template(servers: Cluster) -> str:
    """A database that holds the seed, to be copied; no test connects to it."""
    servers.primary.tell("CREATE DATABASE template_with_the_seed")
    store_with(servers.url("template_with_the_seed"), seed_files(), "Seed")
    return "template_with_the_seed"


@pytest.fixture
def url(cluster: Cluster, template: str) -> str:
    """The URL of a store on all three servers that holds the seed, and has reached each."""
    database = f"test_{uuid4().hex}"
    cluster.primary.tell(f"CREATE DATABASE {database} TEMPLATE {template}")
    cluster.caught_up()
    return cluster.url(database)
