"""`/v1/totals`: what is added, what is not, and what each sum is made of."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine

from app.analysis.totals import FEW
from app.domain.quantity import Qualifier
from app.store import forces_totals
from app.store.engine import connect_to
from app.store.migrate import migrate
from tests.api.conftest import items, serving
from tests.api.sums import QUARTERS
from tests.imported import imported
from tests.imports.made import area as area_entry
from tests.imports.made import dictionaries, source, structured, table
from tests.imports.made import row as stated

PLAIN = "/v1/totals?category=offence&measure=count&platform=-&population=-&dataset=dataset"


def _one(client: httpx.Client, address: str) -> dict[str, Any]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    (found,) = answer.json()["data"]
    return dict(found)


def _codes(client: httpx.Client, address: str) -> list[str]:
    return [warning["code"] for warning in client.get(address).json()["warnings"]]


def test_a_total_adds_the_forces_and_nothing_beside_them(summed: httpx.Client) -> None:
    found = _one(summed, f"{PLAIN}&period=2019-20")
    assert (found["value"], found["interval"], found["notation"]) == (500, None, None)
    assert (found["forces_in"], found["forces_known"], found["forces_lacking"]) == (2, 3, 1)
    assert (found["lacking"], found["lacking_without_value"]) == (["force-c"], 1)
    assert (found["unit"], found["periods"], found["printed"]) == ("offences", ["2019-20"], None)
    assert found["lineage"]["formula"] == "300 + 200"
    assert found["lineage"]["observations"] == [
        "count:force-a:2019-20:offence:-:-:dataset",
        "count:force-b:2019-20:offence:-:-:dataset",
    ]


def test_every_other_kind_of_figure_is_a_total_of_its_own(summed: httpx.Client) -> None:
    rows = items(summed, "/v1/totals?period=2019-20")
    names = ("measure", "category", "platform", "population", "dataset")
    assert {tuple(row[name] for name in names): row["value"] for row in rows} == {
        ("count", "offence", None, None, "dataset"): 500,
        ("count", "offence", None, None, "other-dataset"): 1000,
        ("count", "part", None, None, "dataset"): 30,
        ("count", "offence", "platform", None, "dataset"): 40,
        ("count", "offence", None, "under-18s", "dataset"): 20,
        ("other-count", "offence", None, None, "dataset"): 7,
    }


@pytest.mark.parametrize("address", ["/v1/totals", "/v1/totals?per=financial-year"])
def test_each_total_leads_to_exactly_what_was_added(summed: httpx.Client, address: str) -> None:
    rows = items(summed, address)
    assert rows
    for row in rows:
        assert _one(summed, row["receipt"]) == row
        found = [figure for link in row["lineage"]["addresses"] for figure in items(summed, link)]
        assert {figure["id"] for figure in found} == set(row["lineage"]["observations"])
        assert len(found) == row["forces_in"] * len(row["periods"])
        exact = all(figure["qualifier"] == Qualifier.EXACT for figure in found)
        expected = sum(figure["value"] for figure in found) if found and exact else None
        assert row["value"] == expected
        assert all(figure["measure"] == row["measure"] for figure in found)
        assert row["forces_in"] + row["forces_lacking"] == row["forces_known"] == 3


def test_a_range_makes_the_sum_a_range(summed: httpx.Client) -> None:
    found = _one(summed, f"{PLAIN}&period=2018-19")
    assert (found["value"], found["interval"]) == (None, [320, None])
    assert found["notation"] == "(320, ∞)"
    assert found["lineage"]["formula"] == "100 + (150, ∞) + 70"
    marks = ("inexact", "provisional", "estimated", "disputed")
    assert [found[mark] for mark in marks] == [1, 1, 0, 1]
    codes = _codes(summed, f"{PLAIN}&period=2018-19")
    assert {"inexact_figures", "provisional_figures", "disputed_figures"} <= set(codes)
    assert "estimated_figures" not in codes
    assert "partial_total" not in codes


def test_a_total_of_every_force_is_not_said_to_be_partial(summed: httpx.Client) -> None:
    found = _one(summed, f"{PLAIN}&period=2017-18")
    assert (found["value"], found["forces_lacking"], found["lacking"]) == (4, 0, [])
    assert found["estimated"] == 1
    assert _codes(summed, f"{PLAIN}&period=2017-18") == [
        "what_a_total_is_not",
        "estimated_figures",
        "about_the_dataset",
        "what_is_measured",
    ]


def test_what_nobody_has_is_no_zero(summed: httpx.Client) -> None:
    found = _one(summed, f"{PLAIN}&period=2016-17")
    assert (found["value"], found["interval"], found["forces_in"]) == (None, None, 0)
    assert (found["forces_lacking"], found["lacking_without_value"]) == (3, 1)
    assert found["lineage"] == {
        "observations": [],
        "addresses": [],
        "formula": "nothing to add",
        "release": 1,
    }


def test_a_year_is_of_the_forces_with_all_its_quarters(summed: httpx.Client) -> None:
    found = _one(summed, f"{PLAIN}&period=2019-20&per=financial-year")
    assert (found["period"], found["periods"]) == ("2019-20", list(QUARTERS))
    assert (found["value"], found["forces_in"], found["lacking"]) == (405, 2, ["force-b"])
    assert found["lacking_without_value"] == 1
    assert found["lineage"]["formula"] == "(70 + 75 + 80 + 80) + (10 + 20 + 30 + 40)"
    assert found["lineage"]["observations"][:5] == [
        *(f"count:force-a:{quarter}:offence:-:-:dataset" for quarter in QUARTERS),
        "count:force-c:2019-q2:offence:-:-:dataset",
    ]
    printed = found["printed"]
    assert (printed["value"], printed["forces_in"]) == (500, 2)
    assert _one(summed, printed["receipt"])["value"] == 500
    assert "printed_year_differs" in _codes(summed, f"{PLAIN}&period=2019-20&per=financial-year")


def test_a_year_without_all_its_quarters_has_no_sum(summed: httpx.Client) -> None:
    """The record has a quarter of that year, and nothing that is of the year itself."""
    rows = items(summed, "/v1/totals?per=financial-year")
    assert [row["period"] for row in rows] == ["2018-19", "2019-20"]
    assert (rows[0]["value"], rows[0]["forces_in"]) == (None, 0)
    assert rows[0]["lacking_without_value"] == 1
    assert rows[0]["printed"]["value"] is None
    assert rows[0]["printed"]["forces_in"] == 3


def test_what_is_not_to_be_added_is_refused_all_at_once(summed: httpx.Client) -> None:
    asked = "/v1/totals?measure=age,people,share,count&period=unstated,2019,2019-20"
    answer = summed.get(f"{asked}&per=financial-year")
    assert answer.status_code == 422
    told = [(error["parameter"], error["detail"][:20]) for error in answer.json()["errors"]]
    assert told == [
        ("measure", "age: years of severa"),
        ("measure", "people: its figures "),
        ("measure", "share: shares of dif"),
        ("period", "unstated: figures of"),
        ("period", "2019 is no financial"),
    ]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("area=force-a", "area"),
        ("per=year", "per"),
        ("period=2015-16", "period"),
        ("period=2019-20,rubbish", "period"),
        ("platform=-,platfrm", "platform"),
        ("measure=-", "measure"),
        ("dataset=-", "dataset"),
        ("limit=0", "limit"),
        ("cursor=abc", "cursor"),
        ("release=9", "release"),
    ],
)
def test_a_wrong_question_is_told_what_is_wrong(
    summed: httpx.Client, query: str, parameter: str
) -> None:
    answer = summed.get(f"/v1/totals?{query}")
    assert answer.status_code == 422, answer.text
    assert [error["parameter"] for error in answer.json()["errors"]] == [parameter]


def test_a_large_page_leaves_the_ids_to_the_receipts(
    summed: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_ids = items(summed, "/v1/totals")
    with monkeypatch.context() as patch:
        patch.setattr(forces_totals, "MOST_NAMED", 10)
        answer = summed.get("/v1/totals?limit=99").json()
    assert "figures_at_receipt" in [warning["code"] for warning in answer["warnings"]]
    assert "figures_at_receipt" not in _codes(summed, "/v1/totals")
    for row, whole in zip(answer["data"], with_ids, strict=True):
        count = whole["forces_in"]
        assert row["lineage"].pop("formula") == (
            f"sum of {count} figures" if count else "nothing to add"
        )
        assert row["lineage"]["observations"] == row["lineage"]["addresses"] == []
        del row["lineage"], whole["lineage"]
        assert row == whole


def test_a_total_as_csv(summed: httpx.Client) -> None:
    text = summed.get(f"{PLAIN}&period=2018-19&format=csv").text
    (found,) = csv.DictReader(io.StringIO(text))
    assert (found["value"], found["interval"], found["notation"]) == ("", "320 | none", "(320, ∞)")
    assert (found["lacking"], found["lineage.formula"]) == ("", "100 + (150, ∞) + 70")
    assert found["as_of_release"] == "1"


def test_figures_without_a_platform_can_be_asked_for_by_the_mark_of_ids(
    summed: httpx.Client,
) -> None:
    asked = "/v1/observations?area=force-a&period=2019-20&measure=count&category=offence"
    every = items(summed, asked)
    without = items(summed, f"{asked}&platform=-&population=-")
    both = items(summed, f"{asked}&platform=-,platform&population=-")
    assert {row["platform"] for row in both} == {None, "platform"}
    assert [row for row in every if row["platform"] is row["population"] is None] == without
    assert len(without) < len(both) < len(every)
    assert summed.get(f"{asked}&platform=-").json()["meta"]["total"] == len(without) + 1
    assert items(summed, f"{asked.replace('category=offence', 'category=-')}") == []


@pytest.fixture
def desk(database_url: str) -> Iterator[tuple[Engine, httpx.Client]]:
    engine = connect_to(database_url)
    migrate(engine)
    imported(engine, [*dictionaries(), source("one")], "Synthetic")
    with serving(database_url) as client:
        yield engine, client
    engine.dispose()


def _stated(engine: Engine, *rows: dict[str, str]) -> None:
    imported(engine, [table(*({**each, "source": "one"} for each in rows))], "Synthetic reason")


def test_an_earlier_release_answers_as_it_did(desk: tuple[Engine, httpx.Client]) -> None:
    engine, client = desk
    _stated(engine, stated("force-a", "7"), stated("force-b", "5"))
    first = _one(client, "/v1/totals")
    before = client.get(first["receipt"]).content
    assert first["value"] == 12
    _stated(engine, stated("force-a", "9"), stated("force-b", "", status="withdrawn"))
    assert _one(client, "/v1/totals")["value"] == 9
    # Force a becomes a part of force c, which has nothing of its own.
    part = structured("areas.json", {"areas": [area_entry("force-a", "force", ["force-c"])]})
    imported(engine, [part], "Synthetic reason")
    assert client.get("/v1/totals").json()["data"] == []
    assert client.get("/v1/totals?release=3").json()["data"][0]["value"] == 9
    assert client.get(first["receipt"]).content == before
    assert client.get("/v1/totals?release=1").json()["data"] == []


def test_what_an_import_says_again_is_no_new_total(desk: tuple[Engine, httpx.Client]) -> None:
    engine, client = desk
    _stated(engine, stated("force-a", "7"), stated("force-b", "5"))
    _stated(engine, stated("force-a", "7"), stated("force-c", "5", category="part-one"))
    assert [found["value"] for found in items(client, "/v1/totals")] == [12, 5]
    assert _one(client, "/v1/totals?category=offence&release=2")["value"] == 12


@pytest.fixture
def plain_and_not(desk: tuple[Engine, httpx.Client]) -> httpx.Client:
    """A client of the API on three releases of quarters and years, most of them nothing special."""
    engine, client = desk
    figures = {
        (category, quarter, force): stated(force, str(value), period=quarter, category=category)
        for category in ("offence", "part-one", "part-two")
        for quarter in QUARTERS
        for value, force in enumerate(("force-a", "force-b", "force-c"), start=7)
    }
    figures["part-one", QUARTERS[0], "force-b"].update(status="provisional")
    figures["part-two", QUARTERS[1], "force-a"].update(qualifier="more_than")
    figures["offence", QUARTERS[2], "force-c"].update(value="", status="suppressed")
    late = {key: figures.pop(key) for key in [*figures] if key[1:] == (QUARTERS[3], "force-c")}
    year = stated("force-a", "31", period="2019-20", category="offence")
    _stated(engine, *figures.values(), year, stated("force-a", "5", period="2018-q2"))
    revised = stated("force-a", "8", period=QUARTERS[0]), {**year, "value": "32"}
    _stated(engine, *late.values(), *revised)
    return client


@pytest.mark.parametrize("few", [0, 3, 20, 40])
@pytest.mark.parametrize("per", ["period", "financial-year"])
@pytest.mark.parametrize("release", [2, 3])
def test_rows_of_a_large_page_say_what_each_says_by_itself(
    plain_and_not: httpx.Client,
    monkeypatch: pytest.MonkeyPatch,
    few: int,
    per: str,
    release: int,
) -> None:
    asked = f"/v1/totals?per={per}&release={release}"
    alone = [_one(plain_and_not, row["receipt"]) for row in items(plain_and_not, asked)]
    monkeypatch.setattr(forces_totals, "MOST_NAMED", few)
    for limit in (1, 2, len(alone) - 1, len(alone), len(alone) + 1):
        rows = []
        following = f"{asked}&limit={limit}"
        while following:
            answer = plain_and_not.get(following).json()
            figures = [row["forces_in"] * len(row["periods"]) for row in answer["data"]]
            named = [bool(row["lineage"]["observations"]) for row in answer["data"]]
            following = answer["links"]["next"]
            # Of a page that others follow, the first of those counts too.
            if following is None:
                assert named == [number > 0 and sum(figures) <= few for number in figures]
            assert answer["meta"]["total"] == len(alone)
            rows += answer["data"]
        for row, whole in zip(rows, alone, strict=True):
            lineage = whole["lineage"]
            if not row["lineage"]["observations"]:
                count = whole["forces_in"] * len(whole["periods"])
                told = f"sum of {count} figures" if count else "nothing to add"
                lineage = {**lineage, "observations": [], "addresses": [], "formula": told}
                # Few of them are named on a large page too.
                assert len(whole["lacking"]) <= FEW
            assert list(row.items()) == list({**whole, "lineage": lineage}.items())
    sorts = {(row["value"] is None, row["printed"] is None) for row in alone}
    assert (False, True) in sorts
    assert per == "period" or sorts == {(False, True), (True, True), (False, False)}


@pytest.mark.parametrize("per", ["period", "financial-year"])
def test_a_large_page_is_the_same_as_csv(
    plain_and_not: httpx.Client, monkeypatch: pytest.MonkeyPatch, per: str
) -> None:
    monkeypatch.setattr(forces_totals, "MOST_NAMED", 0)
    rows = items(plain_and_not, f"/v1/totals?per={per}")
    text = plain_and_not.get(f"/v1/totals?per={per}&format=csv").text
    for told, row in zip(csv.DictReader(io.StringIO(text)), rows, strict=True):
        for name in ("period", "category", "value", "unit", "forces_in", "receipt"):
            assert told[name] == str("" if row[name] is None else row[name])
        assert told["periods"] == " | ".join(row["periods"])
        assert told["lineage.formula"] == row["lineage"]["formula"]
