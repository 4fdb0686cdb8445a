"""Ways to bring a tidy table into a store, ours and barer ones.

    text               the CSV read by the csv module and put, as text, into one table without an
                       index: the least that could be done
    one table          the same with ids for names, in one table that is indexed as our cells and
                       versions are, so that the same questions could be asked of it
    same rows          the rows that our import would store, made beforehand, put into the same
                       tables, with the same indexes and constraints
    csv and same rows  the CSV read by the csv module, and then the same
    sqlite-utils       the CSV into one table by sqlite-utils, indexed as in `one table`
    import             `onrecord import`: reading, every rule, every index, one release

The figures are synthetic. Each way runs in a process of its own.
"""

from __future__ import annotations

import csv
import itertools
import json
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import time
from collections import deque
from pathlib import Path

from app.cli.files import document, seed_documents
from app.domain.dictionary import AreaKind
from app.importing.order import Order
from app.importing.run import import_documents, read_record
from app.settings import ROOT
from app.store.engine import connect_to
from app.store.migrate import migrate

SOURCE = """source:
  slug: synthetic
  title: Synthetic figures to measure by
  kind: synthetic table
  notes: Made by a random number generator; they say nothing about any force.
defaults:
  measure: offences-recorded
  dataset: nspcc-foi-2020
"""
FILLED = ("cells", "observations")
INDEXES = {
    "by_category": ("category", "period"),
    "by_dataset": ("dataset", "period"),
    "by_release": ("release",),
    "by_source": ("source", "id"),
}


def main() -> None:
    """One way, in this process; what it took is printed."""
    way, folder = sys.argv[1:]
    print(json.dumps(WAYS[way](Path(folder))))


def prepare(folder: Path, rows: int) -> None:
    """A seeded store, a synthetic table, and a store that holds it already."""
    (folder / "source.yaml").write_text(SOURCE)
    with (folder / "figures.csv").open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("area", "period", "category", "platform", "value"))
        writer.writerows(itertools.islice(synthetic(), rows))
    (folder / "seeded.sqlite").unlink(missing_ok=True)
    engine = connect_to(f"sqlite:///{folder / 'seeded.sqlite'}")
    migrate(engine)
    import_documents(engine, Order(seed_documents(ROOT / "seed"), note="Seed"))
    engine.dispose()
    imported(folder)
    (folder / "store.sqlite").rename(folder / "filled.sqlite")


def synthetic() -> itertools.chain[tuple[str, str, str, str, int]]:
    """Synthetic figures of every force, month, category and platform."""
    record = read_record(seed_documents(ROOT / "seed"))
    chance = random.Random(1)
    months = [f"{year}-m{month:02}" for year in range(1900, 2100) for month in range(1, 13)]
    cells = itertools.product(
        months,
        [area.slug for area in record.areas if area.kind is AreaKind.FORCE],
        [category.slug for category in record.categories],
        ["-", *(platform.slug for platform in record.platforms)],
    )
    rows = ((area, month, *rest, chance.randrange(100, 5000)) for month, area, *rest in cells)
    return itertools.chain(rows)  # type: ignore[arg-type]


def text(folder: Path) -> dict[str, float]:
    """The least: text into one table."""
    store = sqlite3.connect(folder / "text.sqlite")
    store.execute("PRAGMA journal_mode = WAL")
    store.execute("CREATE TABLE figures (area, period, category, platform, value)")
    with (folder / "figures.csv").open(newline="") as stream:
        reader = csv.reader(stream)
        next(reader)
        began = time.perf_counter()
        store.executemany("INSERT INTO figures VALUES (?, ?, ?, ?, ?)", reader)
        store.commit()
    return _measured(began)


class Numbered(dict[str, int]):
    """Gives each text a number when it is first asked for."""

    def __missing__(self, text: str) -> int:
        self[text] = len(self) + 1
        return self[text]


