"""Failures that are foreseen, said in plain lines."""

from __future__ import annotations

import sys
from collections.abc import Callable

from pydantic import ValidationError

from app.errors import OnRecordError, RefusedError


def plainly(command: Callable[[], None]) -> None:
    """Run a command; a failure that is foreseen is said without a traceback."""
    try:
        command()
    except RefusedError as refused:
        _say(*refused.lines())
        raise SystemExit(1) from refused
    except ValidationError as invalid:
        _say(*(f"{error['loc'][0]}: {error['msg']}" for error in invalid.errors()))
        raise SystemExit(2) from invalid
    except OnRecordError as error:
        _say(f"{error}{_driver_said(error)}")
        raise SystemExit(1) from error


def _say(*lines: str) -> None:
    for line in lines:
        print(line, file=sys.stderr)


def _driver_said(error: OnRecordError) -> str:
    """What the database said, for whoever runs the command; the API keeps it to its log."""
    said = getattr(error.__cause__, "orig", None)
    return f": {str(said).splitlines()[0]}" if said else ""
