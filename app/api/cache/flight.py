"""One question on its way through the application, shared by all who ask it meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.cache.answer import Answer, Headers, Tallies, problem_answer
from app.api.problems import ProblemError

# Makes an answer of a status, headers and a body, and may keep it.
Finish = Callable[[Scope, int, Headers, bytes], Awaitable[Answer]]

# What is longer is passed on as it comes.
LONGEST_GATHERED = 64 * 1024 * 1024


class Flight:
    """Runs the application in a task of its own, so that none of those who wait is the one on whom
    the others depend. An answer without a length, or too long to be gathered, is a stream: it goes
    to the one who asked first, piece by piece as fast as that one takes it, and `answer` is None.
    """

    def __init__(
        self,
        app: ASGIApp,
        asked: Scope,
        receive: Receive,
        send: Send,
        finish: Finish,
        tallies: Tallies,
    ) -> None:
        self._app, self._receive, self._send = app, receive, send
        self.asked = asked
        self._finish, self._tallies = finish, tallies
        self._start: Message | None = None
        self._body: list[bytes] = []
        self._told_of_no_body = False
        self.answer: asyncio.Future[Answer | None] = asyncio.get_running_loop().create_future()
        self.task = asyncio.ensure_future(self._run())

    async def stream(self) -> None:
        """Wait for the end of a stream; who asked for it and goes away ends it."""
        try:
            await asyncio.shield(self.task)
        except asyncio.CancelledError:
            self.task.cancel()
            raise

    async def _run(self) -> None:
        try:
            await self._app(self.asked, self._from_client, self._to_client)
        except Exception:
            # The application has told and logged what failed, unless it was in the midst of it.
            if self._is_stream():
                raise
        finally:
            if not self.answer.done():
                told = ProblemError("internal-error", "The failure is logged.")
                self.answer.set_result(problem_answer(told, self._tallies))

    async def _from_client(self) -> Message:
        """No body, and then whether who asked is still there, which matters to a stream alone."""
        if not self._told_of_no_body:
            self._told_of_no_body = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await asyncio.shield(self.answer)
        return await self._receive() if self._is_stream() else {"type": "http.disconnect"}

    async def _to_client(self, message: Message) -> None:
        if self._is_stream():
            await self._send(message)
        elif message["type"] == "http.response.start":
            self._start = message
            if not _can_be_gathered(message):
                self.answer.set_result(None)
                await self._send(message)
        elif self._start is not None and not self.answer.done():
            self._body.append(message.get("body", b""))
            if not message.get("more_body", False):
                status, headers = self._start["status"], list(self._start["headers"])
                body = b"".join(self._body)
                self.answer.set_result(await self._finish(self.asked, status, headers, body))

    def _is_stream(self) -> bool:
        return self.answer.done() and not self.answer.cancelled() and self.answer.result() is None


def _can_be_gathered(start: Message) -> bool:
    length = next((value for name, value in start["headers"] if name == b"content-length"), None)
    return length is not None and int(length) <= LONGEST_GATHERED
