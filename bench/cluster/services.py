"""Servers of a cluster on loopback: PostgreSQL by the tests' own means, workers, and nginx."""

from __future__ import annotations

import http.client
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory
from typing import IO

from app.settings import ROOT
from tests.postgres import find_binaries
from tests.standbys import Cluster, free_ports, running_cluster

WORKERS = 2
START_SECONDS = 60.0
STOP_SECONDS = 15.0
OK = 200


class LackingError(Exception):
    """Something that is not installed, and the package that has it."""


@dataclass(frozen=True)
class Services:
    """All that runs."""

    database: Cluster
    workers: Sequence[subprocess.Popen[bytes]]
    worker_ports: Sequence[int]
    port: int
    folder: Path

    @property
    def url(self) -> str:
        """The one URL of the store."""
        return self.database.url("postgres")


@contextmanager
def running() -> Iterator[Services]:
    """Everything, started one after the other, holding the seed; stopped and removed at the end."""
    nginx = _demand_programs()
    with ExitStack() as stack:
        base = Path(stack.enter_context(TemporaryDirectory(prefix="onrecord-", dir="/tmp")))
        base.chmod(0o755)  # PostgreSQL and nginx step down from root to other users
        for name in ("db", "nginx"):
            (base / name).mkdir()
        database = stack.enter_context(running_cluster(base / "db"))
        url = database.url("postgres")
        for command in ("migrate", "seed"):
            subprocess.run(onrecord(command), env=environment(url), cwd=ROOT, check=True)
        database.caught_up()
        ports = free_ports(WORKERS + 1)
        workers = []
        for number, port in enumerate(ports[:WORKERS], start=1):
            log = stack.enter_context((base / f"worker{number}.log").open("wb"))
            env = environment(url) | {"PORT": str(port)}
            workers.append(stack.enter_context(_process(onrecord("serve"), log, env=env)))
        log = stack.enter_context((base / "nginx.log").open("wb"))
        conf = write_configuration(base / "nginx", ports[WORKERS], ports[:WORKERS])
        stack.enter_context(_process([nginx, "-p", str(base / "nginx"), "-c", str(conf)], log))
        for port in ports:
            wait_for(port)
        yield Services(database, workers, ports[:WORKERS], ports[WORKERS], base)


def _demand_programs() -> str:
    lacking = []
    try:
        find_binaries()
    except RuntimeError:
        lacking.append("postgresql")
    # Debian has it where only root looks.
    nginx = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if nginx is None:
        lacking.append("nginx")
    if nginx is None or lacking:
        packages = " ".join(lacking)
        raise LackingError(
            f"not installed: {packages}; on Debian or Ubuntu: apt-get install {packages}"
        )
    return nginx


def onrecord(command: str, *arguments: str) -> list[str]:
    """The command of this project, run by this Python."""
    return [sys.executable, "-m", "app", command, *arguments]


def environment(url: str) -> dict[str, str]:
    """This process's environment with the store's URL, and no other setting of the command."""
    return {
        name: value
        for name, value in os.environ.items()
        if name not in ("HOST", "PORT") and not name.startswith("ONRECORD_")
    } | {"ONRECORD_DATABASE_URL": url}


class _Configuration(Template):
    """nginx's own variables begin with the usual sign."""

    delimiter = "%"


def write_configuration(folder: Path, port: int, workers: Sequence[int]) -> Path:
    """nginx's configuration in a folder that is its own."""
    template = _Configuration((Path(__file__).parent / "nginx.conf.template").read_text())
    listed = "\n".join(
        f"        server 127.0.0.1:{worker} max_fails=1 fail_timeout=2s;" for worker in workers
    )
    (folder / "static").mkdir()
    file = folder / "nginx.conf"
    file.write_text(template.substitute(folder=folder, port=port, workers=listed))
    return file


@contextmanager
def _process(
    command: Sequence[str], log: IO[bytes], env: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    # In a group of its own: Ctrl-C is for the one who started all this, and ends all in order.
    process = subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=log, stderr=log, start_new_session=True
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def get(port: int, address: str, timeout: float = 30) -> tuple[int, dict[str, str], bytes]:
    """Status, headers by name in small letters, and body; OSError where nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", address)
        response = connection.getresponse()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return response.status, headers, response.read()
    except http.client.HTTPException as error:
        raise OSError(str(error)) from error
    finally:
        connection.close()


def wait_for(port: int) -> None:
    """Wait until somebody on a port is ready to answer."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            if get(port, "/readyz")[0] == OK:
                return
        except OSError:
            pass
        if time.monotonic() > deadline:
            raise RuntimeError(f"nobody answers on port {port}")
        time.sleep(0.05)
