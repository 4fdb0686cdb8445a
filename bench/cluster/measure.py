"""What the cluster does under load, when servers go away, and when a release arrives.

Everything runs on this one machine, so rates are given as ratios to nginx's own rate for a file of
the same bytes, in turns. The figures served are the seed's, and synthetic ones that say so.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from app.settings import ROOT
from bench.cluster.services import OK, LackingError, Services, environment, get, onrecord, running
from tests.synthetic import FILES, TWO, write

ROUNDS, SECONDS = 5, 2
HOT_TARGET = 0.9
HOT = "/v1/observations?area=west-midlands-police&limit=100"
AREAS = ("west-midlands-police", "staffordshire-police", "west-mercia-police", "england")
RELEASES = 3
READERS = 8
# How long servers are left as they are before the next one goes.
PHASE_SECONDS = 2.0


@dataclass(frozen=True)
class Finding:
    """One thing that was found: a value, what it should be, and how far its rounds differ."""

    what: str
    value: float
    unit: str
    target: str = ""
    met: bool | None = None
    spread: tuple[float, float] | None = None


def measure(rounds: int = ROUNDS, seconds: int = SECONDS) -> list[Finding]:
    """Start a cluster, measure it, and stop it."""
    if shutil.which("wrk") is None:
        raise LackingError("not installed: wrk; on Debian or Ubuntu: apt-get install wrk")
    with running() as services:
        return [
            *hot(services, rounds, seconds),
            *shared(services),
            *arriving(services),
            *losing(services),
        ]


def hot(services: Services, rounds: int, seconds: int) -> Iterator[Finding]:
    """Answers from nginx's cache beside a file of the same bytes."""
    _put_into_a_file(services)
    asked = {
        "file": "/static/body",
        "cached": "/cached/body",
        "pinned": f"{HOT}&release=1",
        "not pinned": HOT,
    }
    rates: dict[str, list[float]] = {name: [] for name in asked}
    costs: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(rounds):
        for name, address in asked.items():
            before = _computed(services)
            rate = _wrk(services.port, address, seconds)
            rates[name].append(rate)
            costs[name].append((_computed(services) - before) / (rate * seconds))
    told = {
        "cached": "that file through nginx's own cache",
        "pinned": "hot answers through nginx, address pinned",
        "not pinned": "hot answers through nginx, address not pinned",
    }
    for name, what in told.items():
        # What nginx's cache takes by itself is no work of ours.
        target = None if name == "cached" else HOT_TARGET
        ratios = [one / file for one, file in zip(rates[name], rates["file"], strict=True)]
        yield _ratio(f"{what}, of its rate for a file", ratios, target)
        ratios = [file / one for one, file in zip(costs[name], costs["file"], strict=True)]
        yield _ratio(f"  {name}, by nginx's own computing time", ratios, target)
    yield Finding("a file of nginx", statistics.median(rates["file"]), "answers a second")


def _ratio(what: str, ratios: Sequence[float], target: float | None) -> Finding:
    middle = statistics.median(ratios)
    wanted, met = ("", None) if target is None else (f"at least {target}", middle >= target)
    return Finding(what, middle, "ratio", wanted, met, (min(ratios), max(ratios)))


def _computed(services: Services) -> float:
    """How many seconds nginx has computed."""
    ticks = 0
    for pid in _processes(services):
        user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
        ticks += int(user) + int(system)
    return ticks / os.sysconf("SC_CLK_TCK")


def _master(services: Services) -> int:
    return int((services.folder / "nginx" / "nginx.pid").read_text())


def _processes(services: Services) -> list[str]:
    """The processes that nginx's master has started."""
    master = _master(services)
    return Path(f"/proc/{master}/task/{master}/children").read_text().split()


