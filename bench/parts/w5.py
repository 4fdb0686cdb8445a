"""W5: the national sum by year, of all categories."""

from __future__ import annotations

import itertools
import json
import sqlite3
import time
from collections.abc import Callable
from typing import Any

import duckdb

from bench.context import Context
from bench.equal import Rows, demand_equal
from bench.peers import bare_sqlite, datasette_file, duckdb_file
from bench.questions import MOST
from bench.ratio import Ratio
from bench.record import MEASURES
from bench.servers import OURS

LIVE, DUCKDB = "live SQLite query", "DuckDB"
# Both understand it. A financial year begins with the second quarter.
QUERY = """
    SELECT CAST(substr(period, 1, 4) AS INTEGER)
        - CASE WHEN substr(period, 6) = 'q1' THEN 1 ELSE 0 END AS year,
        category, sum(value) AS value
    FROM figures
    WHERE measure = ? AND area IN ({marks})
    GROUP BY year, category
    ORDER BY year, category
"""


def run(context: Context) -> list[Ratio]:
    """A question that nobody asked before, over HTTP, beside the sum made anew in process."""
    limits = itertools.count(MOST, -1)

    def address() -> str:
        # Another limit is another question: no stored answer can be sent.
        return f"/v1/totals?measure={MEASURES[0]}&per=financial-year&limit={next(limits)}"

    if context.ours.get(address()).status == NOT_THERE:
        context.note("W5: /v1/totals is not there yet, and nothing was measured.")
        return []
    forces = context.record.forces
    query = QUERY.format(marks=", ".join("?" * len(forces)))
    lite = sqlite3.connect(context.peer("datasette") / f"{datasette_file.NAME}.db")
    duck = duckdb.connect(str(context.peer("duckdb") / duckdb_file.FILE), read_only=True)
    asked: dict[str, Callable[[], Rows]] = {
        OURS: lambda: _of_ours(context.ours.demand(address()).body),
        LIVE: lambda: _rows(lite.execute(query, [MEASURES[0], *forces]).fetchall()),
        DUCKDB: lambda: _rows(duck.execute(query, [MEASURES[0], *forces]).fetchall()),
    }
    demand_equal("W5", {name: rows() for name, rows in asked.items()})
    context.note("W5: the sums are equal; ours come over HTTP, the others are made in process.")

    def timed(ask: Callable[[], Any]) -> Callable[[], float]:
        def way() -> float:
            began = time.perf_counter()
            ask()
            return 1 / (time.perf_counter() - began)

        return way

    ways = {
        OURS: timed(lambda: context.ours.demand(address())),
        LIVE: timed(asked[LIVE]),
        DUCKDB: timed(asked[DUCKDB]),
        bare_sqlite.NAME: bare_sqlite.replayed(context.built, [address()], context.seconds),
    }
    found = context.compared("W5 totals", ways, {LIVE: 100}, unit="questions/s")
    lite.close()
    duck.close()
    return found


NOT_THERE = 404


def _of_ours(body: bytes) -> Rows:
    found = [
        {"year": int(row["period"][:4]), "category": row["category"], "value": row["value"]}
        for row in json.loads(body)["data"]
    ]
    return sorted(found, key=lambda row: (row["year"], row["category"]))


def _rows(found: list[tuple[Any, ...]]) -> Rows:
    return [
        {"year": year, "category": category, "value": int(value)} for year, category, value in found
    ]
