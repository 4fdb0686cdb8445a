"""The synthetic record of the bench: what it holds, and that it is always the same."""

from __future__ import annotations

import csv
import hashlib
import json
import sqlite3
from itertools import chain, islice, pairwise
from pathlib import Path

import pytest

from app.domain.period import Period
from app.importing.tables.csv_table import LARGEST, MOST_ROWS
from bench import record as records
from bench.record import (
    DATASET,
    MEASURES,
    SIZES,
    Record,
    built,
    database,
    made,
    value_of,
    write_entries,
    write_table,
)

SMALL = Record(SIZES["10k"])


def test_the_sizes_are_what_they_are_called() -> None:
    assert {size: shape.rows for size, shape in SIZES.items()} == {
        "10k": 9_984,
        "1m": 1_036_800,
        "10m": 10_022_400,
        "100m": 100_224_000,
    }


def test_every_cell_is_there_once_and_in_the_order_of_cells() -> None:
    cells = [cell for *cell, _ in SMALL.rows()]
    assert len(cells) == SMALL.shape.rows
    orders = (SMALL.areas, SMALL.periods, SMALL.categories, [*MEASURES])
    places = [
        tuple(order.index(name) for order, name in zip(orders, cell, strict=True)) for cell in cells
    ]
    assert places == sorted(set(places))


def test_the_figures_are_the_same_on_every_machine() -> None:
    """Results of two machines can only be told side by side if their records are one."""
    digest = hashlib.sha256()
    for row in SMALL.rows():
        digest.update(repr(row).encode())
    assert digest.hexdigest()[:16] == "3071a19f835eaf5c"


def test_a_large_record_has_every_force_and_partnerships_beside() -> None:
    record = Record(SIZES["10m"])
    assert len(record.areas) == len(set(record.areas)) == 360
    assert "west-midlands-police" in record.forces
    partnerships = [area for area in record.areas if area not in record.forces]
    assert partnerships
    assert all(area.startswith("synthetic-") for area in partnerships)
    assert all(category.startswith("synthetic-") for category in record.categories)


@pytest.mark.parametrize("size", SIZES)
def test_the_periods_are_the_quarters_of_financial_years(size: str) -> None:
    periods = Record(SIZES[size]).periods
    assert periods[0] == "2002-q2"
    for one, other in pairwise(periods):
        following = Period.parse(one).following()
        assert following is not None
        assert following.slug == other
    assert periods[-1].endswith("q1")


def test_no_figure_leaps() -> None:
    """An import would warn of a figure fifty times as much as that of the year before."""
    for area, category, measure in islice(
        ((a, c, m) for a in range(0, 360, 37) for c in range(0, 145, 29) for m in range(2)), 100
    ):
        values = [value_of(area, period, category, measure) for period in range(96)]
        assert min(values) > 0
        assert max(values) < 10 * min(values)


def test_the_documents_say_that_they_are_synthetic(tmp_path: Path) -> None:
    documents = write_entries(SMALL, tmp_path)
    own = {path.name: path for path in documents if path.is_relative_to(tmp_path)}
    source = json.loads(own["synthetic-source.json"].read_text())
    assert source["defaults"]["dataset"] == DATASET
    for path in own.values():
        assert "Synthetic, made to measure speed by" in path.read_text()


def test_a_table_holds_the_rows_as_they_are(tmp_path: Path) -> None:
    write_table(SMALL.rows(), tmp_path / "figures.csv")
    with (tmp_path / "figures.csv").open(newline="") as stream:
        header, *rows = csv.reader(stream)
    assert header == ["area", "period", "category", "measure", "value"]
    assert [(*row[:4], int(row[4])) for row in rows] == [*SMALL.rows()]


@pytest.mark.parametrize("size", SIZES)
def test_no_table_is_too_large_for_an_import(size: str) -> None:
    record = Record(SIZES[size])
    slugs = (record.areas, record.periods, record.categories, MEASURES)
    named = sum(sum(map(len, some)) / len(some) for some in slugs)
    row = named + len(",,,,9999\r\n")
    assert MOST_ROWS * row < LARGEST


def test_the_tables_of_a_large_record_hold_every_row_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A release each, and the record is the same."""
    monkeypatch.setattr(records, "MOST_ROWS", SMALL.shape.rows * 5 // SMALL.shape.categories)
    tables = [[*table] for table in SMALL.tables()]
    assert [len({category for _, _, category, _, _ in table}) for table in tables] == [4, 4, 4]
    assert sorted(chain.from_iterable(tables)) == sorted(SMALL.rows())
    with sqlite3.connect(database(built(SMALL, tmp_path))) as store:
        held = "SELECT release_from, count(*) FROM observations GROUP BY 1"
        assert [count for _, count in store.execute(held)] == [len(table) for table in tables]


def test_a_folder_is_made_once_for_each_version_of_its_makers(tmp_path: Path) -> None:
    maker = tmp_path / "maker.py"
    maker.write_text("one way")
    filled: list[Path] = []

    def fill(folder: Path) -> None:
        filled.append(folder)
        (folder / "file").write_text("whole")

    first = made(tmp_path, "peer", [maker], fill)
    assert made(tmp_path, "peer", [maker], fill) == first
    assert len(filled) == 1
    maker.write_text("another way")
    assert made(tmp_path, "peer", [maker], fill) != first
    assert (first / "file").read_text() == "whole"


def test_what_was_not_made_whole_is_made_again(tmp_path: Path) -> None:
    maker = tmp_path / "maker.py"
    maker.write_text("one way")

    def die(folder: Path) -> None:
        (folder / "half").touch()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        made(tmp_path, "peer", [maker], die)
    kept = made(tmp_path, "peer", [maker], lambda folder: (folder / "whole").touch())
    assert [path.name for path in kept.iterdir()] == ["whole"]
