"""Runs the command in forks of one process that has it loaded, so that thirty runs do not load it
thirty times. Each run is a process of its own, and can be killed at any moment of its work.

A line of JSON comes in for each run, and one goes out when it has ended.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.cli import main, progress
from app.settings import ROOT
from tests.cli.command import environment


@dataclass(frozen=True)
class Ended:
    """How a run ended: the exit code, below zero for a signal; its seconds; what it said."""

    code: int
    seconds: float
    out: str
    err: str

    @property
    def stage(self) -> str:
        """What the run was doing when it last said so; nothing before it had read any rows."""
        told = self.err.splitlines()
        return told[-1].partition(":")[0] if told else ""


@dataclass(frozen=True)
class Command:
    """The command, ready to be run many times."""

    process: subprocess.Popen[str]
    folder: Path

    def run(self, *arguments: str, kill_after: float | None = None, **settings: str) -> Ended:
        """Run the command, and kill it after so many seconds if it still runs then."""
        assert self.process.stdin
        assert self.process.stdout
        out, err = self.folder / "out.txt", self.folder / "err.txt"
        order = {
            "arguments": arguments,
            "settings": settings,
            "kill_after": kill_after,
            "files": [str(out), str(err)],
        }
        print(json.dumps(order), file=self.process.stdin, flush=True)
        ended = json.loads(self.process.stdout.readline())
        code = os.waitstatus_to_exitcode(ended["status"])
        return Ended(code, ended["seconds"], out.read_text(), err.read_text())


@contextmanager
def loaded(folder: Path) -> Iterator[Command]:
    """The command in a process that waits for what to run; what runs say goes through a folder."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.imports.forked"],
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Command(process, folder)
        # It ends with its input, which leaving closes.


def _serve() -> None:
    # A collection in a fork would copy all of what is loaded.
    gc.freeze()
    for line in sys.stdin:
        order = json.loads(line)
        began = time.monotonic()
        child = os.fork()
        if child == 0:
            _be_the_command(order)
        if order["kill_after"] is not None:
            ended = os.pidfd_open(child)
            if not select.select([ended], [], [], order["kill_after"])[0]:
                os.kill(child, signal.SIGKILL)
            os.close(ended)
        _, status = os.waitpid(child, 0)
        told = {"status": status, "seconds": time.monotonic() - began}
        print(json.dumps(told), flush=True)


def _be_the_command(order: Mapping[str, Any]) -> None:
    code = 99
    try:
        for number, name in enumerate(order["files"], start=1):
            os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
        os.environ.update(order["settings"])
        sys.argv = ["onrecord", *order["arguments"]]
        # Every step is told, so that it can be seen at which a run was killed.
        progress.EVERY_SECONDS = 0.0
        main()
    except SystemExit as ended:
        code = int(ended.code or 0)
    finally:
        sys.stdout.flush()
        os._exit(code)


if __name__ == "__main__":
    _serve()
