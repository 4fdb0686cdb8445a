"""Requests counted by route template and status, never by address, so that labels stay few."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from operator import itemgetter

from prometheus_client import CollectorRegistry, Gauge, Histogram
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

STATUS = "onrecord.status"
NO_ROUTE = "none"
# Of a request whose answer never began.
FAILED = 500


class Tally:
    """How many requests of a route had a status."""

    __slots__ = ("number",)

    def __init__(self) -> None:
        self.number = 0


class Metrics(Collector):
    """The counters of one process. Requests are plain numbers that are read when Prometheus asks:
    an answer from memory is to cost next to nothing."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests: dict[tuple[str, int], Tally] = {}
        self.seconds = Histogram(
            "onrecord_request_seconds",
            "Time to make an answer that was not in memory.",
            ("worker", "route"),
            registry=self.registry,
        )
        # Each process counts for itself, and any of them may be the one that is asked.
        self.worker = str(os.getpid())
        self.registry.register(self)

    def tally(self, route: str, status: int) -> Tally:
        """Where the requests of a route with a status are counted."""
        return self._requests.setdefault((route, status), Tally())

    def count(self, scope: Scope) -> None:
        """Count a request that went through the application."""
        self.tally(route_of(scope), scope.get(STATUS, FAILED)).number += 1

    def watch(self, name: str, about: str, value: Callable[[], float]) -> None:
        """Show a number as it is when Prometheus asks."""
        gauge = Gauge(name, about, ("worker",), registry=self.registry)
        gauge.labels(self.worker).set_function(value)

    def collect(self) -> Iterator[CounterMetricFamily]:
        """The requests."""
        requests = CounterMetricFamily(
            "onrecord_requests", "Requests answered.", labels=("worker", "route", "status")
        )
        for (route, status), tally in sorted(self._requests.items(), key=itemgetter(0)):
            requests.add_metric((self.worker, route, str(status)), tally.number)
        yield requests


def route_of(scope: Scope) -> str:
    """The template of the route that was found for a request."""
    return getattr(scope.get("route"), "path", NO_ROUTE)


class Measured:
    """An ASGI middleware that times what the application makes, and keeps its status."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                scope[STATUS] = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noted)
        finally:
            seconds = self.metrics.seconds.labels(self.metrics.worker, route_of(scope))
            seconds.observe(time.perf_counter() - began)
