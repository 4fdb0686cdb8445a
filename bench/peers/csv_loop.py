"""The limit of an export: a bare loop in one process that reads our own store by `sqlite3` and
writes the same columns by `csv`, into a file. What it took is printed."""

from __future__ import annotations

import csv
import json
import sqlite3
import sys
import time
from pathlib import Path

# What is empty or the same in every row of the synthetic record stands here as it is served.
QUERY = """
    SELECT measures.slug || ':' || areas.slug || ':' || periods.slug || ':' || categories.slug
            || ':-:-:' || datasets.slug,
        measures.slug, areas.slug, periods.slug, categories.slug, NULL, NULL, datasets.slug,
        observations.digits, 'offences', observations.status, observations.qualifier,
        observations.forces, NULL, observations.note,
        sources.slug || ' ' || observations.locator || ' “' || observations.stated || '” '
            || passages.fingerprint,
        'false', observations.reason, observations.release_from, observations.release_to, 1
    FROM cells
    CROSS JOIN observations ON observations.cell_id = cells.id
    JOIN passages ON passages.id = observations.passage_id
    JOIN sources ON sources.id = passages.source_id
    JOIN areas ON areas.id = cells.area_id
    JOIN periods ON periods.id = cells.period_id
    JOIN categories ON categories.id = cells.category_id
    JOIN measures ON measures.id = cells.measure_id
    JOIN datasets ON datasets.id = cells.dataset_id
    WHERE observations.release_to IS NULL
        AND measures.slug IN (SELECT value FROM json_each(?))
        AND categories.slug IN (SELECT value FROM json_each(?))
    ORDER BY cells.area_id, cells.period_id, cells.category_id, cells.measure_id
"""


def main() -> None:
    """Arguments: the store, the file to write, the header, measures and categories as JSON."""
    store, written, header, measures, categories = sys.argv[1:]
    connection = sqlite3.connect(store)
    began = time.perf_counter()
    with Path(written).open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(json.loads(header))
        writer.writerows(connection.execute(QUERY, [measures, categories]))
    print(json.dumps({"seconds": time.perf_counter() - began}))


if __name__ == "__main__":
    main()
