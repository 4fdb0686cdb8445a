"""Where two sources, or two datasets, state one thing differently."""

import csv
import io
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.api.conftest import items
from tests.api.test_bad_input import problem

Row = dict[str, Any]


def _told(row: Row) -> tuple[Any, ...]:
    return (
        row["kind"],
        row["verdict"],
        row["area"],
        row["period"],
        row["first"]["value"],
        row["second"]["value"],
        row["difference"],
        row["percent"],
    )


def test_every_disagreement_is_told_once_in_cell_order(noisy: httpx.Client) -> None:
    assert [_told(row) for row in items(noisy, "/v1/disagreements")] == [
        ("sources", "contradict", "force-a", "2019-20", 300, 310, 10, 3.3),
        ("sources", "compatible", "force-c", "2019-20", 60, 50, None, None),
        ("sources", "compatible", "force-e", "2019-20", None, 85, None, None),
        ("datasets", "gathered_differently", "force-g", "2016-17", 400, 380, -20, -5),
    ]


def test_both_figures_come_with_their_receipts(noisy: httpx.Client) -> None:
    row, *_ = items(noisy, "/v1/disagreements?kind=sources")
    for which, source in (("first", "source"), ("second", "second")):
        assert [citation["source"] for citation in row[which]["citations"]] == [source]
        assert row[which]["disputed"]
    assert row["first"]["id"] == row["second"]["id"]
    assert row["explanation"] == (
        "300 of source and 310 of second cannot both be true: "
        "[300, 300] and [310, 310] share no value."
    )
    (row,) = items(noisy, "/v1/disagreements?kind=datasets")
    assert [row[which]["dataset"] for which in ("first", "second")] == ["dataset", "other-dataset"]
    assert not row["first"]["disputed"]


@pytest.mark.parametrize(
    ("query", "keep"),
    [
        ("kind=sources", lambda row: row["kind"] == "sources"),
        ("kind=datasets", lambda row: row["kind"] == "datasets"),
        ("kind=sources,datasets", lambda _: True),
        ("area=force-a,force-g", lambda row: row["area"] in ("force-a", "force-g")),
        ("period=2019-20", lambda row: row["period"] == "2019-20"),
        ("category=offence", lambda row: row["category"] == "offence"),
        ("category=other-offence", lambda _: False),
        ("measure=count", lambda row: row["measure"] == "count"),
        ("dataset=other-dataset", lambda row: row["second"]["dataset"] == "other-dataset"),
        ("dataset=dataset", lambda row: row["first"]["dataset"] == "dataset"),
        ("dataset=dataset&kind=datasets", lambda row: row["kind"] == "datasets"),
    ],
)
def test_filters_choose_exactly_the_rows_that_match(
    noisy: httpx.Client, query: str, keep: Callable[[Row], bool]
) -> None:
    everything = items(noisy, "/v1/disagreements")
    chosen = items(noisy, f"/v1/disagreements?{query}")
    assert chosen == [row for row in everything if keep(row)]
    assert noisy.get(f"/v1/disagreements?{query}").json()["meta"]["total"] == len(chosen)


def test_a_figure_that_one_source_prints_and_another_suppresses_is_shown(
    noisy: httpx.Client,
) -> None:
    (row,) = items(noisy, "/v1/observations?area=force-e&period=2019-20")
    assert (row["value"], row["status"], row["disputed"]) == (None, "suppressed", True)
    (shown,) = items(noisy, "/v1/disagreements?area=force-e")
    assert (shown["first"]["status"], shown["second"]["value"]) == ("suppressed", 85)
    record = noisy.get(f"/v1/observations/{row['id']}").json()["data"]
    assert [(other["value"], other["status"]) for other in record["alternatives"]] == [
        (85, "published")
    ]


def test_figures_that_nobody_disputes_are_not_disputed(noisy: httpx.Client) -> None:
    disputed = {
        (row["area"], row["period"]) for row in items(noisy, "/v1/observations") if row["disputed"]
    }
    assert disputed == {
        ("force-a", "2019-20"),
        ("force-c", "2019-20"),
        ("force-e", "2019-20"),
    }


def test_what_was_imported_with_a_disagreement_warned_of_it(noisy: httpx.Client) -> None:
    told = items(noisy, "/v1/releases/1/warnings")
    assert [found["code"] for found in told] == ["disagreement"] * 3
    assert {found["document"] for found in told} == {"second.json"}
    (release,) = items(noisy, "/v1/releases")
    assert release["warnings"] == 3
    problem(noisy.get("/v1/releases/2/warnings"), 404)


def test_disagreements_in_csv_hold_both_figures(noisy: httpx.Client) -> None:
    rows = list(csv.DictReader(io.StringIO(noisy.get("/v1/disagreements.csv").text)))
    assert [(row["first.value"], row["second.value"], row["verdict"]) for row in rows] == [
        ("300", "310", "contradict"),
        ("60", "50", "compatible"),
        ("", "85", "compatible"),
        ("400", "380", "gathered_differently"),
    ]
    assert rows[0]["first.citations"].startswith("source paragraph 1 ")
    text = noisy.get("/v1/releases/1/warnings.csv").text
    assert [row["code"] for row in csv.DictReader(io.StringIO(text))] == ["disagreement"] * 3


@pytest.mark.parametrize(
    ("query", "parameter", "telling"),
    [
        ("kind=figures", "kind", "sources, datasets"),
        ("area=force", "area", "did you mean force-"),
        ("status=published", "status", "no such parameter"),
    ],
)
def test_a_bad_filter_is_told(
    noisy: httpx.Client, query: str, parameter: str, telling: str
) -> None:
    (error,) = problem(noisy.get(f"/v1/disagreements?{query}"), 422)["errors"]
    assert error["parameter"] == parameter
    assert telling in error["detail"]
