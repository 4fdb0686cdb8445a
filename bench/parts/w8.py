"""W8: a table imported with every rule on, indexed and ready to be asked."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

from bench.context import Context
from bench.imports import WAYS, measured_apart, prepare
from bench.ratio import Absolute, Ratio

ROWS = 1_000_000
IMPORT = "import"
TARGETS = {"csv and same rows": 0.6, "sqlite-utils": 10}


def run(context: Context) -> list[Ratio]:
    """Beside barer ways, each in a process of its own; and the memory of a tenth of the rows."""
    rows = min(context.record.shape.rows, ROWS)
    peaks: list[float] = []

    def way(name: str, folder: Path) -> float:
        measured = measured_apart(name, folder)
        if name == IMPORT:
            peaks.append(measured["peak"])
        return rows / measured["seconds"]

    context.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="w8-", dir=context.folder) as name:
        folder = Path(name)
        prepare(folder, rows // 10)
        tenth = measured_apart(IMPORT, folder)["peak"]
        prepare(folder, rows)
        ways = {each: partial(way, each, folder) for each in (IMPORT, *WAYS)}
        found = context.compared(f"W8 import of {rows:,} rows", ways, TARGETS, unit="rows/s")
    memory = "W8 peak memory of our import"
    context.absolutes += [
        Absolute(memory, f"{rows:,} rows", max(peaks), "MB"),
        Absolute(memory, f"{rows // 10:,} rows", tenth, "MB"),
    ]
    return [*found, Ratio(memory, "a tenth of the rows", [peak / tenth for peak in peaks])]
