"""Every stored claim, checked when it is asked for."""

import re
from collections import Counter
from typing import Any

import httpx
import pytest

from app.api import checked
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
    assert found["implied"]["derived"] is True
    assert found["implied"]["unit"] == "offences"
    assert found["implied"]["whole_numbers"] == [8561, 8633]
    assert found["implied"]["lineage"] == {
        "observations": found["operands"],
        "formula": "10058 ÷ (1 + stated ÷ 100), with stated in [16.5, 17.5)",
        "release": 1,
    }
    answer = api.get(f"/v1/claims/{found['id']}").json()
    assert [
        (warning["path"], warning["detail"].partition(" ")[0])
        for warning in answer["warnings"]
        if warning["code"] == "implied_not_printed"
    ] == [("/data/implied", "(8560,")]
    listed = api.get(f"/v1/claims?source={found['source']}&kind=change").json()
    (path,) = (w["path"] for w in listed["warnings"] if w["code"] == "implied_not_printed")
    at = int(path.split("/")[2])
    assert listed["data"][at]["id"] == found["id"]


@pytest.mark.parametrize(
    "address",
    [
        "/v1/observations?limit=10000",
        "/v1/observations.csv?limit=10000",
        "/v1/series?limit=10000",
        "/v1/series.csv?limit=10000",
        "/v1/changes?limit=10000",
        "/v1/changes.csv?limit=10000",
        "/v1/disagreements",
        "/v1/releases/1/changes?limit=10000",
        "/v1/areas/england-and-wales",
    ],
)
def test_what_is_implied_is_in_no_figure(api: httpx.Client, address: str) -> None:
    text = api.get(address).text
    assert "england-and-wales" in text or "disagreements" in address
    for number in ("8560", "8561", "8633"):
        assert number not in text
    for cell in (
        "offences-recorded:england-and-wales:2018-19:online-child-sexual-offences",
        "online-child-sexual-offences:england-and-wales:2018-19",
    ):
        assert cell not in text


def test_no_claim_is_checked_by_what_another_implies(api: httpx.Client) -> None:
    """The trend of the next paragraph needs the very figure that this one implies."""
    found = claim(api, "express-and-star-online-offences-total-2019-20:15:1")
    assert (found["verdict"], found["implied"]) == ("cannot_be_checked", None)
    assert found["missing"] == [
        "Online sexual offences against children in England and Wales in 2018-19."
    ]


def test_every_verdict_has_its_lineage(api: httpx.Client) -> None:
    for found in items(api, "/v1/claims"):
        assert found["lineage"] == {
            "observations": found["operands"],
            "formula": found["formula"],
            "release": 1,
        }
        if found["implied"] is not None:
            assert found["verdict"] == "cannot_be_checked"
            assert set(found["implied"]["lineage"]["observations"]) <= set(found["operands"])


@pytest.mark.parametrize(
    ("query", "keep"),
    [
        ("area=west-midlands-police", lambda c: _about(c, 1, {"west-midlands-police"})),
        ("period=2018-19,2017", lambda c: _about(c, 2, {"2018-19", "2017"})),
        (
            "category=indecent-images-of-children",
            lambda c: _about(c, 3, {"indecent-images-of-children"}),
        ),
        (
            "area=staffordshire-police&period=2018-19&kind=change",
            lambda c: (
                c["kind"] == "change"
                and _about(c, 1, {"staffordshire-police"})
                and _about(c, 2, {"2018-19"})
            ),
        ),
    ],
)
@pytest.mark.parametrize("verdict", ["", "&verdict=holds,cannot_be_checked"])
def test_filters_choose_exactly_the_claims_that_match(
    api: httpx.Client, query: str, keep: Any, verdict: str
) -> None:
    everything = items(api, "/v1/claims?limit=3")
    wanted = [
        found
        for found in everything
        if keep(found) and (not verdict or found["verdict"] in verdict)
    ]
    assert wanted
    for limit in (1, 2, 100):
        assert items(api, f"/v1/claims?{query}{verdict}&limit={limit}") == wanted
    answer = api.get(f"/v1/claims?{query}{verdict}&limit=1").json()
    assert answer["meta"]["total"] == len(wanted)


def _about(found: dict[str, Any], at: int, slugs: set[str]) -> bool:
    return any(operand.split(":")[at] in slugs for operand in found["operands"])


@pytest.mark.parametrize(
    ("id_", "hint"),
    [
        ("online-offences-39-forces-2016-17:5:9", "online-offences-39-forces-2016-17:5:1"),
        ("online-offences-39-force-2016-17:5:1", "online-offences-39-forces-2016-17:5:1"),
    ],
)
def test_a_claim_that_is_not_there_suggests_those_of_its_source(
    api: httpx.Client, id_: str, hint: str
) -> None:
    response = api.get(f"/v1/claims/{id_}")
    assert response.status_code == 404
    assert f"Did you mean {hint}" in response.json()["detail"]
    for other in re.findall(r"[a-z0-9-]+:\d+:\d+", response.json()["detail"])[1:]:
        assert other.startswith("online-offences-39-forces-2016-17:")


def test_verdicts_are_looked_for_among_so_many_claims_only(
    api: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checked, "MOST_CLAIMS", 9)
    for address in ("/v1/claims?verdict=fails", "/v1/scorecards", "/v1/scorecards/wanted"):
        response = api.get(address)
        assert response.status_code == 422
        assert response.json()["type"].endswith("/too-much-asked")
        assert "more than 9 claims" in response.json()["detail"]
        assert "source" in response.json()["detail"]
    source = "express-and-star-online-offences-total-2019-20"
    assert api.get(f"/v1/claims?verdict=holds&source={source}").json()["meta"]["total"] == 5
    assert api.get("/v1/claims").status_code == 200


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
    assert items(api, "/v1/claims?area=staffordshire-police&category=helpline-concerns") == []


def test_a_verdict_says_what_it_compares(api: httpx.Client) -> None:
    answer = api.get("/v1/claims/west-midlands-grooming-2017-2022:2:1").json()
    codes = [warning["code"] for warning in answer["warnings"]]
    assert codes[:2] == ["non_adjacent_periods", "small_base"]
    assert "about_the_dataset" in codes
    forces = api.get("/v1/claims/online-offences-39-forces-2016-17:5:1").json()
    assert "membership_not_stated" in [warning["code"] for warning in forces["warnings"]]
