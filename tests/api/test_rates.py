"""Rates: what they say over HTTP, on figures with populations of every kind."""

import csv
import io
from typing import Any

import httpx
import pytest

from tests.api.conftest import items

PLAIN = "/v1/rates?category=offence&dataset=dataset&measure=count"


def rates(client: httpx.Client, query: str) -> dict[str, dict[str, Any]]:
    return {row["area"]: row for row in items(client, f"{PLAIN}&{query}")}


def codes(row: dict[str, Any]) -> list[str]:
    return [reason["code"] for reason in row["reasons"]]


def test_each_figure_stands_over_the_people_of_its_area(peopled: httpx.Client) -> None:
    found = rates(peopled, "period=2018")
    assert {area: (row["rate"], codes(row), row["ranked"]) for area, row in found.items()} == {
        "force-a": (30, [], True),
        "force-b": (60, [], True),
        "force-c": (20, [], True),
        "force-d": (None, ["no_value"], False),
        "force-e": (1000, ["small_population"], False),
        "force-f": (None, ["inexact_value"], False),
        "force-g": (1.4, ["small_count", "distant_population"], True),
        "force-x": (None, ["no_population"], False),
        "region": (None, ["no_population"], False),
    }


def test_a_rate_names_its_people_and_how_far_they_are(peopled: httpx.Client) -> None:
    row = rates(peopled, "period=2018-19")["force-a"]
    assert (row["rate"], row["rate_exact"], row["per"]) == (900.2, "4501/5", "100000-people")
    assert row["people"] == {
        "value": 1_000_000,
        "interval": [999_950, 1_000_050],
        "period": "2018",
        "days_from_period": 90,
        "dataset": "census",
        "sources": ["source"],
        "observations": ["resident-population:force-a:2018:-:-:-:census"],
        "formula": "1000000",
    }
    assert row["lineage"] == {
        "observations": [row["observation"]["id"], *row["people"]["observations"]],
        "formula": "9002 ÷ 1000000 × 100000",
        "release": 1,
    }
    assert row["observation"]["citations"][0]["stated"] == "9002"
    assert row["notation"] == "(900.154992, 900.245012]"


def test_parts_stand_among_wholes_only_where_they_are_named(peopled: httpx.Client) -> None:
    assert [row["rate"] for row in items(peopled, "/v1/rates?area=force-a&period=2018")] == [
        30,
        900.5,
        900.1,
    ]
    for part, value in (("platform=platform", 9003), ("population=some-cases", 9004)):
        (row,) = items(peopled, f"/v1/rates?period=2018&{part}")
        assert row["observation"]["value"] == value


def test_under_18s_have_a_rate_of_their_own(peopled: httpx.Client) -> None:
    found = rates(peopled, "period=2018&per=1000-under-18s")
    assert (found["force-a"]["rate"], codes(found["force-a"])) == (1.5, [])
    assert codes(found["force-b"]) == ["no_population"]
    assert "people under 18" in found["force-b"]["reasons"][0]["detail"]


def test_precision_rounds_and_the_fraction_stays(peopled: httpx.Client) -> None:
    found = rates(peopled, "period=2018&precision=4")["force-g"]
    assert (found["rate"], found["rate_exact"]) == (1.4286, "10/7")


def test_the_answer_says_what_its_rows_say(peopled: httpx.Client) -> None:
    answer = peopled.get(f"{PLAIN}&period=2018").json()
    told = {found["code"]: found["detail"] for found in answer["warnings"]}
    assert told["small_population"].startswith("1 of 9 rows: ")
    assert {"no_population", "distant_population", "small_count", "no_value"} <= set(told)
    assert "small_population" not in [
        found["code"] for found in peopled.get(f"{PLAIN}&area=force-a").json()["warnings"]
    ]


def test_pages_neither_repeat_nor_skip(peopled: httpx.Client) -> None:
    whole = peopled.get("/v1/rates?limit=1000").json()
    paged = items(peopled, "/v1/rates?limit=3")
    assert paged == whole["data"]
    assert whole["meta"]["total"] == len(paged) == 17


def test_a_table_has_the_people_in_it(peopled: httpx.Client) -> None:
    text = peopled.get("/v1/rates.csv?area=force-a&period=2018&category=offence").text
    row, *_ = csv.DictReader(io.StringIO(text))
    wanted = ("rate", "people.value", "people.period", "observation.value", "as_of_release")
    assert [row[name] for name in wanted] == ["30", "1000000", "2018", "300", "1"]


@pytest.mark.parametrize(
    ("query", "kind", "told"),
    [
        (
            "measure=age,share,count",
            "cannot-be-computed",
            ["age is not a count of cases", "share is not a count of cases"],
        ),
        ("measure=ages&per=people", "invalid-parameters", ["'ages' is not known", "'people' is"]),
        ("precision=11&area=force-z", "invalid-parameters", ["'force-z' is not", "'11' is not"]),
    ],
)
def test_what_has_no_rate_is_refused_with_every_reason(
    peopled: httpx.Client, query: str, kind: str, told: list[str]
) -> None:
    response = peopled.get(f"/v1/rates?{query}")
    assert response.status_code == 422
    problem = response.json()
    assert problem["type"] == f"/problems/{kind}"
    assert len(problem["errors"]) == len(told)
    assert all(text in fault["detail"] for text, fault in zip(told, problem["errors"], strict=True))


def test_the_seed_has_people_for_the_forces_of_its_articles(api: httpx.Client) -> None:
    query = "/v1/rates?category=online-child-sexual-offences&area=west-midlands-police,london"
    found = {row["period"]: row for row in items(api, query)}
    assert {period: row["rate"] for period, row in found.items()} == {
        "2018-19": 13.6,
        "2019-20": 14.6,
    }
    assert codes(found["2018-19"]) == []
    assert codes(found["2019-20"]) == ["distant_population"]
    assert found["2018-19"]["people"]["sources"] == ["ons-police-force-areas-june-2019"]
