"""A real primary with streaming standbys, each a server of its own on 127.0.0.1, for the tests and
for the cluster on one machine (`make cluster`)."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from tests.postgres import Account, end_server, make_server_folder, start_server

CAUGHT_UP_SECONDS = 30.0
# A standby that was away finds what it missed.
_KEPT = "wal_keep_size=1GB"


@dataclass
class Node:
    """One server of a cluster."""

    name: str
    port: int
    folder: Path
    account: Account
    options: tuple[str, ...]
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def host(self) -> str:
        """Its place in a URL."""
        return f"127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        self.process = start_server(self.account, self.folder, self.options, self.conninfo())

    def kill(self) -> None:
        """End it at once, as a crash would; it can be started again."""
        if self.process is not None:
            end_server(self.process)
            self.process = None

    def stand_still(self) -> None:
        """Stop all of its processes where they are: it keeps its connections, and says nothing."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """End that."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        if self.process is None:
            return
        pid = self.process.pid
        # The first one first, so that it begets no more.
        os.kill(pid, number)
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            with suppress(ProcessLookupError):
                os.kill(int(child), number)

    def conninfo(self, database: str = "postgres") -> str:
        """How psycopg reaches it, and no other."""
        return f"host=127.0.0.1 port={self.port} user=postgres dbname={database} connect_timeout=5"

    def ask(self, question: str, database: str = "postgres") -> Any:
        """The one value that a query gives on this server."""
        with psycopg.connect(self.conninfo(database), autocommit=True) as connection:
            row = connection.execute(sql.SQL(question)).fetchone()
            return row[0] if row else None

    def tell(self, statement: str) -> None:
        """Run a statement on this server."""
        with psycopg.connect(self.conninfo(), autocommit=True) as connection:
            connection.execute(sql.SQL(statement))

    def pause(self) -> None:
        """Replay nothing more of what the primary writes."""
        self.tell("SELECT pg_wal_replay_pause()")

    def resume(self) -> None:
        """Replay again."""
        self.tell("SELECT pg_wal_replay_resume()")


@dataclass
class Cluster:
    """One primary and its standbys."""

    primary: Node
    standbys: list[Node]

    @property
    def nodes(self) -> list[Node]:
        """All servers, those that are read from first."""
        return [*self.standbys, self.primary]

    def url(self, database: str) -> str:
        """The one URL that a user gives."""
        hosts = "&".join(f"host={node.host}" for node in self.nodes)
        return f"postgresql+psycopg://postgres@/{database}?{hosts}"

    def caught_up(self) -> None:
        """Wait until every standby has what the primary has."""
        end = self.primary.ask("SELECT pg_current_wal_lsn()")
        deadline = time.monotonic() + CAUGHT_UP_SECONDS
        reached = f"SELECT pg_last_wal_replay_lsn() >= '{end}'"
        while not all(node.ask(reached) for node in self.standbys):
            if time.monotonic() > deadline:
                raise RuntimeError("a standby does not catch up with its primary")
            time.sleep(0.02)


@contextmanager
def running_cluster(directory: Path, standbys: int = 2) -> Iterator[Cluster]:
    """Run a primary and standbys in an empty `directory`, which has to be as for `postgres_server`.

    A standby is a copy of the primary's files from before its first start, and gets all that
    happens afterwards by streaming.
    """
    account = make_server_folder(directory)
    folders = [directory / "data", *(directory / f"standby{n}" for n in range(1, standbys + 1))]
    ports = free_ports(len(folders))
    options = ("listen_addresses=127.0.0.1", "unix_socket_directories=", _KEPT)
    names = ["primary", *(f"standby {n}" for n in range(1, standbys + 1))]
    nodes = [
        Node(name, port, folder, account, (*options, f"port={port}"))
        for name, port, folder in zip(names, ports, folders, strict=True)
    ]
    cluster = Cluster(nodes[0], nodes[1:])
    for node in cluster.standbys:
        shutil.copytree(cluster.primary.folder, node.folder, symlinks=True)
        (node.folder / "standby.signal").touch()
        node.options += (f"primary_conninfo={cluster.primary.conninfo()}",)
        account.own(node.folder)
    try:
        for node in nodes:
            node.start()
        yield cluster
    finally:
        for node in reversed(nodes):
            node.kill()


def free_ports(number: int) -> list[int]:
    """Ports that nobody listens on at this moment."""
    taken = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [each.getsockname()[1] for each in taken]
    for each in taken:
        each.close()
    return ports