def _put_into_a_file(services: Services) -> None:
    """Let nginx send the bytes of an answer, and its headers, from a file."""
    folder = services.folder / "nginx"
    _, headers, body = get(services.port, HOT)
    (folder / "static" / "body").write_bytes(body)
    own = ("server", "date", "content-type", "content-length", "connection")
    lines = [
        "add_header {} '{}';\n".format(name, value.replace("'", "\\'"))
        for name, value in headers.items()
        if name not in own
    ]
    (folder / "static" / "headers.conf").write_text("".join(lines))
    before = set(_processes(services))
    os.kill(_master(services), signal.SIGHUP)
    _until(lambda: not before & set(_processes(services)))
    _until(lambda: get(services.port, "/static/body")[1].get("etag") == headers["etag"])


def _wrk(port: int, address: str, seconds: int) -> float:
    command = ["wrk", "-t1", "-c16", f"-d{seconds}s", f"http://127.0.0.1:{port}{address}"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if failed := re.search(r"Non-2xx.*|Socket errors.*", said):
        raise RuntimeError(f"{address}: {failed[0]}")
    return float(re.findall(r"Requests/sec:\s+([0-9.]+)", said)[0])


def cold() -> Iterator[str]:
    """Questions of which no two are alike."""
    for limit in itertools.count(1):
        for area in AREAS:
            yield f"/v1/observations?area={area}&limit={limit % 10_000 + 1}"


def shared(services: Services) -> Iterator[Finding]:
    """Which server answers questions that no cache holds."""
    before = _transactions(services)
    with _readers(services.worker_ports) as readers:
        time.sleep(3 * PHASE_SECONDS)
    time.sleep(2)  # a server tells its counts a second late
    after = _transactions(services)
    taken = {name: after[name] - before[name] for name in after}
    total = sum(taken.values())
    yield Finding("questions that no cache holds", len(readers.seconds), "answers")
    for node in services.database.nodes:
        share = taken[node.name] / total
        primary = node is services.database.primary
        yield Finding(
            f"their transactions on {node.name}",
            share,
            "of all",
            "next to none" if primary else "about half",
            share < 0.05 if primary else 0.2 < share < 0.8,  # noqa: PLR2004 - the targets
        )


def _transactions(services: Services) -> dict[str, int]:
    counted = "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = 'postgres'"
    return {node.name: int(node.ask(counted)) for node in services.database.nodes}


def arriving(services: Services) -> Iterator[Finding]:
    """How long after it is stored a release is all that is seen, and whether answers are whole."""
    late: list[float] = []
    mixed: set[tuple[int, str]] = set()
    address = "/v1/observations?limit=50"
    for number in range(2, RELEASES + 2):
        with _watching(services, address) as watched:
            _store(services, number)
            stored = time.monotonic()
            _until(lambda number=number: watched.all_see(number))  # type: ignore[misc]
        late.append(watched.last_seen(number - 1) - stored)
        mixed |= watched.answers
    releases = {release for release, _ in mixed}
    yield Finding(
        "a release is seen everywhere after it is stored, at the latest after",
        max(late),
        "seconds",
        "at most 3",
        max(late) <= 3,  # noqa: PLR2004 - the target
        (min(late), max(late)),
    )
    yield Finding(
        "answers that mix releases",
        len(mixed) - len(releases),
        "answers",
        "0",
        len(mixed) == len(releases),
    )


def _store(services: Services, number: int) -> None:
    """Store one more release of synthetic figures."""
    folder = services.folder / f"release{number}"
    files = dict(FILES) if number == 2 else {TWO: FILES[TWO].replace("two", f"two-{number}")}  # noqa: PLR2004
    paths = sorted(str(path) for path in write(folder, files).rglob("*.yaml"))
    subprocess.run(
        onrecord("import", *paths),
        env=environment(services.url),
        cwd=ROOT,
        check=True,
        capture_output=True,
    )


@dataclass
class _Watched:
    """What each door shows: its newest release, and when it last showed each."""

    doors: Sequence[int]
    newest: dict[int, int] = field(default_factory=dict)
    seen: dict[int, float] = field(default_factory=dict)
    answers: set[tuple[int, str]] = field(default_factory=set)

    def all_see(self, number: int) -> bool:
        return all(self.newest.get(door) == number for door in self.doors)

    def last_seen(self, number: int) -> float:
        return self.seen.get(number, 0.0)


@contextmanager
def _watching(services: Services, address: str) -> Iterator[_Watched]:
    """Look at the workers and at nginx without pause."""
    watched = _Watched([*services.worker_ports, services.port])
    ended = threading.Event()

    def look(door: int) -> None:
        while not ended.is_set():
            _, _, body = get(door, address)
            release = json.loads(body)["meta"]["release"]
            watched.newest[door] = release
            watched.seen[release] = time.monotonic()
            watched.answers.add((release, hashlib.sha256(body).hexdigest()))
            time.sleep(0.005)

    threads = [threading.Thread(target=look, args=(door,)) for door in watched.doors]
    for thread in threads:
        thread.start()
    try:
        _until(lambda: len(watched.newest) == len(watched.doors))
        yield watched
        time.sleep(PHASE_SECONDS)  # it might be seen again
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def losing(services: Services) -> Iterator[Finding]:
    """Reads that fail while servers are killed, at the workers, where nothing hides it."""
    first, second = services.database.standbys

    def back() -> None:
        first.start()
        second.start()

    steps: list[tuple[str, Callable[[], None]]] = [
        ("a standby is killed", first.kill),
        ("both standbys are killed", second.kill),
        ("both are back", back),
        ("the primary is killed", services.database.primary.kill),
    ]
    for what, step in steps:
        with _readers(services.worker_ports) as readers:
            time.sleep(PHASE_SECONDS)
            step()
            time.sleep(PHASE_SECONDS)
        answers = len(readers.seconds)
        yield Finding(
            f"reads that fail when {what}, of {answers:,}",
            sum(readers.failed.values()),
            "reads",
            "0",
            not readers.failed,
        )
        yield Finding("  and the longest of them takes", max(readers.seconds), "seconds")
    refused = subprocess.run(
        onrecord("import", *map(str, (services.folder / "release2").rglob("*.yaml"))),
        env=environment(services.url),
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    told = refused.stderr.startswith("nothing can be stored: no primary can be reached")
    yield Finding(
        "imports refused, and told why, without a primary",
        float(told),
        "of 1",
        "1",
        refused.returncode == 1 and told,
    )


@dataclass
class _Readers:
    """What came of the reads: how long each took, and what failed, by status."""

    seconds: list[float] = field(default_factory=list)
    failed: Counter[int] = field(default_factory=Counter)


@contextmanager
def _readers(ports: Sequence[int]) -> Iterator[_Readers]:
    """Readers who ask for something else each time, of one worker after the other."""
    readers, ended = _Readers(), threading.Event()
    questions, doors = cold(), itertools.cycle(ports)

    def ask() -> None:
        while not ended.is_set():
            began = time.monotonic()
            try:
                status, _, _ = get(next(doors), next(questions))
            except OSError:
                status = 0
            readers.seconds.append(time.monotonic() - began)
            if status != OK:
                readers.failed[status] += 1

    threads = [threading.Thread(target=ask) for _ in range(READERS)]
    for thread in threads:
        thread.start()
    try:
        yield readers
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def _until(true: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise RuntimeError("it does not come true")
        time.sleep(0.005)


def table(findings: Sequence[Finding]) -> str:
    """The findings for a person, as Markdown."""
    lines = ["| what | found | should be | |", "| --- | --- | --- | --- |"]
    for found in findings:
        spread = f" ({found.spread[0]:.2f} to {found.spread[1]:.2f})" if found.spread else ""
        value = f"{found.value:,.2f}".removesuffix(".00")
        met = {None: "", True: "met", False: "missed"}[found.met]
        lines.append(f"| {found.what} | {value} {found.unit}{spread} | {found.target} | {met} |")
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description="What a cluster on this machine does.")
    options.add_argument("--rounds", type=int, default=ROUNDS)
    options.add_argument("--seconds", type=int, default=SECONDS)
    options.add_argument("--json", type=Path, help="also write the findings to this file")
    asked = options.parse_args()
    findings = measure(asked.rounds, asked.seconds)
    print(table(findings))
    if asked.json:
        asked.json.write_text(json.dumps([vars(found) for found in findings], indent=1))


if __name__ == "__main__":
    main()
