"""The parts of the bench: a module each, and a name to run it alone by."""

from __future__ import annotations

from collections.abc import Callable

from bench.context import Context
from bench.parts import w1
from bench.ratio import Ratio

PARTS: dict[str, Callable[[Context], list[Ratio]]] = {
    "w1": w1.run,
}
