"""Driving servers with wrk: blocks in turns, so that what slows the machine slows all."""

from __future__ import annotations

import itertools
import math
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from bench.servers import BenchError, Server

WALK = Path(__file__).with_name("walk.lua")
CONCURRENCIES = (1, 16, 64)
LONGEST_BLOCK = 15
# Addresses of one block of distinct questions; no server here answers more.
MOST_ADDRESSES = 30_000
# Who is kept busy is so for less than an hour.
LONGEST_BUSY = 3600
# wrk reads its addresses first.
TO_BEGIN = 1
_MORE_TOGETHER = 1.5


class Walk:
    """An endless row of addresses, none of which is asked twice."""

    def __init__(self, addresses: Iterable[str]) -> None:
        self._rest = iter(addresses)
        self._next: list[str] = []

    def ahead(self, most: int) -> list[str]:
        """The next addresses, which are not asked yet."""
        self._next += itertools.islice(self._rest, max(most - len(self._next), 0))
        return self._next

    def asked(self, number: int) -> None:
        """Go on behind so many."""
        del self._next[:number]


@dataclass(frozen=True)
class Contender:
    """A server and what it is asked: one address again and again, or each of a walk once; before
    that `in_other_words`, where it is to be read from memory and not from a disk."""

    server: Server
    hot: str = ""
    cold: Walk | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    in_other_words: Callable[[str], str] | None = None

    @property
    def name(self) -> str:
        """Of the server."""
        return self.server.name


def demand_wrk() -> None:
    """BenchError where wrk is not installed."""
    if shutil.which("wrk") is None:
        raise BenchError(
            "the bench drives servers with wrk; on Debian or Ubuntu: apt-get install wrk"
        )


def blocks(
    contenders: Sequence[Contender], concurrency: int, seconds: int
) -> dict[str, Callable[[], float]]:
    """A way to ask each contender for one block of time; none for a peer that would not have
    answered those who come together by the end of the longest."""
    found: dict[str, Callable[[], float]] = {}
    for contender in contenders:
        took = _took(contender)
        if took * concurrency <= LONGEST_BLOCK or contender is contenders[0]:
            # Long enough that those who come together are all answered, several times over.
            length = min(max(seconds, math.ceil(took * concurrency * 2)), LONGEST_BLOCK)
            # No worker answers many times as fast when more come together.
            ahead = math.ceil(_MORE_TOGETHER * length / took) + 2 * concurrency
            found[contender.name] = partial(block, contender, concurrency, length, ahead)
    return found


def block(contender: Contender, concurrency: int, seconds: int, ahead: int = 0) -> float:
    """Requests a second in one block; BenchError where one of them fails. So many are read `ahead`
    in other words, where it has any."""
    if contender.cold is not None and contender.in_other_words is not None:
        for address in contender.cold.ahead(MOST_ADDRESSES)[:ahead]:
            contender.server.demand(contender.in_other_words(address))
    with _wrk(contender, concurrency, seconds) as command:
        told = _run(command)
    contender.server.settle()
    return _take_off(contender, concurrency, told)


def _take_off(contender: Contender, concurrency: int, told: str) -> float:
    """The rate that wrk tells, with what was asked taken off the walk; BenchError where something
    was asked twice."""
    answered, rate = _rate(contender, told)
    if contender.cold is None:
        return rate
    # Those that nobody waited for were asked too, and one to look whether the script works.
    asked = answered + concurrency + 1
    if asked > len(contender.cold.ahead(MOST_ADDRESSES)):
        raise BenchError(f"{contender.name} was asked something twice: {asked:,} requests")
    contender.cold.asked(asked)
    return rate


@contextmanager
def busy(contenders: Sequence[Contender], concurrency: int) -> Iterator[None]:
    """Contenders of which so many ask each all the while; BenchError where one of them fails."""
    with ExitStack() as stack:
        asking: list[tuple[Contender, subprocess.Popen[str]]] = []
        for contender in contenders:
            command = stack.enter_context(_wrk(contender, concurrency, LONGEST_BUSY))
            process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
            stack.enter_context(process)
            # Where something fails, nobody waits until its hour is over.
            stack.callback(process.kill)
            asking.append((contender, process))
        # They read their addresses first.
        time.sleep(TO_BEGIN)
        yield
        for _, process in asking:
            # It tells what it has done.
            process.send_signal(signal.SIGINT)
        for contender, process in asking:
            try:
                told, _ = process.communicate(timeout=LONGEST_BLOCK)
            except subprocess.TimeoutExpired as error:
                raise BenchError(f"wrk goes on asking {contender.name} when stopped") from error
            _take_off(contender, concurrency, told)
    for contender in contenders:
        contender.server.settle()


@contextmanager
def _wrk(contender: Contender, concurrency: int, seconds: int) -> Iterator[list[str]]:
    """The command that asks a contender, whose addresses are in a file meanwhile."""
    command = ["wrk", "-t1", f"-c{concurrency}", f"-d{seconds}s", "--timeout", "120s"]
    for name, value in contender.headers.items():
        command += ["-H", f"{name}: {value}"]
    url = f"http://127.0.0.1:{contender.server.port}"
    if contender.cold is None:
        yield [*command, f"{url}{contender.hot}"]
        return
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(contender.cold.ahead(MOST_ADDRESSES)))
        file.flush()
        yield [*command, "-s", str(WALK), url, "--", file.name]


def _run(command: Sequence[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _rate(contender: Contender, told: str) -> tuple[int, float]:
    """What wrk tells: requests, and requests a second; BenchError unless every answer was good."""
    for trouble in ("Non-2xx", "Socket errors"):
        if trouble in told:
            line = next(line for line in told.splitlines() if trouble in line)
            raise BenchError(f"{contender.name} under load: {line.strip()}")
    asked = re.search(r"(\d+) requests in", told)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", told)
    if asked is None or rate is None or not int(asked[1]):
        raise BenchError(f"{contender.name} answered nothing within a block")
    return int(asked[1]), float(rate[1])


def _took(contender: Contender) -> float:
    """Seconds for one answer."""
    address = contender.hot if contender.cold is None else contender.cold.ahead(1)[0]
    if contender.cold is not None:
        contender.cold.asked(1)
    if contender.in_other_words is not None:
        contender.server.get(contender.in_other_words(address))
    began = time.perf_counter()
    contender.server.get(address, contender.headers)
    return time.perf_counter() - began
