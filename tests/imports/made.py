"""Synthetic documents, made as a test needs them. Every figure, name and source is made up."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from starlette.testclient import TestClient

from app.domain.source import fingerprint
from app.importing.document import Document
from app.importing.report import Report
from app.main import create_app
from app.settings import Settings
from app.store.engine import Engine, reading
from app.store.whole_record import export_record
from tests.imported import imported

MEASURE, DATASET, CATEGORY, PERIOD = "count", "dataset-one", "offence", "2019-20"
COLUMNS = ("source", "dataset", "measure", "area", "period", "category", "value")
Row = Mapping[str, str]


def entry(slug: str, **fields: Any) -> dict[str, Any]:
    """An entry of a dictionary."""
    return {"slug": slug, "name": f"Synthetic {slug}", "definition": "Synthetic.", **fields}


def structured(name: str, content: Mapping[str, Any]) -> Document:
    """A document in JSON, a line for each item of its lists."""
    return Document.of(name, json.dumps(content, indent=1, ensure_ascii=False).encode())


def area(slug: str, kind: str = "force", within: Sequence[str] = (), **fields: Any) -> Any:
    """An area, a member of some others."""
    return entry(slug, kind=kind, member_of=[{"area": other} for other in within], **fields)


def measure(slug: str, unit: str = "offences", **fields: str) -> Any:
    """A measure: a count that may be summed, unless said otherwise."""
    known = {"counted": "true", "summable": "true", "comparable": "true"}
    return entry(slug, unit=unit, **(known | fields))


def dataset(slug: str) -> Any:
    """A dataset."""
    return entry(slug, producer="Synthetic", method="made up", coverage="None.", comparability="-")


def dictionaries() -> list[Document]:
    """A region of two forces, a category that is the sum of its two children, and some more."""
    noun: dict[str, list[Any]] = {
        "areas": [
            area("region", "region"),
            area("force-a", within=["region"]),
            area("force-b", within=["region"]),
            area("force-c"),
            area("force-d"),
        ],
        "categories": [
            entry("offence"),
            entry("other-offence"),
            entry("sum", sum_of_children="true"),
            entry("part-one", parent="sum"),
            entry("part-two", parent="sum"),
        ],
        "measures": [
            measure(MEASURE),
            # As the record has it: an estimate, rounded, whose parts need not add up.
            measure("people", "people", counted="false", summable="false"),
            measure("age", "years", summable="false", comparable="false"),
            measure("share", "per-cent", counted="false", summable="false"),
        ],
        "datasets": [dataset(DATASET), dataset("dataset-two")],
    }
    return [structured(f"{name}.json", {name: entries}) for name, entries in noun.items()]


def source(
    slug: str = "table",
    observations: Sequence[Mapping[str, Any]] = (),
    claims: Sequence[Mapping[str, Any]] = (),
    defaults: Mapping[str, str] | None = None,
    **fields: Any,
) -> Document:
    """A source document, with one paragraph to cite."""
    synthetic = {"measure": MEASURE, "dataset": DATASET, "category": CATEGORY, "period": PERIOD}
    content = {
        "source": {
            "slug": slug,
            "title": f"Synthetic {slug}",
            "kind": "synthetic",
            "notes": "Synthetic.",
            "paragraphs": {"1": fingerprint(slug)},
            **fields,
        },
        "defaults": synthetic if defaults is None else defaults,
        "observations": list(observations),
        "claims": list(claims),
    }
    return structured(f"{slug}.json", content)


def figure(area: str, value: str | None, **fields: Any) -> dict[str, Any]:
    """A figure of a source document; without a value it is suppressed, if no status says more."""
    stated = fields.pop("stated", value or "not shown")
    row = {"area": area, "cited": [{"paragraph": "1", "stated": stated}]}
    return {**row, **({"status": "suppressed"} if value is None else {"value": value}), **fields}


def row(area: str, value: str, **fields: str) -> dict[str, str]:
    """A row of a tidy table."""
    return {
        "source": "table",
        "dataset": DATASET,
        "measure": MEASURE,
        "area": area,
        "period": PERIOD,
        "category": CATEGORY,
        "value": value,
        **fields,
    }


def table(*rows: Row, name: str = "table.csv") -> Document:
    """A tidy table in CSV, with a column for whatever one of its rows has."""
    columns = list(COLUMNS) + sorted({key for each in rows for key in each} - set(COLUMNS))
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return Document.of(name, out.getvalue().encode())


def stated(engine: Engine, *rows: Row, note: str = "", dry_run: bool = False) -> Report:
    """What the import of a tidy table did."""
    return imported(engine, [table(*rows)], note, dry_run=dry_run)


def exported(engine: Engine) -> bytes:
    """The whole record as `onrecord export` writes it."""
    with reading(engine) as connection:
        return b"".join(export_record(connection))


@contextmanager
def asking(url: str) -> Iterator[httpx.Client]:
    """A client of the API on a store, within this process."""
    with TestClient(create_app(Settings(database_url=url))) as client:
        yield client


def data(client: httpx.Client, address: str) -> Any:
    """What the API answers."""
    response = client.get(address)
    assert response.status_code == 200, response.text
    return response.json()["data"]


def answers(client: httpx.Client, release: int) -> dict[str, bytes]:
    """What the addresses under /v1 answer as of a release, to the byte: every list, and a few items
    of each kind."""
    found: dict[str, bytes] = {}
    for path in PATHS:
        found[path] = _answer(client, path.format(release=release), release)
    for path in ("observations", "claims", "areas", "sources"):
        for item in json.loads(found[f"/v1/{path}"])["data"][:2]:
            one = f"/v1/{path}/{item.get('id') or item['slug']}"
            found[one] = _answer(client, one, release)
    return found


def _answer(client: httpx.Client, path: str, release: int) -> bytes:
    response = client.get(path, params={"release": release})
    assert response.status_code == 200, f"{path}: {response.text}"
    return response.content


PATHS = (
    "/v1",
    "/v1/forces",
    "/v1/areas",
    "/v1/periods",
    "/v1/categories",
    "/v1/platforms",
    "/v1/populations",
    "/v1/measures",
    "/v1/datasets",
    "/v1/sources",
    "/v1/observations",
    "/v1/observations.csv",
    "/v1/changes",
    "/v1/totals",
    "/v1/series",
    "/v1/claims",
    "/v1/disagreements",
    "/v1/disagreements.csv",
    "/v1/releases",
    "/v1/releases/{release}",
    "/v1/releases/{release}/changes",
    "/v1/releases/{release}/warnings",
)


def folder_with(folder: Path, documents: Sequence[Document]) -> list[str]:
    """Documents as files; their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for document in documents:
        path = folder / document.name
        path.write_bytes(document.read(document.size))
        paths.append(str(path))
    return paths
