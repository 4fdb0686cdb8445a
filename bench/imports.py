"""How fast a tidy table is imported, beside bare `sqlite3` and `executemany`.

    text       the CSV read by the csv module and put, as text, into one table without an index: the
               least that could be done
    one table  the same with ids for names, in one table that is indexed as our cells and versions
               are, so that the same questions could be asked of it
    same rows  the rows that our import would store, made beforehand, put into the same tables, with
               the same indexes and constraints
    import     `onrecord import`: reading, every rule, every index, one release

The figures are synthetic. Each runs in a process of its own, in turns, and medians are compared.
The import of a tenth of the rows shows whether memory grows with them.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import random
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from app.cli import seed_documents
from app.cli.files import document
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
FILLED = ("cells", "observations", "citations")
ROUNDS = 5


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--rounds", type=int, default=ROUNDS)
    options.add_argument("--one", nargs=2, metavar=("WAY", "FOLDER"), help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.one:
        way, folder = asked.one
        print(json.dumps(WAYS[way](Path(folder))))
        return
    with tempfile.TemporaryDirectory(prefix="onrecord-bench-") as name:
        folder = Path(name)
        prepare(folder, asked.rows // 10)
        tenth = measured_apart("import", folder)
        prepare(folder, asked.rows)
        found = in_turns(folder, asked.rounds)
        tell(found, asked.rows)
        peak = statistics.median(run["peak"] for run in found["import"])
        print(
            f"peak memory of our import: {tenth['peak']:,.0f} MB for {asked.rows // 10:,} rows, "
            f"{peak:,.0f} MB for {asked.rows:,}"
        )


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
    for name, columns in (
        ("by_category", "category, period"),
        ("by_dataset", "dataset, period"),
        ("by_release", "release"),
        ("by_source", "source, id"),
    ):
        store.execute(f"CREATE INDEX {name} ON figures ({columns})")
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
    for name, found in new.items():
        marks = ", ".join("?" * len(found[0]))
        store.executemany(f"INSERT INTO {name} VALUES ({marks})", found)
    store.commit()
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


WAYS = {"text": text, "one table": one_table, "same rows": same_rows, "import": imported}


def in_turns(folder: Path, rounds: int) -> dict[str, list[dict[str, float]]]:
    """What every way took, each time it was its turn."""
    found: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
    for _ in range(rounds):
        for way in WAYS:
            found[way].append(measured_apart(way, folder))
    return found


def measured_apart(way: str, folder: Path) -> dict[str, float]:
    """One way, in a process of its own and without what another has left."""
    for left in folder.glob("*"):
        if left.name.startswith(("store.", "text.", "one.")):
            left.unlink()
    command = [sys.executable, "-m", "bench.imports", "--one", way, str(folder)]
    ran = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    measured: dict[str, float] = json.loads(ran.stdout)
    return measured


def tell(found: dict[str, list[dict[str, float]]], rows: int) -> None:
    """The medians as ratios."""
    ours = statistics.median(run["seconds"] for run in found["import"])
    print(f"{rows:,} synthetic rows, {len(found['import'])} rounds in turns")
    for way, runs in found.items():
        seconds = [run["seconds"] for run in runs]
        median = statistics.median(seconds)
        spread = f"{min(seconds):.2f} to {max(seconds):.2f} s"
        print(
            f"{way:>10}: {rows / median:>10,.0f} rows/s, {spread}; "
            f"our import has {median / ours:.2f} of this rate"
        )


def _measured(began: float) -> dict[str, float]:
    seconds = time.perf_counter() - began
    return {"seconds": seconds, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


if __name__ == "__main__":
    main()
