"""Every stored claim, checked when it is asked for."""

from collections import Counter
from typing import Any

import httpx
import pytest

from tests.api.conftest import items


def claim(client: httpx.Client, id_: str) -> dict[str, Any]:
    response = client.get(f"/v1/claims/{id_}")
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()["data"]
    return found


@pytest.mark.parametrize(
    ("id_", "verdict", "formula"),
    [
        (
            "online-offences-39-forces-2016-17:5:1",
            "holds_only_if_truncated",
            "(5653 − 3903) ÷ 3903 × 100 = 44.837305",
        ),
        (
            "birminghamlive-image-offences-2023-24:14:1",
            "holds_within_rounding",
            "11 + 7 + 6 = [22.5, 25.5)",
        ),
        ("express-and-star-online-offences-total-2019-20:3:1", "holds", "427 + 325 = 752"),
        ("west-midlands-grooming-2017-2022:2:1", "holds", "202 ÷ 23 = 8.782609"),
        ("online-offences-39-forces-2016-17:7:1", "holds", "5653 ÷ 365 days = 15.487671"),
        ("birminghamlive-image-offences-2023-24:8:1", "holds", "1822 + 954 + 522 + 503 = 3801"),
        (
            "express-and-star-rise-and-fall-2019-20:7:1",
            "holds",
            "(325 − 346) ÷ 346 × 100 = -6.069364",
        ),
    ],
)
def test_verdict_with_the_numbers_in_the_formula(
    api: httpx.Client, id_: str, verdict: str, formula: str
) -> None:
    found = claim(api, id_)
    assert (found["verdict"], found["formula"]) == (verdict, formula)
    assert found["missing"] == []
    for operand in found["operands"]:
        assert api.get(f"/v1/observations/{operand}").status_code == 200


def test_a_base_that_is_printed_nowhere_cannot_be_checked_and_is_only_implied(
    api: httpx.Client,
) -> None:
    found = claim(api, "express-and-star-online-offences-total-2019-20:11:2")
    assert found["verdict"] == "cannot_be_checked"
    assert found["computed"] is None
    assert found["missing"] == [
        "Online sexual offences against children in England and Wales in 2018-19."
    ]
    assert found["stated"]["interval"] == [16.5, 17.5]
    assert found["implied"]["role"] == "from"
    assert found["implied"]["notation"] == "(8560, 8633.476395]"
    held = items(api, "/v1/observations?area=england-and-wales&period=2018-19")
    assert held == []


def test_a_claim_that_the_figures_contradict_fails(noisy: httpx.Client) -> None:
    found = claim(noisy, "source:1:1")
    assert found["computed"]["value"] == 50
    assert found["stated"]["interval"] == [39.5, 40.5]
    assert found["verdict"] == "fails"


def test_a_hedged_fall_is_a_fall(noisy: httpx.Client) -> None:
    found = claim(noisy, "source:1:3")
    assert found["computed"]["value"] == -75
    assert found["stated"]["notation"] == "(-∞, -70)"
    assert found["verdict"] == "holds"


def test_a_suppressed_operand_cannot_be_checked(noisy: httpx.Client) -> None:
    found = claim(noisy, "source:1:2")
    assert found["verdict"] == "cannot_be_checked"
    assert found["missing"] == ["count:force-e:2019-20:offence:-:-:dataset is suppressed"]


def test_claims_are_filtered_by_source_kind_and_verdict(api: httpx.Client) -> None:
    everything = items(api, "/v1/claims")
    verdicts = Counter(found["verdict"] for found in everything)
    assert set(verdicts) == {
        "holds",
        "holds_within_rounding",
        "holds_only_if_truncated",
        "cannot_be_checked",
    }
    for verdict, total in verdicts.items():
        chosen = items(api, f"/v1/claims?verdict={verdict}")
        assert [found["id"] for found in chosen] == [
            found["id"] for found in everything if found["verdict"] == verdict
        ]
        assert len(chosen) == total
    chosen = items(api, "/v1/claims?source=west-midlands-grooming-2017-2022&kind=trend,fold")
    assert [found["id"].partition(":")[2] for found in chosen] == ["2:1", "3:2", "15:1"]


def test_a_repeat_in_the_article_is_a_further_citation(api: httpx.Client) -> None:
    found = claim(api, "west-midlands-grooming-2017-2022:2:1")
    assert [citation["paragraph"] for citation in found["citations"]] == [2, 1]


def test_an_observation_names_the_claims_that_rest_on_it(api: httpx.Client) -> None:
    id_ = (
        "offences-recorded:staffordshire-police:2018-19:online-child-sexual-offences:"
        "-:-:nspcc-foi-2020"
    )
    record = api.get(f"/v1/observations/{id_}").json()["data"]
    assert record["claims"] == [
        "express-and-star-online-offences-total-2019-20:9:1",
        "express-and-star-rise-and-fall-2019-20:1:2",
        "express-and-star-rise-and-fall-2019-20:7:1",
    ]


def test_support_organisations_go_with_the_claims(api: httpx.Client) -> None:
    meta = api.get("/v1/claims/west-midlands-grooming-2017-2022:2:1").json()["meta"]
    assert [found["slug"] for found in meta["support"]] == [
        "nspcc",
        "barnardos",
        "victim-support",
        "crimestoppers",
    ]


def test_claims_are_found_by_what_they_are_about(api: httpx.Client) -> None:
    about = items(api, "/v1/claims?area=staffordshire-police&period=2018-19")
    assert [found["kind"] for found in about] == ["change", "trend", "change"]
    for found in about:
        assert any(":staffordshire-police:2018-19:" in operand for operand in found["operands"])
    assert items(api, "/v1/claims?area=kent-police") == []


def test_a_verdict_says_what_it_compares(api: httpx.Client) -> None:
    answer = api.get("/v1/claims/west-midlands-grooming-2017-2022:2:1").json()
    codes = [warning["code"] for warning in answer["warnings"]]
    assert codes[:2] == ["non_adjacent_periods", "small_base"]
    assert "about_the_dataset" in codes
    forces = api.get("/v1/claims/online-offences-39-forces-2016-17:5:1").json()
    assert "membership_not_stated" in [warning["code"] for warning in forces["warnings"]]
