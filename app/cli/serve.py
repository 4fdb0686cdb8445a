"""Serving: one process, or as many workers as WEB_CONCURRENCY says."""

from __future__ import annotations

import gc

import uvicorn

from app.settings import Settings
from app.store.engine import connect_to

# Sockets that are open at once, a worker; more are told to come again. Most of them are idle:
# browsers keep theirs, and so does a proxy.
MOST_SOCKETS = 1000
# Those that nobody has accepted yet; the system's own bound may be lower.
BACKLOG = 512
# Seconds; longer than a proxy in front keeps an idle connection (nginx: 60), so that it is the one
# who closes and never sends a question into a connection that is closing.
KEEP_ALIVE = 65
# Seconds for the answers under way when the service is stopped.
FAREWELL = 10


def serve() -> None:
    """Serve the API on HOST and PORT."""
    settings = Settings()
    # Said once and plainly, before any worker starts; each has an engine of its own.
    connect_to(settings.database_url).dispose()
    if settings.workers == 1:
        # Next to nothing of what is loaded now is ever garbage; `app.main` switches it on again.
        gc.disable()
    uvicorn.run(
        "app.main:application",
        factory=True,
        workers=settings.workers,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http="httptools",
        ws="none",
        server_header=False,
        # A line for each answer would cost as much as the answer. /metrics counts them, and a proxy
        # in front keeps the log that says who asked.
        access_log=False,
        limit_concurrency=MOST_SOCKETS,
        backlog=BACKLOG,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=FAREWELL,
    )
