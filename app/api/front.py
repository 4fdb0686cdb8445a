"""What is settled before a request reaches its route, whatever the route: its length, its body, and
a format given as a suffix (`/v1/observations.csv`)."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.negotiation import split_suffix
from app.api.problems import ProblemError, ProblemFault, problem_response
from app.domain.suggest import did_you_mean, nearest
from app.formats.registry import FORMATS

LONGEST_QUERY = 8000


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
            _settle(scope)
        except ProblemError as error:
            await problem_response(error)(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _settle(scope: Scope) -> None:
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
    suffixed = split_suffix(scope["path"])
    if suffixed is not None:
        path, suffix = suffixed
        if suffix not in FORMATS:
            hint = did_you_mean(nearest(suffix, FORMATS))
            raise ProblemError(
                "not-found",
                f"There is no format {suffix!r}{hint}; there are {', '.join(FORMATS)}.",
            )
        # In place: who measures from outside wants to know the route that is found inside.
        scope.update({"path": path, "raw_path": path.encode(), "onrecord.format": suffix})
