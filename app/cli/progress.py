"""How far a long import is: a bar on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from app.cli.files import OpenedFiles
from app.importing.run import Progress, Watch

# Whoever waits less than this needs no line.
EVERY_SECONDS = 5.0


@contextmanager
def watching(files: OpenedFiles) -> Iterator[Watch]:
    """Something that watches an import of files and tells a person on the error stream: rows read,
    rows a second, and the time left as far as the bytes read so far let it be foreseen."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _lines(files)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[rows]:,} rows, {task.fields[rate]:,.0f}/s,"),
        TimeRemainingColumn(),
        TextColumn("left"),
    )
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task("reading", total=1.0, rows=0, rate=0.0)
        began = time.monotonic()

        def watch(progress: Progress) -> None:
            rate = progress.rows / max(time.monotonic() - began, 0.001)
            known = files.share_read() if progress.doing == "reading" else None
            bar.update(
                task,
                description=progress.doing,
                total=None if known is None else 1.0,
                completed=known or 0.0,
                rows=progress.rows,
                rate=rate,
            )

        yield watch


def _lines(files: OpenedFiles) -> Watch:
    began = told = time.monotonic()

    def watch(progress: Progress) -> None:
        nonlocal told
        now = time.monotonic()
        if now - told < EVERY_SECONDS:
            return
        told = now
        passed = now - began
        share = files.share_read() if progress.doing == "reading" else None
        left = f", {passed / share - passed:.0f} s left to read" if share else ""
        line = f"{progress.doing}: {progress.rows:,} rows, {progress.rows / passed:,.0f}/s{left}"
        print(line, file=sys.stderr, flush=True)

    return watch
