"""The servers that are compared: processes on loopback, each on a free port."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.settings import ROOT
from bench import record
from bench.peers import datasette_file, nginx, orm_models

PATIENCE = 120
OK = 200
OURS, DATASETTE, ORM = "On Record", "Datasette", "FastAPI + ORM"
RAW, LEAST, NGINX = "raw ASGI", "least cache", "nginx"
_TICK = os.sysconf("SC_CLK_TCK")


class BenchError(Exception):
    """What ends the bench, in one sentence."""


@dataclass(frozen=True)
class Answer:
    """What a server sent."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes = field(repr=False)


@dataclass(frozen=True)
class Server:
    """A process that answers."""

    name: str
    port: int
    process: subprocess.Popen[bytes]

    def get(self, address: str, headers: Mapping[str, str] | None = None) -> Answer:
        """What it answers, whatever the status."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        try:
            connection.request("GET", address, headers=dict(headers or {}))
            response = connection.getresponse()
            return Answer(response.status, response.getheaders(), response.read())
        finally:
            connection.close()

    def demand(self, address: str) -> Answer:
        """What it answers; BenchError where that is no 200."""
        answer = self.get(address)
        if answer.status != OK:
            said = answer.body[:300].decode(errors="replace")
            raise BenchError(f"{self.name} answers {answer.status} to {address[:200]}: {said}")
        return answer

    def processes(self) -> list[int]:
        """The process and all that it started."""
        found = [self.process.pid]
        for pid in found:
            for task in Path(f"/proc/{pid}/task").glob("*/children"):
                found += [int(child) for child in task.read_text().split()]
        return found

    def seconds(self) -> float:
        """How long it has computed."""
        return sum(_computed(pid) for pid in self.processes())

    def resident(self) -> float:
        """Megabytes in memory of its largest process."""
        return max(_resident(pid) for pid in self.processes())

    def settle(self) -> None:
        """Wait until it computes no more: whoever is measured next shall have the machine."""
        given_up = time.monotonic() + PATIENCE
        before = self.seconds()
        while time.monotonic() < given_up:
            time.sleep(0.1)
            now = self.seconds()
            if now - before <= 1 / _TICK:
                return
            before = now

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start(
    name: str,
    command: Sequence[str],
    port: int,
    ready: str,
    *,
    environment: Mapping[str, str] | None = None,
    folder: Path = ROOT,
) -> Server:
    """A server, once it has answered an address."""
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    server = Server(name, port, process)
    given_up = time.monotonic() + PATIENCE
    while time.monotonic() < given_up and process.poll() is None:
        try:
            server.get(ready)
        except OSError:
            time.sleep(0.005)
        else:
            return server
    server.stop()
    raise BenchError(f"{name} does not start: {' '.join(command)}")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def ours(built: Path, ready: str = "/v1") -> Server:
    """`onrecord serve` with one worker."""
    port = free_port()
    environment = {
        **record.environment(built),
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "WEB_CONCURRENCY": "1",
    }
    command = [sys.executable, "-m", "app", "serve"]
    return start(OURS, command, port, ready, environment=environment)


def datasette(folder: Path, ready: str = "/-/versions.json") -> Server:
    """Datasette with one process, as it always has."""
    port = free_port()
    return start(DATASETTE, datasette_file.command(port), port, ready, folder=folder)


def orm(folder: Path) -> Server:
    """The ORM app with one worker."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "bench.peers.orm_app:app", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--loop", "uvloop", "--http", "httptools"]
    command += ["--no-access-log"]
    environment = {"BENCH_ORM_FILE": str(folder / orm_models.FILE)}
    return start(ORM, command, port, "/openapi.json", environment=environment)


def raw(folder: Path) -> Server:
    """The bare ASGI app that sends a captured answer, whatever is asked."""
    return _captured(RAW, "raw", folder)


def least(folder: Path) -> Server:
    """The one that looks it up, as every cache has to."""
    return _captured(LEAST, "least", folder)


def _captured(name: str, app: str, folder: Path) -> Server:
    port = free_port()
    command = [sys.executable, "-m", "bench.peers.raw_app", app, str(folder)]
    environment = {"HOST": "127.0.0.1", "PORT": str(port), "WEB_CONCURRENCY": "1"}
    return start(name, command, port, "/", environment=environment)


def static(folder: Path) -> Server | None:
    """nginx that sends a captured answer; None where nginx is not installed."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        return None
    port = free_port()
    file = nginx.write_configuration(folder, port)
    return start(NGINX, [program, "-p", str(folder), "-c", str(file)], port, "/")


def _computed(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0
    # User and system time, the 14th and the 15th of all fields.
    return (int(fields[11]) + int(fields[12])) / _TICK


def _resident(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except FileNotFoundError:
        return 0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0)
