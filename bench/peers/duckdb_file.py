"""The same rows in DuckDB, as a table that is read from a CSV file in one statement."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb

from bench.record import Record

FILE = "figures.duckdb"


def fill(record: Record, folder: Path) -> None:
    """Make the file."""
    table = folder / "figures.csv"
    with table.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("area", "period", "category", "measure", "value"))
        writer.writerows(record.rows())
    connection = duckdb.connect(str(folder / FILE))
    connection.execute("CREATE TABLE figures AS SELECT * FROM read_csv(?)", [str(table)])
    connection.close()
    table.unlink()