def one_table(folder: Path) -> dict[str, float]:
    """Ids for names, in one table with the indexes of ours, and no rules."""
    store = sqlite3.connect(folder / "one.sqlite")
    store.execute("PRAGMA journal_mode = WAL")
    dimensions = "area, period, category, measure, platform, population, dataset"
    store.execute(
        f"CREATE TABLE figures (id INTEGER PRIMARY KEY, {dimensions}, release, digits, exponent,"
        f" status, qualifier, source, locator, stated, UNIQUE ({dimensions}))"
    )
    for name, columns in INDEXES.items():
        store.execute(f"CREATE INDEX {name} ON figures ({', '.join(columns)})")
    areas, periods, categories, platforms = Numbered(), Numbered(), Numbered(), Numbered()
    with (folder / "figures.csv").open(newline="") as stream:
        reader = csv.reader(stream)
        next(reader)
        began = time.perf_counter()
        store.executemany(
            "INSERT INTO figures VALUES"
            " (?, ?, ?, ?, 1, ?, 0, 1, 2, ?, 0, 'published', 'exact', 1, ?, ?)",
            (
                (
                    number,
                    areas[area],
                    periods[period],
                    categories[category],
                    platforms[platform],
                    int(value),
                    f"row {number}",
                    value,
                )
                for number, (area, period, category, platform, value) in enumerate(reader, start=2)
            ),
        )
        store.commit()
    return _measured(began)


def same_rows(folder: Path) -> dict[str, float]:
    """The rows of our tables into our tables, by `executemany` alone."""
    return _same_rows(folder)


def csv_and_same_rows(folder: Path) -> dict[str, float]:
    """What it would take without a rule: the table is read, and the rows are put in."""
    return _same_rows(folder, folder / "figures.csv")


def _same_rows(folder: Path, read: Path | None = None) -> dict[str, float]:
    filled = sqlite3.connect(folder / "filled.sqlite")
    shutil.copy(folder / "seeded.sqlite", folder / "store.sqlite")
    store = sqlite3.connect(folder / "store.sqlite")
    store.execute("PRAGMA foreign_keys = ON")
    rows = {}
    seeded = {}
    for name in ("sources", "releases", "periods", "passages", *FILLED):
        rows[name] = filled.execute(f"SELECT * FROM {name}").fetchall()
        seeded[name] = set(store.execute(f"SELECT * FROM {name}"))
    new = {name: [row for row in found if row not in seeded[name]] for name, found in rows.items()}
    del rows, seeded
    began = time.perf_counter()
    if read is not None:
        with read.open(newline="") as stream:
            deque(csv.reader(stream), maxlen=0)
    for name, found in new.items():
        marks = ", ".join("?" * len(found[0]))
        store.executemany(f"INSERT INTO {name} VALUES ({marks})", found)
    store.commit()
    return _measured(began)


def by_sqlite_utils(folder: Path) -> dict[str, float]:
    """One table by the library that others would take, with the types of its columns told, and
    indexed when it is full."""
    # Not everybody who runs the other ways has it.
    import sqlite_utils  # noqa: PLC0415

    database = sqlite_utils.Database(folder / "utils.sqlite")
    database.enable_wal()
    began = time.perf_counter()
    with (folder / "figures.csv").open(newline="") as stream:
        table = database["figures"]
        table.insert_all(
            {
                "id": number,
                **row,
                "value": int(row["value"]),
                "measure": "offences-recorded",
                "dataset": "nspcc-foi-2020",
                "source": "synthetic",
                "release": 2,
                "status": "published",
                "locator": f"row {number}",
                "stated": row["value"],
            }
            for number, row in enumerate(csv.DictReader(stream), start=2)
        )
    key = ("area", "period", "category", "measure", "platform", "dataset")
    table.create_index(key, unique=True)
    for name, columns in INDEXES.items():
        table.create_index(columns, index_name=name)
    return _measured(began)


def imported(folder: Path) -> dict[str, float]:
    """Our import."""
    shutil.copy(folder / "seeded.sqlite", folder / "store.sqlite")
    engine = connect_to(f"sqlite:///{folder / 'store.sqlite'}")
    documents = [document(folder / name) for name in ("source.yaml", "figures.csv")]
    began = time.perf_counter()
    import_documents(engine, Order(documents, note="Synthetic"))
    measured = _measured(began)
    engine.dispose()
    return measured


WAYS = {
    "text": text,
    "one table": one_table,
    "same rows": same_rows,
    "csv and same rows": csv_and_same_rows,
    "sqlite-utils": by_sqlite_utils,
    "import": imported,
}


def measured_apart(way: str, folder: Path) -> dict[str, float]:
    """One way, in a process of its own and without what another has left."""
    for left in folder.glob("*"):
        if left.name.startswith(("store.", "text.", "one.", "utils.")):
            left.unlink()
    command = [sys.executable, "-m", "bench.imports", way, str(folder)]
    ran = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    measured: dict[str, float] = json.loads(ran.stdout)
    return measured


def _measured(began: float) -> dict[str, float]:
    seconds = time.perf_counter() - began
    return {"seconds": seconds, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


if __name__ == "__main__":
    main()
