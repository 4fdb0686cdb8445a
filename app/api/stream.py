"""An answer without end in sight: sent piece by piece, in flat memory.

A piece is made when the one before it has been taken, by a thread that holds nothing of the store
between two pieces; questions do not wait behind it. Whoever stops reading stops the work; whoever
leaves ends it. A failure on the way breaks the connection, so that a short file is never taken for
a whole one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Generator, Mapping
from concurrent.futures import ThreadPoolExecutor

import anyio
from fastapi import Response
from starlette.types import Receive, Scope, Send

from app.api.problems import ProblemError, problem_response

# Under this name a request says that it wants the headers alone.
HEAD = "onrecord.head"
MOST_AT_ONCE = 4
RETRY_AFTER = 10
# How long a reader may take for one piece, in seconds.
PATIENCE = 120


class Streams:
    """How many answers one process is sending piece by piece, for how many of them a piece is being
    made, and the thread that makes the pieces of all of them in turn: questions do not wait behind
    them."""

    def __init__(self) -> None:
        self.open = self.busy = 0
        self.thread = ThreadPoolExecutor(1, "streams")

    def close(self) -> None:
        """Make no more pieces."""
        self.thread.shutdown(cancel_futures=True)


class StreamedResponse(Response):
    """Pieces of a body, each made when it is its turn."""

    def __init__(
        self, streams: Streams, pieces: Generator[bytes, None, None], headers: Mapping[str, str]
    ) -> None:
        super().__init__(headers=dict(headers))
        del self.headers["content-length"]
        self._streams = streams
        self._pieces = pieces

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer, or a problem where too many are being sent."""
        start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        if scope.get(HEAD):
            await send(start)
            return
        if self._streams.open >= MOST_AT_ONCE:
            await _too_many()(scope, receive, send)
            return
        self._streams.open += 1
        try:
            await send(start)
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(_end_with_reader, receive, tasks.cancel_scope)
                await self._send_pieces(send)
                tasks.cancel_scope.cancel()
        finally:
            # Behind the piece that may be in the making.
            self._streams.thread.submit(self._pieces.close)
            self._streams.open -= 1

    async def _send_pieces(self, send: Send) -> None:
        while (piece := await self._next_piece()) is not None:
            with anyio.fail_after(PATIENCE):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    async def _next_piece(self) -> bytes | None:
        loop, streams = asyncio.get_running_loop(), self._streams
        streams.busy += 1
        try:
            return await loop.run_in_executor(streams.thread, next, self._pieces, None)
        finally:
            streams.busy -= 1


async def _end_with_reader(receive: Receive, scope: anyio.CancelScope) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    scope.cancel()


def _too_many() -> Response:
    return problem_response(
        ProblemError(
            "too-many-streams",
            f"{MOST_AT_ONCE} whole tables are being sent already; wait until one of them is done.",
            headers={"Retry-After": str(RETRY_AFTER)},
        )
    )
