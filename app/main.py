"""The application, put together: wiring and lifespan, nothing else."""

from __future__ import annotations

import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from anyio import to_thread
from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api import documented, problems
from app.api.cache import MOST_BYTES, Cache, Held, StoreLookup
from app.api.cors import Open
from app.api.dictionaries import Dictionaries
from app.api.front import Front
from app.api.metrics import Measured, Metrics
from app.api.pool import PATIENCE, Pool
from app.api.routes import (
    changes,
    claims,
    coverage,
    dictionary,
    disagreements,
    observations,
    operations,
    rankings,
    rates,
    releases,
    scorecards,
    series,
    shares,
    start,
    totals,
)
from app.api.routing import flat
from app.api.stream import Streams
from app.settings import Settings
from app.store.engine import connect_to, in_process
from app.web import docs

THREADS = 4
# So long may a thread that computes an answer keep the interpreter from the loop, which asks for it
# several times to send another.
SWITCH_SECONDS = 0.0002
# When garbage is looked for: seldom. What a large answer is made of is none, and to look through
# all of it keeps the interpreter for most of ten milliseconds.
GARBAGE = (10_000, 20, 50)
ROUTES = (
    start,
    observations,
    totals,
    changes,
    series,
    rates,
    rankings,
    shares,
    coverage,
    claims,
    scorecards,
    disagreements,
    dictionary,
    releases,
    operations,
    docs,
)


class Service(FastAPI):
    """The API behind its cache."""

    cache: Cache

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, from memory where that can be."""
        await self.cache(scope, receive, send)

    async def compute(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request that is not in memory."""
        await super().__call__(scope, receive, send)


def application() -> ASGIApp:
    """The API on the store of the environment: what a worker makes for itself."""
    return create_app(Settings()).cache


def create_app(settings: Settings, most_kept: int = MOST_BYTES) -> Service:
    """The API on the store of the settings, with so many bytes of answers in memory at most."""
    engine = connect_to(settings.database_url)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        # With those of the pool, fewer threads than the engine has connections: none waits for one.
        to_thread.current_default_thread_limiter().total_tokens = THREADS
        # What is loaded by now stays; looking it over for garbage would take time from answers.
        gc.freeze()
        gc.enable()
        gc.set_threshold(*GARBAGE)
        sys.setswitchinterval(SWITCH_SECONDS)
        yield
        app.state.pool.close()
        app.state.streams.close()
        engine.dispose()

    app = Service(
        title="On Record",
        version=version("onrecord"),
        lifespan=lifespan,
        openapi_url=None,
        redirect_slashes=False,
    )
    app.state.engine = engine
    # Those who read from a server wait for it, and let each other compute meanwhile.
    app.state.pool = Pool(PATIENCE if in_process(engine) else 0)
    app.state.dictionaries = Dictionaries()
    app.state.streams = Streams()
    app.state.metrics = metrics = Metrics()
    computed = Measured(Open(app.compute), metrics)
    app.cache = Cache(computed, metrics, StoreLookup(engine), Held(most_kept))
    app.router.routes += flat([module.router for module in ROUTES])
    docs.mount(app)
    problems.install(app)
    documented.document(app)
    app.add_middleware(Front)
    return app
