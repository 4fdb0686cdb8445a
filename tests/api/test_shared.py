"""Who asks at once shares one answer, and none of them can harm the others.

The cache is driven as its server drives it, before an application of a few lines: what is shown
here turns on who comes and goes when, which no client can time.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from threading import Event
from types import NoneType
from typing import Any

import pytest

from app.api.cache import Cache, Held
from app.api.cache import cache as shared
from app.api.metrics import Metrics
from app.api.pool import Pool
from app.api.problems import ProblemError

Message = MutableMapping[str, Any]
App = Callable[[Any, Any, Any], Awaitable[None]]
LONG = [(b"content-length", b"4"), (b"cache-control", b"public, max-age=60")]


class _NothingKnown:
    """Stands for a store without a release."""

    may_be_behind = False

    def unchanged(self) -> bool:
        return False

    async def newest(self, _known: object) -> tuple[None, bool]:
        return None, True


def _cache(app: App, held: Held | None = None) -> Cache:
    return Cache(app, Metrics(), _NothingKnown(), held or Held(1_000_000))


async def _ask(
    cache: App, path: str = "/slow", method: str = "GET", query: bytes = b""
) -> list[Message]:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    scope = {"type": "http", "method": method, "path": path, "query_string": query, "headers": []}
    await cache(scope, receive, send)
    return sent


class Slow:
    """An application that answers when it is let, and counts how often it was asked."""

    def __init__(self, fails: bool = False) -> None:
        self.let, self.asked, self.fails = asyncio.Event(), 0, fails

    async def __call__(self, _scope: Any, _receive: Any, send: Any) -> None:
        self.asked += 1
        await self.let.wait()
        if self.fails:
            raise RuntimeError("synthetic")
        await send({"type": "http.response.start", "status": 200, "headers": LONG})
        await send({"type": "http.response.body", "body": b"do", "more_body": True})
        await send({"type": "http.response.body", "body": b"ne"})


async def _settled() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


def test_one_computes_and_the_others_wait() -> None:
    async def run() -> None:
        app = Slow()
        cache = _cache(app)
        readers = [
            asyncio.ensure_future(_ask(cache, method=("GET", "HEAD")[n % 2])) for n in range(50)
        ]
        await _settled()
        app.let.set()
        answers = await asyncio.gather(*readers)
        assert app.asked == 1
        assert {answer[0]["status"] for answer in answers} == {200}
        assert [answer[1]["body"] for answer in answers] == [b"done", b""] * 25
        assert not cache._flights
        assert cache._waiting == 0

    asyncio.run(run())


def test_whoever_goes_away_harms_nobody() -> None:
    async def run() -> None:
        app = Slow()
        cache = _cache(app)
        first, second, third = [asyncio.ensure_future(_ask(cache)) for _ in range(3)]
        await _settled()
        first.cancel()
        second.cancel()
        await _settled()
        app.let.set()
        assert (await third)[1]["body"] == b"done"
        assert (await _ask(cache))[1]["body"] == b"done"
        assert app.asked == 1
        assert cache._waiting == 0

    asyncio.run(run())


def test_all_who_wait_for_a_failure_are_told_of_it() -> None:
    async def run() -> None:
        app = Slow(fails=True)
        cache = _cache(app)
        readers = [asyncio.ensure_future(_ask(cache)) for _ in range(5)]
        await _settled()
        app.let.set()
        for answer in await asyncio.gather(*readers):
            assert answer[0]["status"] == 500
            assert b"/problems/internal-error" in answer[1]["body"]
        app.fails = False
        assert (await _ask(cache))[0]["status"] == 200
        assert app.asked == 2
        assert not cache._flights

    asyncio.run(run())


def test_no_more_wait_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "MOST_WAITING", 3)

    async def run() -> None:
        app = Slow()
        cache = _cache(app)
        readers = [asyncio.ensure_future(_ask(cache)) for _ in range(6)]
        await _settled()
        app.let.set()
        answers = await asyncio.gather(*readers)
        assert [answer[0]["status"] for answer in answers] == [200] * 4 + [503] * 2
        assert (b"retry-after", b"1") in answers[-1][0]["headers"]
        assert (b"access-control-allow-origin", b"*") in answers[-1][0]["headers"]

    asyncio.run(run())


class Stream:
    """An application that streams pieces, and notes how many it has made and whether it ended."""

    def __init__(self, pieces: int) -> None:
        self.pieces, self.made, self.ended, self.asked = pieces, 0, 0, 0

    async def __call__(self, _scope: Any, _receive: Any, send: Any) -> None:
        self.asked += 1
        try:
            await send({"type": "http.response.start", "status": 200, "headers": LONG[1:]})
            for _ in range(self.pieces):
                self.made += 1
                await send({"type": "http.response.body", "body": b"piece", "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            self.ended += 1


def test_a_stream_is_made_no_faster_than_it_is_taken() -> None:
    async def run() -> None:
        app, room = Stream(1000), asyncio.Semaphore(3)
        taken: list[Message] = []

        async def send(message: Message) -> None:
            await room.acquire()
            taken.append(message)

        async def receive() -> Message:
            return {"type": "http.disconnect"}

        scope = {"type": "http", "method": "GET", "path": "/s", "query_string": b"", "headers": []}
        held = Held(1_000_000)
        cache = _cache(app, held)
        reader = asyncio.ensure_future(cache(scope, receive, send))
        await _settled()
        assert (app.made, len(taken)) == (3, 3)
        reader.cancel()
        with suppress(asyncio.CancelledError):
            await reader
        await _settled()
        assert (app.made, app.ended, len(held), len(cache._flights)) == (3, 1, 0, 0)

    asyncio.run(run())


def test_each_who_asks_for_a_stream_has_one_of_his_own() -> None:
    async def run() -> None:
        app = Stream(10)
        answers = await asyncio.gather(*[_ask(cache) for cache in [_cache(app)] for _ in range(3)])
        assert app.asked == 3
        for answer in answers:
            assert b"".join(part.get("body", b"") for part in answer) == b"piece" * 10
            assert not any(name == b"etag" for name, _ in answer[0]["headers"])

    asyncio.run(run())


def test_head_of_a_stream_streams_nothing() -> None:
    async def run() -> None:
        app = Stream(1_000_000)
        answer = await _ask(_cache(app), method="HEAD")
        await _settled()
        assert [part["type"] for part in answer] == ["http.response.start", "http.response.body"]
        assert (answer[1]["body"], app.ended) == (b"", 1)
        assert app.made < 100

    asyncio.run(run())


def test_who_finds_the_pool_full_is_told_at_once() -> None:
    async def run() -> None:
        let, pool = Event(), Pool(0, threads=1, most_waiting=2)
        asked = [asyncio.ensure_future(pool.run(let.wait)) for _ in range(3)]
        await _settled()
        with pytest.raises(ProblemError) as told:
            await pool.run(let.wait)
        assert (told.value.kind.slug, told.value.headers) == ("overloaded", {"Retry-After": "1"})
        asked[2].cancel()
        await _settled()
        asked.append(asyncio.ensure_future(pool.run(let.wait)))
        let.set()
        await asyncio.gather(*asked, return_exceptions=True)
        assert pool.busy == 0
        pool.close()

    asyncio.run(run())


@pytest.mark.parametrize(("patience", "at_once"), [(60, 1), (0, 2)])
def test_one_computes_while_another_has_the_patience_to_wait(patience: float, at_once: int) -> None:
    async def run() -> None:
        let, pool = Event(), Pool(patience)
        busy: list[int] = []

        def work() -> None:
            busy.append(1)
            let.wait()

        asked = [asyncio.ensure_future(pool.run(work)) for _ in range(3)]
        while len(busy) < at_once:
            await asyncio.sleep(0.001)
        await _settled()
        assert len(busy) == at_once
        # Who goes away leaves the turn to the next.
        asked[1].cancel()
        let.set()
        told = await asyncio.gather(*asked, return_exceptions=True)
        assert [type(each) for each in told] == [NoneType, asyncio.CancelledError, NoneType]
        assert (len(busy), pool.busy) == (at_once + 1, 0)
        pool.close()

    asyncio.run(run())


def test_what_is_brief_waits_for_nothing_that_is_not() -> None:
    async def run() -> None:
        let, pool = Event(), Pool(60, threads=1, most_waiting=1, most_brief_waiting=1)
        asked = [asyncio.ensure_future(pool.run(let.wait)) for _ in range(2)]
        await _settled()
        with pytest.raises(ProblemError):
            await pool.run(let.wait)
        # There is room for it, though the others have none.
        assert await pool.run_beside(lambda: "brief") == "brief"
        asked += [asyncio.ensure_future(pool.run_beside(let.wait)) for _ in range(2)]
        await _settled()
        with pytest.raises(ProblemError) as told:
            await pool.run_beside(let.wait)
        busy = pool.busy
        let.set()
        await asyncio.gather(*asked)
        assert (told.value.kind.slug, busy, pool.busy) == ("overloaded", 2, 0)
        pool.close()

    asyncio.run(run())


def test_what_takes_long_is_not_waited_for() -> None:
    async def run() -> None:
        let, pool = Event(), Pool(0.01)
        asked = asyncio.ensure_future(pool.run(let.wait))
        assert await pool.run(lambda: "done") == "done"
        assert not asked.done()
        let.set()
        assert await asked
        pool.close()

    asyncio.run(run())


def test_what_had_to_wait_for_a_thread_computes_alone_too() -> None:
    async def run() -> None:
        let, pool = Event(), Pool(0.3)
        long = [asyncio.ensure_future(pool.run(let.wait)) for _ in range(2)]
        at_once: list[int] = []
        most: list[int] = []

        def short() -> None:
            at_once.append(1)
            most.append(len(at_once))
            time.sleep(0.05)
            at_once.pop()

        others = [asyncio.ensure_future(pool.run(short)) for _ in range(3)]
        # Longer than the patience of all of them.
        await asyncio.sleep(2)
        let.set()
        await asyncio.gather(*long, *others)
        assert most == [1, 1, 1]
        pool.close()

    asyncio.run(run())


def test_what_has_not_begun_when_the_pool_is_closed_is_left() -> None:
    async def run() -> None:
        let, pool = Event(), Pool(0, threads=1)
        asked = [asyncio.ensure_future(pool.run(let.wait)) for _ in range(2)]
        await _settled()
        closing = asyncio.ensure_future(asyncio.to_thread(pool.close))
        try:
            with pytest.raises(asyncio.CancelledError):
                await asyncio.wait_for(asked[1], 5)
        finally:
            let.set()
        assert await asked[0]
        await closing

    asyncio.run(run())


def test_what_is_not_to_be_stored_is_not() -> None:
    async def run() -> None:
        asked = []

        async def app(scope: Any, _receive: Any, send: Any) -> None:
            asked.append(scope["path"])
            headers = [(b"content-length", b"4"), (b"cache-control", b"no-store")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": b"done"})

        held = Held(1_000_000)
        cache = _cache(app, held)
        for _ in range(2):
            start, _body = await _ask(cache)
            assert not any(name == b"etag" for name, _ in start["headers"])
        assert (len(asked), len(held)) == (2, 0)

    asyncio.run(run())
