"""The command, run as a person runs it: in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from app.settings import ROOT

COMMAND = (str(Path(sys.executable).with_name("onrecord")),)
MODULE = (sys.executable, "-m", "app")


def environment(**settings: str) -> dict[str, str]:
    """This process's environment, with these settings of the command and no others."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in ("HOST", "PORT") and not name.startswith("ONRECORD_")
    }
    return {**inherited, **settings}


def run(
    *arguments: str, command: Sequence[str] = COMMAND, **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    return subprocess.run(
        [*command, *arguments],
        cwd=ROOT,
        env=environment(**settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
