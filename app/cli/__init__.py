"""The command line."""

from __future__ import annotations

import sys
from importlib import import_module

from app.cli.plainly import plainly
from app.cli.serve import serve

__all__ = ["main"]


def main() -> None:
    """Run the command."""
    # A server needs nothing of what the other commands import, and its workers come by here too.
    if sys.argv[1:] == ["serve"]:
        plainly(serve)
    else:
        plainly(import_module("app.cli.commands").cli)
