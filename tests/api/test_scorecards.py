"""How the claims of each source fared, and what to ask for next."""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from app.importing.document import Document
from tests.api.conftest import _empty, items, serving
from tests.api.noise import NOISE
from tests.api.test_bad_input import problem
from tests.imported import store_with

TOTAL = "express-and-star-online-offences-total-2019-20"
VERDICTS = (
    "holds",
    "holds_within_rounding",
    "holds_only_if_truncated",
    "fails",
    "cannot_be_checked",
)


def test_every_claim_stands_on_one_scorecard(api: httpx.Client) -> None:
    cards = items(api, "/v1/scorecards")
    assert [card["source"] for card in cards] == [
        source["slug"] for source in items(api, "/v1/sources") if source["claims"]
    ]
    for card in cards:
        claims = items(api, f"/v1/claims?source={card['source']}")
        found = Counter(claim["verdict"] for claim in claims)
        assert {verdict: card[verdict] for verdict in VERDICTS} == {
            verdict: found[verdict] for verdict in VERDICTS
        }
        assert card["claims"] == len(claims) == sum(card[verdict] for verdict in VERDICTS)
        assert set(card["lineage"]["observations"]) == {
            operand for claim in claims for operand in claim["operands"]
        }
        assert card["lineage"]["formula"].startswith(f"{len(claims)} claims = {found['holds']} ")
        assert card["lineage"]["release"] == 1


def test_the_figure_to_ask_for_next(api: httpx.Client) -> None:
    (card,) = items(api, f"/v1/scorecards?source={TOTAL}")
    most = card["most_wanted"]
    assert most["what"] == (
        "Online sexual offences against children in England and Wales in 2018-19."
    )
    assert (most["observation"], most["of_other_sources"], most["tied"]) == (None, [], [])
    assert most["claims"] == [f"{TOTAL}:11:2", f"{TOTAL}:15:1"]
    for id_ in most["claims"]:
        claim = api.get(f"/v1/claims/{id_}").json()["data"]
        assert (claim["verdict"], claim["missing"]) == ("cannot_be_checked", [most["what"]])


def test_the_record_wants_first_what_settles_most(api: httpx.Client) -> None:
    wanted = items(api, "/v1/scorecards/wanted")
    counts = [figure["checkable"] for figure in wanted]
    assert counts == sorted(counts, reverse=True)
    assert wanted[0]["what"].endswith("in England and Wales in 2018-19.")
    assert wanted[0]["checkable"] == len(wanted[0]["claims"]) == 2
    assert wanted[0]["sources"] == [TOTAL]
    lacking = {
        what
        for claim in items(api, "/v1/claims?verdict=cannot_be_checked")
        for what in claim["missing"]
    }
    assert {figure["what"] for figure in wanted} <= lacking
    (of_one, *_) = items(api, f"/v1/scorecards/wanted?source={TOTAL}")
    assert of_one == wanted[0]


def test_a_figure_that_was_held_back_is_wanted_by_its_id(noisy: httpx.Client) -> None:
    (card,) = items(noisy, "/v1/scorecards")
    assert {verdict: card[verdict] for verdict in VERDICTS} == {
        "holds": 1,
        "holds_within_rounding": 0,
        "holds_only_if_truncated": 0,
        "fails": 1,
        "cannot_be_checked": 1,
    }
    hidden = "count:force-e:2019-20:offence:-:-:dataset"
    assert card["most_wanted"]["observation"] == hidden
    assert card["most_wanted"]["what"] == f"{hidden} is suppressed"
    assert noisy.get(f"/v1/observations/{hidden}").json()["data"]["status"] == "suppressed"


def test_a_scorecard_says_that_it_is_no_grade(api: httpx.Client) -> None:
    (warning,) = api.get(f"/v1/scorecards?source={TOTAL}").json()["warnings"]
    assert warning["code"] == "what_a_scorecard_is_not"
    assert "a claim that cannot be checked is not wrong" in warning["detail"]


def test_a_source_without_claims_has_no_scorecard_and_the_answer_says_so(
    noisy: httpx.Client,
) -> None:
    answer = noisy.get("/v1/scorecards?source=second").json()
    assert (answer["data"], answer["meta"]["total"]) == ([], 0)
    assert "no_match" in [warning["code"] for warning in answer["warnings"]]


def test_a_scorecard_is_a_row(api: httpx.Client) -> None:
    rows = list(csv.DictReader(io.StringIO(api.get("/v1/scorecards.csv").text)))
    row = next(row for row in rows if row["source"] == TOTAL)
    assert (row["claims"], row["holds"], row["cannot_be_checked"]) == ("9", "5", "4")
    assert row["most_wanted.claims"] == f"{TOTAL}:11:2 | {TOTAL}:15:1"
    assert row["lineage.release"] == row["as_of_release"] == "1"
    assert api.get("/v1/scorecards/wanted.csv").text.startswith("what,observation,checkable,")


@pytest.mark.parametrize(
    ("address", "parameter", "told"),
    [
        ("/v1/scorecards?source=express-and-star-rise-and-fall-2019-21", "source", "did you mean"),
        ("/v1/scorecards?verdict=fails", "verdict", "no such parameter"),
        ("/v1/scorecards/wanted?source=nobody", "source", "is not known"),
    ],
)
def test_a_mistaken_question_is_told(
    api: httpx.Client, address: str, parameter: str, told: str
) -> None:
    (error,) = problem(api.get(address), 422)["errors"]
    assert error["parameter"] == parameter
    assert told in error["detail"]


def test_support_organisations_go_with_the_scorecards(api: httpx.Client) -> None:
    meta = api.get(f"/v1/scorecards?source={TOTAL}").json()["meta"]
    assert [found["slug"] for found in meta["support"]] == ["nspcc"]


@pytest.fixture(params=["sqlite", "postgresql"])
def shared_want(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    """A client on synthetic sources that wait for the same figures: one in words, one held back."""
    claims = [_change("to be found", 1), _change({"area": "force-e", "period": "2019-20"}, 2)]
    further = {
        **NOISE,
        "source": {**NOISE["source"], "claims": [claims[0], claims[1], _change("else", 3)]},
        "second": {**NOISE["second"], "claims": [claims[1], {**claims[0], "ordinal": "1"}]},
    }
    with _empty(request.param, request, tmp_path_factory) as url:
        documents = [
            Document.of(f"{name}.json", json.dumps(content).encode())
            for name, content in further.items()
        ]
        store_with(url, documents, "Synthetic figures")
        with serving(url) as client:
            yield client


def _change(later: str | dict[str, str], ordinal: int) -> dict[str, Any]:
    return {
        "paragraph": 1,
        "ordinal": str(ordinal),
        "kind": "change",
        "statement": "Synthetic.",
        "stated": "10 per cent",
        "value": "10",
        "unit": "per-cent",
        "operands": {
            "from": {"area": "force-e", "period": "2018-19"},
            "to": {"missing": later} if isinstance(later, str) else later,
        },
    }


def test_other_sources_that_wait_for_the_figure_are_named(shared_want: httpx.Client) -> None:
    together = {card["source"]: card for card in items(shared_want, "/v1/scorecards")}
    assert together["source"]["most_wanted"]["of_other_sources"] == ["second:1:1"]
    for slug, card in together.items():
        assert items(shared_want, f"/v1/scorecards?source={slug}") == [card]
    wanted = items(shared_want, "/v1/scorecards/wanted")
    assert wanted[0]["claims"] == ["source:1:1", "second:1:1"]
    assert wanted[0]["sources"] == ["source", "second"]
