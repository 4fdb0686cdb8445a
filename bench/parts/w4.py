"""W4: a million figures as CSV over HTTP, in memory that does not grow with them."""

from __future__ import annotations

import csv
import http.client
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from pathlib import Path
from urllib.parse import urlencode

from app.settings import ROOT
from bench.context import Context
from bench.equal import DifferError
from bench.ratio import Absolute, Ratio
from bench.record import DATASET, MEASURES, database
from bench.servers import DATASETTE, OK, OURS, Server

ROWS = 1_000_000
LOOP = "bare sqlite3 + csv loop"
CHUNK = 1 << 20
# Of the columns that ours and Datasette's share.
SHARED = ("area", "period", "category", "measure", "dataset", "value", "status")


@dataclass(frozen=True)
class Question:
    """Every figure of some measures and categories."""

    measures: tuple[str, ...]
    categories: tuple[str, ...]

    def at_ours(self) -> str:
        """Where we answer it."""
        query = {"measure": ",".join(self.measures), "category": ",".join(self.categories)}
        return f"/v1/observations.csv?{urlencode({**query, 'limit': 'all'}, safe=',')}"

    def at_datasette(self) -> str:
        """Where Datasette answers it, as a stream of pages."""
        query = {f"{name}__in": json.dumps(found) for name, found in vars(self).items()}
        named = {
            "measure__in": query["measures__in"],
            "category__in": query["categories__in"],
            "_stream": "on",
        }
        return f"/figures/figures.csv?{urlencode(named)}"


def run(context: Context) -> list[Ratio]:
    """Beside a bare loop in process, and beside Datasette."""
    question, tenth = _question(context, ROWS), _question(context, ROWS // 10)
    if context.ours.get(tenth.at_ours()).status != OK:
        context.note("W4: limit=all is not there yet, and nothing was measured.")
        return []
    with tempfile.TemporaryDirectory(dir=context.folder) as name:
        folder = Path(name)
        rows = _compare(context, question, folder)
        ways = {
            OURS: lambda: rows / _fetched(context.ours, question.at_ours()),
            LOOP: lambda: rows / _looped(context, question, folder / "loop.csv"),
            DATASETTE: lambda: rows / _fetched(context.datasette, question.at_datasette()),
        }
        found = context.compared(
            f"W4 CSV of {rows:,} rows", ways, {LOOP: 1.2, DATASETTE: 10}, unit="rows/s"
        )
    return [*found, *_memory(context, question, tenth)]


def _question(context: Context, rows: int) -> Question:
    """As many whole categories as make so many rows, or all."""
    record = context.record
    each = len(record.areas) * len(record.periods) * len(MEASURES)
    return Question(MEASURES, tuple(record.categories[: max(round(rows / each), 1)]))


def _fetched(server: Server, address: str, into: Path | None = None) -> float:
    """Seconds until the last byte of an answer is there."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=600)
    began = time.perf_counter()
    connection.request("GET", address)
    response = connection.getresponse()
    with (into or Path("/dev/null")).open("wb") as stream:
        while chunk := response.read(CHUNK):
            stream.write(chunk)
    took = time.perf_counter() - began
    connection.close()
    return took


def _looped(context: Context, question: Question, into: Path) -> float:
    """Seconds of the bare loop, in a process of its own."""
    sample = context.ours.demand(f"{question.at_ours().rpartition('&')[0]}&limit=1")
    header = sample.body.decode().splitlines()[0].split(",")
    command = [sys.executable, "-m", "bench.peers.csv_loop", str(database(context.built))]
    command += [str(into), json.dumps(header)]
    command += [json.dumps(question.measures), json.dumps(question.categories)]
    ran = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    seconds: float = json.loads(ran.stdout)["seconds"]
    return seconds


def _compare(context: Context, question: Question, folder: Path) -> int:
    """Demand that ours and the loop's are the same rows, and Datasette's in what they share."""
    files = {name: folder / f"{name}.csv" for name in ("ours", "loop", "datasette")}
    _fetched(context.ours, question.at_ours(), files["ours"])
    _looped(context, question, files["loop"])
    _fetched(context.datasette, question.at_datasette(), files["datasette"])
    number = 0
    for number, rows in enumerate(zip_longest(*(_rows(file) for file in files.values())), start=1):
        ours, loop, datasette = rows
        if ours != loop:
            raise DifferError(f"W4, row {number}: ours {ours}, the loop {loop}")
        if ours is None or datasette is None or any(ours[n] != datasette[n] for n in SHARED):
            raise DifferError(f"W4, row {number}: ours {ours}, Datasette {datasette}")
    context.note(f"W4: all {number:,} rows were compared, and are equal ({DATASET}).")
    return number


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(newline="") as stream:
        yield from csv.DictReader(stream)


def _memory(context: Context, question: Question, tenth: Question) -> Iterator[Ratio]:
    """The most that our server held while it sent a tenth, and while it sent all."""
    ours = context.ours
    peaks = [_peak(ours, partial(_fetched, ours, each.at_ours())) for each in (tenth, question)]
    work = "W4 peak memory of the server"
    for who, peak in zip(("a tenth of the rows", "all of them"), peaks, strict=True):
        context.absolutes.append(Absolute(work, who, peak, "MB"))
    yield Ratio(work, "a tenth of the rows", [peaks[1] / peaks[0]], 1.1, at_most=True)


def _peak(server: Server, work: Callable[[], object]) -> float:
    """Megabytes, looked at a hundred times a second."""
    found = [server.resident()]
    done = threading.Event()

    def look() -> None:
        while not done.wait(0.01):
            found.append(server.resident())

    looking = threading.Thread(target=look)
    looking.start()
    try:
        work()
    finally:
        done.set()
        looking.join()
    return max(found)
