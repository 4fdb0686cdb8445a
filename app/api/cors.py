"""Reads are open to pages of every origin (the Fetch standard's CORS protocol).

Every answer says so, whoever asks: one that a shared cache keeps serves the browsers as well. There
are no cookies, so no origin needs to be named.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

OPEN = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"Link, ETag, Retry-After"),
]
_PREFLIGHT: Message = {
    "type": "http.response.start",
    "status": 200,
    "headers": [
        *OPEN,
        (b"access-control-allow-methods", b"GET, HEAD"),
        # A star does not stand for Authorization, and nothing here needs it.
        (b"access-control-allow-headers", b"*"),
        (b"access-control-max-age", b"86400"),
        (b"content-length", b"0"),
    ],
}


class Open:
    """An ASGI middleware that opens every answer, and answers who asks before asking."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["method"] == "OPTIONS" and _asks_before(scope):
            await send(_PREFLIGHT)
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            return

        async def opened(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *OPEN]}
            await send(message)

        await self.app(scope, receive, opened)


def _asks_before(scope: Scope) -> bool:
    names = {name for name, _ in scope["headers"]}
    return {b"origin", b"access-control-request-method"} <= names
