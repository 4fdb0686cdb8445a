"""What is settled before a request reaches its route, whatever the route: its length, its body,
HEAD, and a format given as a suffix (`/v1/observations.csv`)."""

from __future__ import annotations

import re

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.problems import ProblemError, ProblemFault, problem_response
from app.domain.suggest import did_you_mean, nearest
from app.formats.registry import FORMATS

LONGEST_QUERY = 8000
_SUFFIX = re.compile(r"^(/v1(?:/.+)?)\.([A-Za-z]+)$")


class Front:
    """An ASGI middleware that rewrites or refuses; it never reads a body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            inner = _settle(scope)
        except ProblemError as error:
            await problem_response(error)(scope, receive, send)
            return
        head = scope["method"] == "HEAD"
        try:
            await self.app(inner, receive, _without_body(send) if head else send)
        finally:
            # Who measures from outside wants to know the route that was found inside.
            scope["route"] = inner.get("route")


def _settle(scope: Scope) -> Scope:
    if len(scope["query_string"]) > LONGEST_QUERY:
        raise ProblemError(
            "query-too-long",
            f"The query has {len(scope['query_string'])} bytes; at most {LONGEST_QUERY} are read.",
        )
    headers = dict(scope["headers"])
    if headers.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in headers:
        raise ProblemError(
            "unexpected-body",
            f"{scope['method']} {scope['path']} takes no body.",
            [ProblemFault("body", "leave it out")],
            # The body is not read, so the connection cannot be used again.
            headers={"Connection": "close"},
        )
    settled = dict(scope)
    if scope["method"] == "HEAD":
        settled["method"] = "GET"
    suffixed = _SUFFIX.match(scope["path"])
    if suffixed is not None:
        path, suffix = suffixed.groups()
        if suffix not in FORMATS:
            hint = did_you_mean(nearest(suffix, FORMATS))
            raise ProblemError(
                "not-found",
                f"There is no format {suffix!r}{hint}; there are {', '.join(FORMATS)}.",
            )
        settled |= {"path": path, "raw_path": path.encode(), "onrecord.format": suffix}
    return settled


def _without_body(send: Send) -> Send:
    async def headers_only(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return headers_only
