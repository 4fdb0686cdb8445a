"""Rankings: ties, gaps, bases and subjects, over HTTP."""

import csv
import io
from typing import Any

import httpx
import pytest

from tests.api.conftest import items

PLAIN = "/v1/rankings?category=offence&dataset=dataset"


def places(client: httpx.Client, query: str) -> list[tuple[Any, ...]]:
    return [
        (row["member"], row["rank"], row["tied"], row["value"])
        for row in items(client, f"{PLAIN}&{query}")
    ]


def codes(reasons: list[dict[str, Any]]) -> list[str]:
    return [reason["code"] for reason in reasons]


def test_ties_share_a_rank_and_those_without_one_stand_apart(peopled: httpx.Client) -> None:
    rows = items(peopled, f"{PLAIN}&period=2018&area=region")
    assert [(row["member"], row["rank"], row["tied"], row["value"]) for row in rows] == [
        ("force-c", 1, 1, 400),
        ("force-a", 2, 2, 300),
        ("force-b", 2, 2, 300),
        ("force-e", 4, 1, 90),
        ("force-g", 5, 1, 10),
        ("force-d", None, 0, None),
        ("force-f", None, 0, None),
        ("force-h", None, 0, None),
    ]
    assert [codes(row["not_ranked"]) for row in rows[5:]] == [
        ["no_value"],
        ["inexact_value"],
        ["not_in_record"],
    ]
    assert all(row["not_ranked"] == [] for row in rows[:5])
    assert rows[0]["lineage"] == {
        "observations": ["count:force-c:2018:offence:-:-:dataset"],
        "formula": "400",
        "release": 1,
    }
    assert rows[0]["observations"][0]["citations"][0]["source"] == "source"


def test_changes_are_ordered_by_per_cent_and_a_small_base_is_flagged(
    peopled: httpx.Client,
) -> None:
    rows = {
        row["member"]: row
        for row in items(peopled, f"{PLAIN}&by=change&period=2018&area=region&precision=2")
    }
    assert [(slug, row["rank"], row["value"]) for slug, row in rows.items() if row["rank"]] == [
        ("force-e", 1, 900),
        ("force-a", 2, 50),
        ("force-b", 3, -25),
    ]
    assert codes(rows["force-e"]["flags"]) == ["small_base"]
    assert (rows["force-e"]["earlier_value"], rows["force-e"]["later_value"]) == (9, 90)
    assert rows["force-a"]["flags"] == []
    assert codes(rows["force-c"]["not_ranked"]) == ["no_base_figure"]
    assert codes(rows["force-h"]["not_ranked"]) == ["not_in_record"]
    assert len(rows) == 8


def test_a_change_can_be_from_another_year(peopled: httpx.Client) -> None:
    found = places(peopled, "by=change&period=2018&from=2016")
    assert found[0] == ("force-g", 1, 1, -75)
    assert [rank for _, rank, _, _ in found[1:]] == [None] * 8


def test_a_tiny_base_keeps_a_rate_out_of_the_order(peopled: httpx.Client) -> None:
    rows = items(peopled, f"{PLAIN}&by=rate&period=2018&area=region")
    assert [(row["member"], row["rank"], row["value"]) for row in rows[:4]] == [
        ("force-b", 1, 60),
        ("force-a", 2, 30),
        ("force-c", 3, 20),
        ("force-g", 4, 1.4),
    ]
    apart = {row["member"]: codes(row["not_ranked"]) for row in rows[4:]}
    assert apart["force-e"] == ["small_population"]
    assert rows[0]["interval"] == [59.994001, 60.006001]
    assert (rows[0]["unit"], rows[0]["later_value"]) == ("per-100000-people", 300)


def test_members_are_all_forces_or_the_ones_named(peopled: httpx.Client) -> None:
    everyone = places(peopled, "period=2018")
    assert everyone[0] == ("force-x", 1, 1, 5000)
    assert len(everyone) == 9
    named = places(peopled, "period=2018&area=force-e,other-region")
    assert named == [("force-x", 1, 1, 5000), ("force-e", 2, 1, 90)]


def test_a_part_is_ranked_where_it_is_named(peopled: httpx.Client) -> None:
    assert places(peopled, "period=2018&platform=platform")[0] == ("force-a", 1, 1, 9003)
    assert places(peopled, "period=2018&population=some-cases")[0] == ("force-a", 1, 1, 9004)
    assert places(peopled, "period=2018&measure=share")[:2] == [
        ("force-b", 1, 1, 15),
        ("force-a", 2, 1, 12),
    ]


def test_shares_are_ordered_along_a_dimension(api: httpx.Client) -> None:
    rows = items(api, "/v1/rankings?by=share&dimension=platform")
    assert [(row["member"], row["rank"], row["value"]) for row in rows] == [
        ("snapchat", 1, 50),
        ("meta", 2, 25),
        ("instagram", None, None),
        ("facebook", None, None),
        ("whatsapp", None, None),
    ]
    assert {code for row in rows[2:] for code in codes(row["not_ranked"])} == {"part_of_a_member"}
    forces = items(api, "/v1/rankings?by=share&area=west-midlands&precision=2")
    assert [(row["member"], row["rank"], row["value"]) for row in forces] == [
        ("west-midlands-police", 1, 47.93),
        ("west-mercia-police", 2, 25.1),
        ("warwickshire-police", 3, 13.73),
        ("staffordshire-police", 4, 13.23),
    ]


