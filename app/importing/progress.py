"""How far an import is, for whoever waits for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """What an import is doing, and how far it is: how many rows or cells (`what`) it has done, and
    `of` how many, where that is known. A stage that counts nothing leaves `what` empty."""

    doing: str
    done: int = 0
    what: str = ""
    of: int | None = None


Watch = Callable[[Progress], None]

OPENING = Progress("opening")
STORING = Progress("storing")
CHECKING = Progress("checking")
# All is done but to make it last, which takes no time that anybody would wait for, and must not be
# stopped: nobody could say then whether it was stored.
ENDING = Progress("ending")


def reading(rows: int) -> Progress:
    """Rows are read; how many there are, nobody knows before the last."""
    return Progress("reading", rows, "rows")


def settling(cells: int, of: int) -> Progress:
    """Cells are settled that the record holds already, or that are stated several times."""
    return Progress("settling", cells, "cells", of)
