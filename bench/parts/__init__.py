"""The parts of the bench: a module each, and a name to run it alone by."""

from __future__ import annotations

from collections.abc import Callable

from bench.context import Context
from bench.parts import cluster, growth, lag, w1, w2, w3, w4, w5, w6, w7, w8
from bench.ratio import Ratio

PARTS: dict[str, Callable[[Context], list[Ratio]]] = {
    "w1": w1.run,
    "w2": w2.run,
    "w3": w3.run,
    "w4": w4.run,
    "w5": w5.run,
    "w6": w6.run,
    "w7": w7.run,
    "w8": w8.run,
    "lag": lag.run,
    "growth": growth.run,
    "cluster": cluster.run,
}
