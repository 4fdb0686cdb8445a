"""How far a long import is: a bar on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock, Thread

from rich.console import Console
from rich.progress import BarColumn, ProgressColumn, Task
from rich.progress import Progress as Bar
from rich.text import Text

from app.cli.files import OpenedFiles
from app.cli.stage import Stage, fitted
from app.importing.progress import Progress, Watch

# Whoever waits less than this needs no line.
EVERY_SECONDS = 5.0
# How often it is looked whether a line is due, while nothing is heard.
_LOOK_SECONDS = 1.0
# A terminal has room for a bar beside the words, or for the words alone.
_BAR, _WIDE = 20, 80


@contextmanager
def watching(files: OpenedFiles) -> Iterator[Watch]:
    """Something that watches an import of files and tells a person on the error stream: what it is
    doing, how much of it is done, how fast, and the time left, as far as these can be known."""
    console = Console(stderr=True)
    with _bar(console, files) if console.is_terminal else _lines(files) as watch:
        yield watch


@contextmanager
def _bar(console: Console, files: OpenedFiles) -> Iterator[Watch]:
    words = _Words(console)
    columns = (words, BarColumn(_BAR)) if console.width >= _WIDE else (words,)
    # A thread shows it again and again, also while nothing is heard.
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)

        def watch(progress: Progress) -> None:
            before, words.stage = words.stage, words.stage.next(progress, files)
            share = words.stage.share
            bar.update(task, total=None if share is None else 1.0, completed=share or 0.0)
            if before.progress.doing != progress.doing:
                bar.refresh()

        yield watch


class _Words(ProgressColumn):
    """The stage in words, as many as the terminal has room for."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self.stage = Stage.first()
        self._console = console

    def render(self, _task: Task) -> Text:
        """The words, in one line; rich calls this from its own thread."""
        width = self._console.width
        first, *others = self.stage.told()
        parts = [f"{self.stage.progress.doing} {first}", *others]
        room = width - _BAR - 1 if width >= _WIDE else width
        return Text(fitted(parts, room), no_wrap=True)


@contextmanager
def _lines(files: OpenedFiles) -> Iterator[Watch]:
    stage = Stage.first()
    told = time.monotonic()
    one_at_a_time, ended = Lock(), Event()

    def tell() -> None:
        nonlocal told
        with one_at_a_time:
            now = time.monotonic()
            if now - told < EVERY_SECONDS:
                return
            told = now
            line = f"{stage.progress.doing}: {', '.join(stage.told())}"
            print(line, file=sys.stderr, flush=True)

    def watch(progress: Progress) -> None:
        nonlocal stage
        stage = stage.next(progress, files)
        tell()

    def look() -> None:
        while not ended.wait(_LOOK_SECONDS):
            tell()

    looking = Thread(target=look, daemon=True)
    looking.start()
    try:
        yield watch
    finally:
        ended.set()
        looking.join()
