"""The results as a page: ratios first, and absolute figures after them."""

from __future__ import annotations

import json
import os
import platform
import re
import sqlite3
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bench import chart
from bench.ratio import Absolute, Found, Ratio
from bench.record import Record

HERE = Path(__file__).parent
PACKAGES = (
    "fastapi",
    "uvicorn",
    "uvloop",
    "httptools",
    "sqlalchemy",
    "datasette",
    "duckdb",
    "sqlite-utils",
)


PEERS = """\
- Datasette serves an immutable file, one process, uvloop and httptools, no log of requests: one
  wide table without joins, indexes along every question asked here, statistics, counts inspected
  beforehand, facets off, limits raised; W1 and W2 are canned queries.
- The ORM app has a session a request, typed models, relations loaded eagerly in two statements,
  Pydantic answers, the threadpool, limit and offset; one process, uvloop and httptools.
- Raw ASGI is an app that only sends bytes and headers that ours sent, under the options of
  `onrecord serve`; least cache is that app with one look-up by address and Accept, and one look at
  If-None-Match; nginx sends the same from a file with one worker.
- Bare sqlite3 is the limit of the engine: the statements behind our answers, run in process on our
  own file one after the other, their rows fetched and nothing made of them.
- Ours has one worker. Hot is one address again and again; cold is a walk through addresses of which
  none is asked twice, the same walk for all.
- PostgREST was left out: neither Debian nor PyPI nor npm has its server, only clients of it.
- Our answers hold more a row than the peers': the whole key, the release, the fingerprint, and of
  changes the lineage and whether the two may be compared. Equal is what all of them hold.
"""


def keep(folder: Path, part: str, found: Found) -> None:
    """Keep what a part found, so that parts can be run one after the other."""
    kept = {"on": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC", **asdict(found)}
    results = folder / "results"
    results.mkdir(exist_ok=True)
    (results / f"{part}.json").write_text(json.dumps(kept, indent=1))


def write(folder: Path, record: Record, size: str, parts: Sequence[str]) -> None:
    """`results.md` and its chart, from all that was found last about a size."""
    kept = {}
    for part in parts:
        file = folder / "results" / f"{part}.json"
        if file.is_file():
            kept[part] = json.loads(file.read_text())
    ratios = [Ratio(**row) for found in kept.values() for row in found["ratios"]]
    absolutes = [Absolute(**row) for found in kept.values() for row in found["absolutes"]]
    notes = dict.fromkeys(note for found in kept.values() for note in found["notes"])
    when = {part: found["on"] for part, found in kept.items()}
    lines = page(record, size, when, ratios, absolutes, list(notes))
    (HERE / "results.md").write_text("\n".join(lines) + "\n")
    (HERE / "results.svg").write_text(chart.drawn(ratios))
    print(f"written: bench/results.md and bench/results.svg, {len(ratios)} ratios")


def page(
    record: Record,
    size: str,
    when: dict[str, str],
    ratios: Sequence[Ratio],
    absolutes: Iterable[Absolute],
    notes: Iterable[str],
) -> Iterator[str]:
    """The lines of the page."""
    yield "# Results of the bench"
    yield ""
    yield (
        f"Synthetic record of size {size}: {record.shape.rows:,} figures "
        f"({len(record.areas)} areas, {len(record.periods)} quarters, "
        f"{len(record.categories)} categories, 2 measures). "
        "Written by `make bench`; nothing here is about any place or person."
    )
    yield ""
    yield "A ratio is the median over rounds in which ours and the peer took turns; the spread is"
    yield "the least and the greatest of them. Of work that 1, 16 and 64 ask at once, targets are"
    yield "for 16; where none is given, the ratio is told and not judged."
    yield ""
    yield "![Ratios against their targets](results.svg)"
    yield ""
    yield "| work | beside | ratio | spread | target | met | rounds left out |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for ratio in ratios:
        yield _row(ratio)
    yield ""
    yield "## What to know"
    yield ""
    for note in [*notes, *_about_quiet(ratios), *_about(when)]:
        yield f"- {note}"
    yield ""
    yield "## How each was made"
    yield ""
    yield from PEERS.splitlines()
    yield ""
    yield "## Absolute figures, which prove nothing elsewhere"
    yield ""
    yield "| work | who | median |"
    yield "| --- | --- | --- |"
    for absolute in absolutes:
        yield f"| {absolute.work} | {absolute.who} | {_number(absolute.value)} {absolute.unit} |"


def _row(ratio: Ratio) -> str:
    least, greatest = ratio.spread
    target = "" if ratio.target is None else _target(ratio)
    met = {None: "", True: "yes", False: "**no**"}[ratio.met]
    left_out = str(ratio.excluded) if ratio.quiet else "none: never quiet"
    return (
        f"| {ratio.work} | {ratio.peer} | {_number(ratio.median)} |"
        f" {_number(least)} to {_number(greatest)} | {target} | {met} | {left_out} |"
    )


def _target(ratio: Ratio) -> str:
    assert ratio.target is not None
    return f"at {'most' if ratio.at_most else 'least'} {_number(ratio.target)}"


def _about_quiet(ratios: Iterable[Ratio]) -> Iterator[str]:
    if not all(ratio.quiet for ratio in ratios):
        yield (
            "Something else computed on the machine in too many rounds of some work, so that all "
            "of its rounds are counted; such ratios are marked and good for little."
        )


def _about(when: dict[str, str]) -> Iterator[str]:
    yield f"Measured: {'; '.join(f'{part} {on}' for part, on in when.items())}."
    yield f"Machine: {os.cpu_count()} cores, {_memory():.0f} GB of memory, {platform.machine()}."
    yield f"Versions: {', '.join(_versions())}."


def _versions() -> Iterator[str]:
    yield f"Python {platform.python_version()}"
    yield f"SQLite {sqlite3.sqlite_version}"
    for package in PACKAGES:
        try:
            yield f"{package} {version(package)}"
        except PackageNotFoundError:
            continue
    for program, asking in (("wrk", "-v"), ("nginx", "-v")):
        try:
            told = subprocess.run([program, asking], capture_output=True, text=True, check=False)
        except FileNotFoundError:
            continue
        found = re.search(r"\d+\.\d+[.\d]*", told.stdout + told.stderr)
        if found is not None:
            yield f"{program} {found[0]}"


def _memory() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def _number(value: float) -> str:
    """Three digits that count."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"  # noqa: PLR2004
