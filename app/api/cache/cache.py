"""The cache: one answer to one question, made once and kept while its release is the newest."""

from __future__ import annotations

import asyncio
from functools import partial

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.cache.answer import (
    LONGEST_HASHED_IN_LOOP,
    Answer,
    Form,
    Headers,
    is_named,
    problem_answer,
)
from app.api.cache.flight import Flight
from app.api.cache.held import Held
from app.api.cache.newest import NO_RELEASE, RELEASE, Lookup, Newest
from app.api.cache.question import Question, Spelling, accepts_gzip, question
from app.api.front import LONGEST_QUERY
from app.api.metrics import NO_ROUTE, Metrics, route_of
from app.api.problems import overloaded
from app.api.stream import HEAD
from app.store.releases import Mark

OF_THE_RECORD = "/v1"
READS = ("GET", "HEAD")
# They are about this moment and this process.
OPERATIONS = frozenset({"/healthz", "/readyz", "/metrics"})
MOST_WAITING = 500
# The headers that are read here.
_READ = frozenset(
    {b"accept", b"accept-encoding", b"if-none-match", b"content-length", b"transfer-encoding"}
)
_NO_BODY: Message = {"type": "http.response.body", "body": b"", "more_body": False}


class Cache:
    """An ASGI application that answers reads from memory where it can, and gives every answer its
    validator, its 304, its HEAD and its compressed form. Only the application computes."""

    def __init__(self, app: ASGIApp, metrics: Metrics, lookup: Lookup, held: Held) -> None:
        self._app, self._metrics, self._held, self._spelt = app, metrics, held, held.spelt
        self._newest = Newest(lookup, lambda same: held.drop_all(but_of_no_release=same))
        self._flights: dict[tuple[Question, Mark | None], Flight] = {}
        self._waiting = 0
        metrics.watch("onrecord_cache_answers", "Answers kept in memory.", lambda: len(held))
        metrics.watch("onrecord_cache_bytes", "Bytes that they take.", lambda: held.bytes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request. What is asked most often is found in the fewest steps."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given: dict[bytes, bytes] = {}
        for name, value in scope["headers"]:
            if name in _READ:
                if name in given:
                    given = _joined(scope["headers"])
                    break
                given[name] = value
        method = scope["method"]
        if method not in READS or (
            (b"content-length" in given and given[b"content-length"] != b"0")
            or b"transfer-encoding" in given
        ):
            # The application says why it reads no body.
            await self._pass(scope, receive, send)
            return
        spelt = (scope["path"], scope["query_string"], given.get(b"accept", b""))
        answer = self._spelt.get(spelt)
        if answer is None or (
            answer.release is not self._newest.fresh
            and answer.release is not NO_RELEASE
            and answer.release is not self._newest.again()
        ):
            answer = await self._found(spelt, scope, receive, send)
            if answer is None:
                return
        answer.wanted = True
        form = answer.plain
        if b"accept-encoding" in given and accepts_gzip(given[b"accept-encoding"]):
            form = answer.compressed or await self._compress(question(*spelt), answer)
        validator = given.get(b"if-none-match")
        if validator and (validator == form.etag or is_named(validator, form.etag)):
            answer.unchanged.number += 1
            await send(form.unchanged)
            await send(_NO_BODY)
            return
        answer.answered.number += 1
        await send(form.start)
        await send(form.body if method == "GET" else _NO_BODY)

    async def _found(
        self, spelt: Spelling, scope: Scope, receive: Receive, send: Send
    ) -> Answer | None:
        """The answer to a question that no kept one is found for by its spelling; None where it is
        sent already."""
        path, query, _ = spelt
        if path in OPERATIONS or len(query) > LONGEST_QUERY:
            # The application says why it does not read a long one.
            await self._pass(scope, receive, send)
            return None
        asked = question(*spelt)
        answer = self._held.answers.get(asked)
        newest = await self._newest.now() if path.startswith(OF_THE_RECORD) else None
        if answer is None or (answer.release is not NO_RELEASE and answer.release is not newest):
            answer = await self._ask(asked, newest, scope, receive, send)
        if answer is not None:
            self._held.spell(asked, spelt)
        return answer

    async def _ask(
        self, asked: Question, newest: Mark | None, scope: Scope, receive: Receive, send: Send
    ) -> Answer | None:
        """The answer of the application, shared with all who ask meanwhile; None where it was a
        stream, which is sent already."""
        key = (asked, newest)
        flight = self._flights.get(key) if asked.acceptable else None
        if flight is not None:
            answer = await self._share(flight)
            if answer is not None:
                return answer
        head = scope["method"] == "HEAD"
        flight = Flight(
            self._app,
            {**asked.of_application(scope), HEAD: head},
            receive,
            _start_only(send) if head else send,
            partial(self._finish, asked),
            partial(self._metrics.tally, NO_ROUTE),
        )
        if asked.acceptable and self._flights.setdefault(key, flight) is flight:
            flight.answer.add_done_callback(lambda _: self._flights.pop(key))
        answer = await asyncio.shield(flight.answer)
        if answer is None:
            if head:
                flight.task.cancel()
                await send(_NO_BODY)
            else:
                await flight.stream()
            self._metrics.count(flight.asked)
        return answer

    async def _share(self, flight: Flight) -> Answer | None:
        if self._waiting >= MOST_WAITING:
            return problem_answer(overloaded(), partial(self._metrics.tally, NO_ROUTE))
        self._waiting += 1
        try:
            return await asyncio.shield(flight.answer)
        finally:
            self._waiting -= 1

    async def _finish(
        self, asked: Question, made: Scope, status: int, headers: Headers, body: bytes
    ) -> Answer:
        """What the application answered, with its validator; kept if it holds for more than this
        moment."""
        tallies = partial(self._metrics.tally, route_of(made))
        make = partial(Answer, status, headers, body, tallies)
        in_loop = len(body) <= LONGEST_HASHED_IN_LOOP
        answer = make() if in_loop else await asyncio.to_thread(make)
        if not answer.valid or not asked.acceptable:
            return answer
        # What does not say of which release it is, is not kept.
        release = made.get(RELEASE, _UNSAID) if asked.path.startswith(OF_THE_RECORD) else NO_RELEASE
        if release is NO_RELEASE or release == self._newest.mark:
            answer.release = release if release is NO_RELEASE else self._newest.mark
            self._held.keep(asked, answer)
        else:
            # Of a release that is not known here yet, or of a standby that is behind.
            self._newest.doubt()
        return answer

    async def _compress(self, asked: Question, answer: Answer) -> Form:
        form = await answer.compress()
        if self._held.answers.get(asked) is answer:
            self._held.keep(asked, answer)
        return form

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "HEAD":
            await self._app(scope, receive, send)
        else:
            scope = {**scope, "method": "GET"}
            await self._app(scope, receive, _start_only(send))
            await send(_NO_BODY)
        self._metrics.count(scope)


_UNSAID = object()


def _joined(headers: Headers) -> dict[bytes, bytes]:
    """Headers by name; what came in several lines as the one that they mean."""
    lines: dict[bytes, list[bytes]] = {}
    for name, value in headers:
        lines.setdefault(name, []).append(value)
    return {name: b",".join(values) for name, values in lines.items()}


def _start_only(send: Send) -> Send:
    async def start(message: Message) -> None:
        if message["type"] == "http.response.start":
            await send(message)
        else:
            # Let who waits for the start stop the rest.
            await asyncio.sleep(0)

    return start
