"""The routes in one flat list, and the short way to those that answer questions.

The framework reads a request by the signature of its function, and keeps two stacks for what its
dependencies leave open; a question has its own reader, and leaves nothing open. The routes stay the
framework's: it finds them and describes them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.ask import is_question


def flat(routers: Sequence[APIRouter]) -> Iterator[BaseRoute]:
    """The routes of some routers, in their order."""
    for router in routers:
        for route in router.routes:
            if isinstance(route, APIRoute) and is_question(route.endpoint):
                route.app = _asking(route)
            yield route


def _asking(route: APIRoute) -> ASGIApp:
    answer: Callable[..., Any] = route.endpoint
    names = route.dependant.path_params

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        read: dict[str, Any] = {}
        faults: list[Any] = []
        for name in names:
            given = scope["path_params"][name.name]
            read[name.name], wrong = name.validate(given, {}, loc=("path", name.name))
            faults += wrong
        if faults:
            raise RequestValidationError(faults)
        response = await answer(request=Request(scope, receive, send), **read)
        await response(scope, receive, send)

    return app
