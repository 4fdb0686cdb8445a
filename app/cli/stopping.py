"""Ctrl-C during an import, and what is said of it."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer

# As a shell reports it: 128 and the number of the signal.
STOPPED = 128 + signal.SIGINT


@contextmanager
def stoppable() -> Iterator[Callable[[], None]]:
    """Work that stores nothing when it is stopped by Ctrl-C, which is then said. It is given what
    to call when it can no longer be stopped."""
    as_before = signal.getsignal(signal.SIGINT)

    def no_longer() -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    try:
        yield no_longer
    except KeyboardInterrupt:
        typer.echo("stopped; nothing was stored", err=True)
        raise typer.Exit(STOPPED) from None
    finally:
        signal.signal(signal.SIGINT, as_before)
