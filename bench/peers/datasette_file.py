"""The file and the settings for Datasette 0.65, as a careful author would make them.

One wide table with names for ids, so that no answer needs a join; its key runs in the order of
cells, so that a page needs no sorting; indexes along the questions that are asked, and statistics.
Questions of more than one table's filters are canned queries. The file is served immutable, with
its counts inspected beforehand, without facets, and with limits out of the way.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

from bench.record import DATASET, SOURCE, Record

NAME = "figures"
COLUMNS = """
    id INTEGER PRIMARY KEY, area TEXT, period TEXT, category TEXT, measure TEXT, dataset TEXT,
    value INTEGER, unit TEXT, status TEXT, source TEXT, locator TEXT, stated TEXT
"""
INDEXES = {
    "by_area": "area, category, measure, period",
    "by_period": "period, measure",
    # Holds all that a sum by category and period reads.
    "by_measure": "measure, category, period, area, value",
}
SERIES = """
    SELECT area, period, category, measure, dataset, value, unit, status, source, locator, stated
    FROM figures
    WHERE area = :area AND category = :category AND measure = :measure
    ORDER BY period LIMIT CAST(:limit AS INTEGER)
"""
CHANGES = """
    SELECT later.area, later.category, later.measure, later.dataset,
        base.period AS from_period, base.value AS from_value, base.status AS from_status,
        base.source AS from_source, base.locator AS from_locator, base.stated AS from_stated,
        later.period AS to_period, later.value AS to_value, later.status AS to_status,
        later.source AS to_source, later.locator AS to_locator, later.stated AS to_stated,
        later.value - base.value AS absolute,
        100.0 * (later.value - base.value) / base.value AS percent,
        1.0 * later.value / base.value AS fold
    FROM figures AS later
    LEFT JOIN figures AS base
        ON base.area = later.area AND base.category = later.category
        AND base.measure = later.measure
        AND base.period = (substr(later.period, 1, 4) - 1) || substr(later.period, 5)
    WHERE later.area IN (SELECT value FROM json_each(:areas))
        AND later.category = :category AND later.measure = :measure
    ORDER BY later.id LIMIT CAST(:limit AS INTEGER)
"""
SETTINGS = {
    "sql_time_limit_ms": 600_000,
    "max_returned_rows": 100_000,
    "max_csv_mb": 0,
    "allow_facet": "off",
    "suggest_facets": "off",
}


def fill(record: Record, folder: Path) -> None:
    """Make the file, what is inspected of it, and the canned queries."""
    store = sqlite3.connect(folder / f"{NAME}.db")
    store.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
    fill_table(store, record)
    store.close()
    inspect = [sys.executable, "-m", "datasette", "inspect", f"{NAME}.db"]
    subprocess.run([*inspect, "--inspect-file", "inspected.json"], cwd=folder, check=True)
    queries = {"series": {"sql": SERIES}, "changes": {"sql": CHANGES}}
    (folder / "metadata.json").write_text(json.dumps({"databases": {NAME: {"queries": queries}}}))


def fill_table(store: sqlite3.Connection, record: Record) -> None:
    """The table, its rows, and after them its indexes and statistics."""
    store.execute(f"CREATE TABLE figures ({COLUMNS})")
    store.executemany(
        "INSERT INTO figures VALUES (?, ?, ?, ?, ?, ?, ?, 'offences', 'published', ?, ?, ?)",
        (
            (number, *cell, DATASET, value, SOURCE, f"row {number + 1}", str(value))
            for number, (*cell, value) in enumerate(record.rows(), start=1)
        ),
    )
    for name, columns in INDEXES.items():
        store.execute(f"CREATE INDEX {name} ON figures ({columns})")
    store.commit()
    store.execute("ANALYZE")
    store.commit()


def command(port: int) -> list[str]:
    """How it is served, from the folder of the file."""
    settings = [text for pair in SETTINGS.items() for text in ("--setting", *map(str, pair))]
    files = ["-i", f"{NAME}.db", "--inspect-file", "inspected.json", "-m", "metadata.json"]
    served = [sys.executable, "-m", "bench.peers.datasette_serve", "serve", *files, *settings]
    return [*served, "--host", "127.0.0.1", "--port", str(port)]
