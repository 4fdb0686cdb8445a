"""Who is asked in blocks of time, and how long a block is."""

import os
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any, cast

import pytest

from bench.drive import Contender, Walk, blocks, busy
from bench.servers import BenchError, Server


class _Slow:
    """Stands for a server: each answer takes so many seconds of a clock that stands still
    otherwise."""

    def __init__(self, name: str, seconds: float, clock: list[float]) -> None:
        self.name, self.seconds, self.clock = name, seconds, clock
        self.asked: list[str] = []

    def get(self, address: str, _headers: object = None) -> None:
        self.asked.append(address)
        self.clock[0] += self.seconds

    demand = get
    port = 0

    def settle(self) -> None:
        """It computes nothing."""


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time that the bench sees."""
    now = [0.0]
    monkeypatch.setattr("bench.drive.time.perf_counter", lambda: now[0])
    return now


def _contender(name: str, seconds: float, clock: list[float], **more: Any) -> Contender:
    return Contender(cast(Server, _Slow(name, seconds, clock)), **(more or {"hot": "/"}))


def _lengths(found: dict[str, Any]) -> dict[str, int]:
    return {name: way.args[2] for name, way in found.items()}


def test_a_block_is_long_enough_for_all_who_come_together(clock: list[float]) -> None:
    told = [_contender("ours", 0.01, clock), _contender("slower", 0.2, clock)]
    assert _lengths(blocks(told, 1, 2)) == {"ours": 2, "slower": 2}
    assert _lengths(blocks(told, 16, 2)) == {"ours": 2, "slower": 7}
    assert _lengths(blocks(told, 64, 2)) == {"ours": 2, "slower": 15}


def test_a_peer_that_would_answer_nothing_within_a_block_is_left_out(clock: list[float]) -> None:
    told = [_contender("ours", 0.5, clock), _contender("slower", 0.3, clock)]
    assert _lengths(blocks(told, 16, 2)) == {"ours": 15, "slower": 10}
    # Ours never is: it would have to fail.
    assert _lengths(blocks(told, 64, 2)) == {"ours": 15}


def test_the_question_that_is_timed_is_not_asked_again(clock: list[float]) -> None:
    walk = Walk(["/1", "/2", "/3"])
    one = _contender("ours", 0.1, clock, cold=walk)
    blocks([one], 1, 2)
    assert cast(_Slow, one.server).asked == ["/1"]
    assert walk.ahead(2) == ["/2", "/3"]


@pytest.mark.parametrize("read_before", [False, True])
def test_what_is_to_be_read_from_memory_is_asked_in_other_words_before(
    clock: list[float], monkeypatch: pytest.MonkeyPatch, read_before: bool
) -> None:
    monkeypatch.setattr("bench.drive._run", lambda _: "200 requests in 1s\nRequests/sec: 200.0\n")
    in_other_words = (lambda address: f"other words for {address}") if read_before else None
    walk = Walk(map(str, range(1000)))
    one = _contender("ours", 0.1, clock, cold=walk, in_other_words=in_other_words)
    found = blocks([one], 1, 1)
    told = ["other words for 0", "0"] if read_before else ["0"]
    assert cast(_Slow, one.server).asked == told
    # Half as many again as would be asked one by one, and some. Two more were asked than answered:
    # to see whether the script works, and one that nobody waited for.
    for first in (1, 203, 405):
        cast(_Slow, one.server).asked.clear()
        assert found["ours"]() == 200
        told = [f"other words for {at}" for at in range(first, first + 17)]
        assert cast(_Slow, one.server).asked == (told if read_before else [])


@pytest.mark.parametrize(
    ("told", "fails"),
    [
        ("12 requests in 1.0s", None),
        ("12 requests in 1.0s\n Non-2xx or 3xx responses: 3", "Non-2xx"),
        ("0 requests in 1.0s", "answered nothing"),
        ("18 requests in 1.0s", "asked something twice"),
    ],
)
def test_who_is_kept_busy_is_asked_well_and_nothing_twice(
    told: str, fails: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stand-in for wrk that asks nothing, and tells this when it is stopped."""
    told += "\nRequests/sec: 12.0"
    _stand_in(f"lambda *_: sys.exit(print({told!r}))", tmp_path, monkeypatch)
    walk = Walk(str(number) for number in range(20))
    loads = [_contender("ours", 1, [0.0], cold=walk), _contender("ours", 1, [0.0])]
    failing = nullcontext() if fails is None else pytest.raises(BenchError, match=fails)
    with failing, busy(loads, 2):
        pass
    # Two that nobody waited for, and one to look whether the script works.
    assert fails is not None or walk.ahead(1)[0] == "15"


def test_who_goes_on_asking_when_stopped_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bench.drive.LONGEST_BLOCK", 0.2)
    _stand_in("signal.SIG_IGN", tmp_path, monkeypatch)
    failing = pytest.raises(BenchError, match="goes on asking ours when stopped")
    with failing, busy([_contender("ours", 1, [0.0])], 2):
        pass


def _stand_in(stopped: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In place of wrk, a program that asks nothing, and does this when it is stopped."""
    program = folder / "wrk"
    # A shell started in the background would inherit that it is not to be stopped; wrk does not.
    program.write_text(
        f"#!{sys.executable} -IS\nimport signal, sys\n"
        f"signal.signal(signal.SIGINT, {stopped})\nwhile True:\n    signal.pause()\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