def test_the_answer_says_what_the_order_is_not(peopled: httpx.Client) -> None:
    answer = peopled.get(f"{PLAIN}&period=2018&area=region&by=change").json()
    told = {found["code"]: found["detail"] for found in answer["warnings"]}
    assert "not an order of harm" in told["what_a_ranking_is_not"]
    assert told["members_not_ranked"].startswith("5 of 8 members")
    assert told["small_base"].startswith("1 of 8 rows")
    assert "what_is_measured" in told


def test_an_order_of_platforms_speaks_of_no_force(api: httpx.Client) -> None:
    answer = api.get("/v1/rankings?by=share&dimension=platform").json()
    told = {found["code"]: found["detail"] for found in answer["warnings"]}
    assert "force" not in told["what_a_ranking_is_not"]


def test_without_a_whole_the_answer_says_why_there_are_no_shares(api: httpx.Client) -> None:
    about = "area=west-midlands&category=online-child-sexual-offences&period=2019-20"
    answer = api.get(f"/v1/rankings?by=share&{about}").json()
    assert answer["data"] == []
    assert {"no_match", "no_shares"} <= {found["code"] for found in answer["warnings"]}


def test_pages_are_of_one_order(peopled: httpx.Client) -> None:
    whole = items(peopled, f"{PLAIN}&period=2018")
    assert items(peopled, f"{PLAIN}&period=2018&limit=2") == whole
    first = peopled.get(f"{PLAIN}&period=2018&limit=2").json()
    assert (first["meta"]["total"], len(first["data"])) == (9, 2)


def test_a_table_pastes_into_a_chart(peopled: httpx.Client) -> None:
    text = peopled.get("/v1/rankings.csv?category=offence&dataset=dataset&period=2018").text
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["rank"], row["name"], row["value"]) for row in rows[:2]] == [
        ("1", "Synthetic force-x", "5000"),
        ("2", "Synthetic force-c", "400"),
    ]
    assert rows[-1]["not_ranked"].startswith("not_in_record: ")


def test_nothing_to_rank_is_no_error(peopled: httpx.Client) -> None:
    answer = peopled.get("/v1/rankings?period=2012&category=offence").json()
    assert answer["data"] == []
    assert "no_match" in [found["code"] for found in answer["warnings"]]


@pytest.mark.parametrize(
    ("query", "kind", "told"),
    [
        (
            "area=force-a",
            "cannot-be-computed",
            [
                ("category", "name one of offence, other-offence"),
                ("period", "name one of 2017, 2018, 2018-19"),
                ("dataset", "name one of dataset, other-dataset"),
            ],
        ),
        (
            "measure=age,count&period=2018&category=offence&dataset=dataset",
            "cannot-be-computed",
            [("measure", "name one of age, count"), ("measure", "/v1/observations?measure=age")],
        ),
        (
            "area=unnamed-group,region",
            "cannot-be-computed",
            [("area", "/v1/observations?area=unnamed-group")],
        ),
        (
            "by=rate&measure=share&period=2018",
            "cannot-be-computed",
            [("measure", "/v1/observations?measure=share")],
        ),
        (
            "from=2016&per=1000-under-18s&dimension=platform",
            "invalid-parameters",
            [("from", "`by=change`"), ("per", "`by=rate`"), ("dimension", "`by=share`")],
        ),
        (
            "by=share&measure=age",
            "cannot-be-computed",
            [("measure", "/v1/observations?measure=age")],
        ),
        ("by=harm&perod=2018", "invalid-parameters", [("by", "not one of"), ("perod", "period?")]),
    ],
)
def test_what_has_no_order_is_refused_with_what_to_ask_instead(
    peopled: httpx.Client, query: str, kind: str, told: list[tuple[str, str]]
) -> None:
    response = peopled.get(f"/v1/rankings?{query}")
    assert response.status_code == 422
    problem = response.json()
    assert problem["type"] == f"/problems/{kind}"
    assert [fault["parameter"] for fault in problem["errors"]] == [name for name, _ in told]
    for (_, text), fault in zip(told, problem["errors"], strict=True):
        assert text in fault["detail"]
    assert peopled.get(problem["type"]).status_code == 200


def test_the_articles_forces_in_order(api: httpx.Client) -> None:
    query = "/v1/rankings?area=west-midlands&category=online-child-sexual-offences&period=2019-20"
    by_value, by_change, by_rate = (
        [row["member"] for row in items(api, f"{query}&by={by}") if row["rank"]]
        for by in ("value", "change", "rate")
    )
    assert by_value == ["west-midlands-police", "west-mercia-police", "staffordshire-police"]
    assert by_change == ["west-mercia-police", "west-midlands-police", "staffordshire-police"]
    assert by_rate == ["west-mercia-police", "staffordshire-police", "west-midlands-police"]
