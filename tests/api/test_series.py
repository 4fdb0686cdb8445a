"""Figures over time, gaps and all."""

import httpx

from tests.api.conftest import items


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
