"""Figures over time, gaps and all."""

import csv
import io

import httpx
import pytest

from app.store import disagreements, series
from tests.api.conftest import items
from tests.api.test_bad_input import problem


def test_years_without_a_figure_are_gaps_and_never_zero(api: httpx.Client) -> None:
    found = items(api, "/v1/series?category=sexual-communication-with-a-child")
    yearly = [
        series
        for series in found
        if series["measure"] == "offences-recorded" and series["period_kind"] == "calendar_year"
    ]
    assert len(yearly) == 1
    points = yearly[0]["points"]
    assert [(point["period"], point["value"], point["gap"]) for point in points] == [
        ("2017", 23, False),
        ("2018", None, True),
        ("2019", None, True),
        ("2020", None, True),
        ("2021", None, True),
        ("2022", 202, False),
    ]
    assert [point["status"] for point in points] == ["published", *[None] * 4, "published"]


def test_kinds_of_period_categories_and_datasets_are_series_of_their_own(
    noisy: httpx.Client,
) -> None:
    found = items(noisy, "/v1/series?area=force-a,force-f")
    keys = [
        (
            series["area"],
            series["category"],
            series["measure"],
            series["dataset"],
            series["period_kind"],
            [point["value"] for point in series["points"]],
        )
        for series in found
    ]
    assert keys == [
        ("force-a", "offence", "count", "dataset", "financial_year", [100, 200, 300]),
        ("force-a", "offence", "count", "dataset", "calendar_year", [280]),
        ("force-a", "offence", "age", "dataset", "financial_year", [9]),
        ("force-a", "other-offence", "count", "dataset", "financial_year", [5, 7]),
        ("force-f", "offence", "count", "dataset", "financial_year", [99]),
        ("force-f", "offence", "count", "other-dataset", "financial_year", [90]),
    ]


def test_a_suppressed_point_is_not_a_gap(noisy: httpx.Client) -> None:
    (series,) = items(noisy, "/v1/series?area=force-e")
    assert [(point["value"], point["status"], point["gap"]) for point in series["points"]] == [
        (80, "published", False),
        (None, "suppressed", False),
    ]


def test_a_held_figure_between_the_periods_asked_is_no_gap(noisy: httpx.Client) -> None:
    (series,) = items(
        noisy,
        "/v1/series?area=force-a&category=offence&measure=count&period=2017-18,2019-20",
    )
    assert [(point["period"], point["value"]) for point in series["points"]] == [
        ("2017-18", 100),
        ("2018-19", 200),
        ("2019-20", 300),
    ]
    (series,) = items(
        noisy, "/v1/series?area=force-a&category=offence&measure=count&period=2018-19"
    )
    assert [point["period"] for point in series["points"]] == ["2018-19"]


def test_spans_are_series_of_their_own_and_keep_their_hedges(api: httpx.Client) -> None:
    found = items(api, "/v1/series?area=all-46-forces&measure=offences-recorded")
    told = [
        [(point["period"], point["value"], point["qualifier"]) for point in series["points"]]
        for series in found
    ]
    assert told == [
        [("2019-20", 10391, "exact")],
        [("2015-16/2019-20", 37000, "more_than")],
    ]


def test_breaks_of_law_are_marked_with_their_reason(api: httpx.Client) -> None:
    address = "/v1/series?category=sexual-communication-with-a-child&measure=offences-recorded"
    (yearly,) = (s for s in items(api, address) if s["period_kind"] == "calendar_year")
    (found,) = yearly["breaks"]
    assert (found["before"], found["after"]) == ("2017", "2022")
    assert [reason["code"] for reason in found["reasons"]] == ["break_in_series"]
    assert "came into force" in found["reasons"][0]["detail"]
    marked = [point["period"] for point in yearly["points"] if point["break"]]
    assert marked == ["2022"]
    rows = csv.DictReader(io.StringIO(api.get(address.replace("series?", "series.csv?")).text))
    (row,) = (row for row in rows if row["period_kind"] == "calendar_year")
    assert row["points"].split(" | ")[-1] == "2022=202 (after a break)"
    assert row["breaks"].startswith("2017 to 2022: break_in_series: ")


def test_other_coverage_breaks_the_line(noisy: httpx.Client) -> None:
    (region,) = items(noisy, "/v1/series?area=region")
    assert [(found["before"], found["after"]) for found in region["breaks"]] == [
        ("2018-19", "2019-20")
    ]
    assert [reason["code"] for reason in region["breaks"][0]["reasons"]] == ["different_coverage"]
    (plain,) = items(noisy, "/v1/series?area=force-h")
    assert plain["breaks"] == []


def test_kinds_of_period_are_never_mixed(api: httpx.Client, noisy: httpx.Client) -> None:
    for client in (api, noisy):
        for found in items(client, "/v1/series"):
            kinds = {
                client.get(f"/v1/periods/{point['period']}").json()["data"]["kind"]
                for point in found["points"]
                if not point["gap"]
            }
            assert kinds == {found["period_kind"]}


def test_gaps_are_never_filled(api: httpx.Client) -> None:
    plain = api.get("/v1/series?area=west-midlands-police").json()["data"]
    assert api.get("/v1/series?area=west-midlands-police&fill=none").json()["data"] == plain
    for other in ("linear", "zero", "previous", "None"):
        (error,) = problem(api.get(f"/v1/series?fill={other}"), 422)["errors"]
        assert error["parameter"] == "fill"
        assert "/v1/changes" in error["detail"]
        assert "Draw the gap" in error["detail"]


def test_too_many_figures_are_refused_with_the_bound(
    api: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(address: str) -> str:
        detail: str = problem(api.get(address), 422)["detail"]
        return detail

    monkeypatch.setattr(series, "MOST_FIGURES", 100)
    monkeypatch.setattr(disagreements, "MOST_FIGURES", 100)
    assert "more than 100 figures" in told("/v1/series")
    assert "more than 100 figures" in told("/v1/series?dataset=ons-police-force-area-tables")
    assert "more than 100 figures" in told("/v1/disagreements")
    address = "/v1/disagreements?dataset=nspcc-foi-2020"
    assert "more than 100 figures" in told(address)
    assert api.get(f"{address}&kind=sources").status_code == 200
    measure = "measure=resident-population&dataset=ons-police-force-area-tables"
    assert "more than 100 figures" in told(f"/v1/series?{measure}")
    narrow = "area=west-midlands-police&measure=resident-population"
    assert [len(found["points"]) for found in items(api, f"/v1/series?{narrow}")] == [3]
    monkeypatch.setattr(series, "MOST_ON_A_PAGE", 2)
    assert "more than 2 figures" in told(f"/v1/series?{narrow}&limit=2")
