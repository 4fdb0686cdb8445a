"""Equal answers: what each server says, in one normal form, compared row by row.

A figure is what it is about, its value, and its citations; a change is two figures and what was
computed from them. How a server wraps and names these is its own affair.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import zip_longest
from typing import Any

from bench.servers import BenchError

Rows = list[dict[str, Any]]
_ABOUT = ("area", "period", "category", "measure", "dataset")
# Binary fractions are good to so much.
_NEAR = 1e-9


class DifferError(BenchError):
    """Two servers gave different answers."""


def demand_equal(question: str, answers: Mapping[str, Rows]) -> None:
    """DifferError, with the first difference, unless all gave the same rows, and any at all."""
    (first, expected), *others = answers.items()
    if not expected:
        raise DifferError(f"{question}: {first} gave no rows")
    for name, rows in others:
        for number, (one, other) in enumerate(zip_longest(expected, rows), start=1):
            if one is None or other is None:
                raise DifferError(
                    f"{question}: {first} gave {len(expected)} rows, {name} {len(rows)}"
                )
            if not _same(one, other):
                raise DifferError(f"{question}, row {number}: {first} {one}, {name} {other}")


def our_figures(body: bytes) -> Rows:
    """Of /v1/observations."""
    return [_of_ours(row) for row in json.loads(body)["data"]]


def our_page(body: bytes) -> Rows:
    """Of /v1/observations, with how many there are in all."""
    return [{"total": json.loads(body)["meta"]["total"]}, *our_figures(body)]


def datasette_page(body: bytes) -> Rows:
    """Of a page of the table, with how many there are in all."""
    return [{"total": json.loads(body)["filtered_table_rows_count"]}, *datasette_figures(body)]


def orm_page(body: bytes) -> Rows:
    """Of /figures, with how many there are in all."""
    return [{"total": json.loads(body)["total"]}, *orm_figures(body)]


def our_changes(body: bytes) -> Rows:
    """Of /v1/changes."""
    return [
        {
            "from": _of_ours(row["from"]) if row["from"] else None,
            "to": _of_ours(row["to"]),
            "absolute": row["absolute"],
            "percent": _fraction(row["percent_exact"]),
            "fold": _fraction(row["fold_exact"]),
        }
        for row in json.loads(body)["data"]
    ]


def datasette_figures(body: bytes) -> Rows:
    """Of a canned query, or of a page of the table."""
    found = json.loads(body)
    return [_of_datasette(row) for row in (found["rows"] if isinstance(found, dict) else found)]


def datasette_changes(body: bytes) -> Rows:
    """Of the canned query."""
    return [
        {
            "from": _of_datasette(row, "from_") if row["from_period"] else None,
            "to": _of_datasette(row, "to_"),
            "absolute": row["absolute"],
            "percent": row["percent"],
            "fold": row["fold"],
        }
        for row in json.loads(body)
    ]


def orm_figures(body: bytes) -> Rows:
    """Of /figures."""
    return [_of_orm(row) for row in json.loads(body)["items"]]


def orm_changes(body: bytes) -> Rows:
    """Of /changes."""
    return [
        {
            "from": _of_orm(row["before"]) if row["before"] else None,
            "to": _of_orm(row["after"]),
            "absolute": row["absolute"],
            "percent": row["percent"],
            "fold": row["fold"],
        }
        for row in json.loads(body)
    ]


def _of_ours(row: Mapping[str, Any]) -> dict[str, Any]:
    cited = [(cited["source"], cited["locator"], cited["stated"]) for cited in row["citations"]]
    return {name: row[name] for name in (*_ABOUT, "value", "status")} | {"cited": cited}


def _of_datasette(row: Mapping[str, Any], side: str = "") -> dict[str, Any]:
    sided = ("period", "value", "status")
    figure = {name: row[f"{side}{name}" if name in sided else name] for name in (*_ABOUT, *sided)}
    cited = [tuple(row[f"{side}{name}"] for name in ("source", "locator", "stated"))]
    return figure | {"cited": cited}


def _of_orm(row: Mapping[str, Any]) -> dict[str, Any]:
    cited = [
        (cited["source"]["slug"], cited["locator"], cited["stated"]) for cited in row["citations"]
    ]
    named = {name: row[name]["slug"] for name in _ABOUT}
    return {**named, "value": row["value"], "status": row["status"], "cited": cited}


def _fraction(text: str | None) -> float | None:
    return None if text is None else float(Fraction(text))


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, float) or isinstance(other, float):
        both: Sequence[Any] = (one, other)
        return all(isinstance(side, int | float) for side in both) and math.isclose(
            one, other, rel_tol=_NEAR, abs_tol=_NEAR
        )
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[name], other[name]) for name in one)
    same: bool = one == other
    return same
