"""Change like for like, and runs of years, on synthetic figures and on the seed."""

import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event

from app.api import like_for_like
from app.importing.document import Document
from app.main import create_app
from app.settings import Settings
from app.store import changes
from tests.api.conftest import _empty, items, serving
from tests.api.noise import entry, figure, source
from tests.imported import store_with

SEEDED = "/v1/changes?area=west-midlands&panel=matched&category=online-child-sexual-offences"
OFFENCE = "category=offence&measure=count&dataset=dataset"
PAIR = f"/v1/changes?{OFFENCE}&from=2018-19&to=2019-20"


def _force(letter: str, **dates: str) -> dict[str, Any]:
    return entry(f"force-{letter}", kind="force", member_of=[{"area": "region", **dates}])


def _years(area: str, *values: int, **fields: Any) -> list[dict[str, Any]]:
    slugs = ("2015-16", "2016-17", "2017-18", "2018-19", "2019-20")
    return [figure(area, slug, value, **fields) for slug, value in zip(slugs, values, strict=True)]


DOCUMENTS: dict[str, dict[str, Any]] = {
    "areas": {
        "areas": [
            entry("country", kind="country"),
            entry("region", kind="region", member_of=[{"area": "country"}]),
            _force("a"),
            _force("b"),
            _force("c"),
            _force("d", **{"from": "2019-01-01"}),
            entry("force-e", kind="force", member_of=[{"area": "country"}]),
            entry("force-z", kind="force"),
            entry("unknown-group", kind="group"),
        ]
    },
    "categories": {"categories": [entry("offence"), entry("other-offence")]},
    "platforms": {"platforms": [entry("platform", operator="Synthetic")]},
    "populations": {"populations": [entry("population")]},
    "measures": {
        "measures": [
            entry("count", unit="offences", counted="true", summable="true", comparable="true"),
            entry("age", unit="years", counted="true", summable="false", comparable="false"),
        ]
    },
    "datasets": {
        "datasets": [
            entry(slug, producer="P", method="M", coverage="C", comparability="C")
            for slug in ("dataset", "other-dataset")
        ]
    },
    "source": source(
        "source",
        observations=[
            *_years("force-a", 90, 100, 121, 110, 160),
            figure("force-b", "2015-16", 60),
            figure("force-b", "2016-17", 80),
            figure("force-b", "2018-19", 90),
            figure("force-b", "2019-20", 90),
            figure("force-c", "2019-20", 70),
            figure("force-d", "2018-19", 40),
            figure("force-d", "2019-20", 50),
            figure("force-e", "2018-19", 500),
            figure("force-e", "2019-20", None, status="suppressed"),
            # noise: none of it may be in any sum above
            figure("force-z", "2018-19", 7000),
            figure("force-z", "2019-20", 8000),
            figure("force-a", "2018-19", 31, category="other-offence"),
            figure("force-a", "2019-20", 33, category="other-offence"),
            figure("force-a", "2018-19", 11, platform="platform"),
            figure("force-a", "2019-20", 13, platform="platform"),
            figure("force-b", "2018-19", 17, population="population"),
            figure("force-b", "2019-20", 19, population="population"),
            figure("force-c", "2018-19", 23, dataset="other-dataset"),
            figure("force-a", "2019-20", 12, measure="age"),
            figure("force-a", "2018-19", 11, measure="age"),
            figure("force-a", "2019", 29),
            figure("force-a", "2018", 27),
            figure("region", "2018-19", 300, forces=4),
            figure("region", "2019-20", 390, forces=4),
        ],
    ),
}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def panels(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    with _empty(request.param, request, tmp_path_factory) as url:
        documents = [
            Document.of(f"{name}.json", json.dumps(content).encode())
            for name, content in DOCUMENTS.items()
        ]
        store_with(url, documents, "Synthetic figures")
        with serving(url) as client:
            yield client


def sums(row: dict[str, Any], side: str) -> tuple[Any, ...]:
    found = row[side]
    return tuple(found[name] for name in ("from", "to", "members_from", "members_to", "percent"))


def told(row: dict[str, Any]) -> dict[str, tuple[bool, list[str]]]:
    return {
        member["area"]: (member["matched"], [reason["code"] for reason in member["reasons"]])
        for member in row["members"]
    }


def refused(client: httpx.Client, address: str) -> list[tuple[str, str]]:
    response = client.get(address)
    assert response.status_code == 422
    assert response.json()["type"] == "/problems/cannot-be-computed"
    return [(found["parameter"], found["detail"]) for found in response.json()["errors"]]


def test_a_region_is_matched_on_the_forces_of_both_periods(panels: httpx.Client) -> None:
    (row,) = items(panels, f"{PAIR}&area=region&panel=matched")
    assert (row["area"], row["from"], row["to"], row["unit"]) == (
        "region",
        "2018-19",
        "2019-20",
        "offences",
    )
    assert told(row) == {
        "force-a": (True, []),
        "force-b": (True, []),
        "force-c": (False, ["no_base_figure"]),
        "force-d": (False, ["different_membership"]),
    }
    assert sums(row, "matched") == (200, 250, 2, 2, 25)
    assert sums(row, "naive") == (200, 370, 2, 4, 85)
    coverage = row["coverage"]
    assert (coverage["joined"], coverage["left"], coverage["absolute"]) == (120, 0, 120)
    assert coverage["percentage_points"] == 60
    assert row["naive"]["absolute"] == row["matched"]["absolute"] + coverage["absolute"]
    assert (row["members_total"], row["members_matched"]) == (4, 2)


def test_the_printed_change_stands_beside_the_members(panels: httpx.Client) -> None:
    (row,) = items(panels, f"{PAIR}&area=region&panel=matched")
    assert row["printed"]["from"]["value"] == 300
    reasons = row["printed"]["comparability"]["reasons"]
    assert [reason["code"] for reason in reasons] == ["different_membership"]
    assert row["printed"]["absolute"] is None
    assert row["printed"]["lineage"]["observations"][0] in row["lineage"]["observations"]
    (named,) = items(panels, f"{PAIR}&area=force-a,force-c&panel=matched")
    assert named["printed"] is None


def test_a_country_has_the_forces_of_its_regions(panels: httpx.Client) -> None:
    (row,) = items(panels, f"{PAIR}&area=country&panel=matched")
    assert told(row)["force-e"] == (False, ["no_value"])
    assert sums(row, "matched") == (200, 250, 2, 2, 25)
    assert row["naive"]["from"] == 700
    assert row["coverage"]["left"] == 500
    assert row["members_total"] == 5


def test_all_forces_named_are_one_panel(panels: httpx.Client) -> None:
    first, second = items(panels, f"{PAIR}&area=force-e,region,force-c,force-a&panel=matched")
    assert (first["area"], first["members_asked"]) == (None, ["force-a", "force-c", "force-e"])
    assert sums(first, "matched") == (110, 160, 1, 1, 45.5)
    assert sums(first, "naive") == (610, 230, 2, 2, -62.3)
    assert (second["area"], second["members_asked"]) == ("region", [])


def test_the_naive_change_alone_warns_when_coverage_differs(panels: httpx.Client) -> None:
    answer = panels.get(f"{PAIR}&area=region&panel=naive").json()
    assert (answer["data"][0]["matched"], answer["data"][0]["coverage"]) == (None, None)
    warned = {warning["code"]: warning for warning in answer["warnings"]}
    assert {"partial_panel", "coverage_differs"} <= set(warned)
    assert warned["coverage_differs"]["path"] == "/data/0"
    answer = panels.get(f"{PAIR}&area=region&panel=matched").json()
    assert None not in (answer["data"][0]["naive"], answer["data"][0]["coverage"])
    assert "coverage_differs" not in {warning["code"] for warning in answer["warnings"]}


def test_parts_stay_out_unless_they_are_named(panels: httpx.Client) -> None:
    (row,) = items(panels, f"{PAIR}&area=region&panel=matched&platform=platform")
    assert (row["platform"], sums(row, "matched")[:2]) == ("platform", (11, 13))
    (row,) = items(panels, f"{PAIR}&area=region&panel=matched&population=population")
    assert (row["population"], sums(row, "matched")[:2]) == ("population", (17, 19))


def test_without_a_measure_those_that_may_be_added_are_shown(panels: httpx.Client) -> None:
    rows = items(panels, "/v1/changes?area=region&panel=matched&period=2019-20")
    # a base alone is a row too, as the period was named
    assert [(row["category"], row["measure"], row["dataset"]) for row in rows] == [
        ("offence", "count", "dataset"),
        ("offence", "count", "other-dataset"),
        ("other-offence", "count", "dataset"),
    ]
    assert rows[1]["matched"]["from"] is None


def test_without_a_period_every_year_is_compared_with_the_one_before(panels: httpx.Client) -> None:
    rows = items(panels, f"/v1/changes?{OFFENCE}&area=region&panel=matched")
    assert [(row["from"], row["to"], row["members_matched"]) for row in rows] == [
        ("2014-15", "2015-16", 0),
        ("2015-16", "2016-17", 2),
        ("2016-17", "2017-18", 1),
        ("2017", "2018", 0),
        ("2017-18", "2018-19", 1),
        ("2018", "2019", 1),
        ("2018-19", "2019-20", 2),
    ]
    assert [row["run"] for row in rows] == [None] * 7


def test_pages_follow_one_another(panels: httpx.Client) -> None:
    address = f"/v1/changes?{OFFENCE}&area=region,force-a,country&panel=matched"
    whole = items(panels, address)
    paged = items(panels, f"{address}&limit=2")
    assert paged == whole
    assert panels.get(f"{address}&limit=2").json()["meta"]["total"] == len(whole) == 21
    # a cursor leads from one page of a panel to the next, and only there
    following = panels.get(f"{address}&limit=2").json()["links"]["next"]
    assert panels.get(following.replace("panel=matched", "panel=naive")).status_code == 422


def test_a_run_of_a_panel_keeps_to_the_matched_forces(panels: httpx.Client) -> None:
    (row,) = items(
        panels, f"/v1/changes?{OFFENCE}&from=2015-16&to=2019-20&area=region&panel=matched"
    )
    run = row["run"]
    assert [(point["period"], point["value"], point["members"]) for point in run["points"]] == [
        ("2015-16", 150, 2),
        ("2016-17", 180, 2),
        ("2017-18", None, 1),
        ("2018-19", 200, 2),
        ("2019-20", 250, 2),
    ]
    assert [point["absolute"] for point in run["points"]] == [None, 30, None, None, 50]
    assert (run["years"], run["average_yearly"]) == (4, 25)
    assert run["compound_yearly_percent"] == 13.6
    assert len(run["lineage"]["observations"]) == 9


def test_a_run_of_one_area_has_each_year(panels: httpx.Client) -> None:
    rows = items(panels, f"/v1/changes?{OFFENCE}&from=2015-16&to=2019-20")
    runs = {row["area"]: row["run"] for row in rows if not (row["platform"] or row["population"])}
    assert [point["value"] for point in runs["force-a"]["points"]] == [90, 100, 121, 110, 160]
    assert [point["percent"] for point in runs["force-a"]["points"]] == [None, 11.1, 21, -9.1, 45.5]
    assert [point["gap"] for point in runs["force-b"]["points"]] == [
        False,
        False,
        True,
        False,
        False,
    ]
    assert [point["absolute"] for point in runs["force-b"]["points"]] == [None, 20, None, None, 0]
    assert runs["force-c"] is None
    precise = items(panels, f"/v1/changes?{OFFENCE}&from=2015-16&to=2019-20&precision=3")
    (rate,) = {
        row["run"]["compound_yearly_percent"]
        for row in precise
        if row["area"] == "force-a" and row["run"]
    }
    assert rate == 15.47


def test_a_run_goes_with_the_first_figure_too(panels: httpx.Client) -> None:
    rows = items(panels, f"/v1/changes?{OFFENCE}&basis=first&period=2018-19,2019-20&area=force-a")
    rows = [row for row in rows if row["platform"] is None]
    assert [row["run"]["years"] for row in rows] == [3, 4]
    assert [point["value"] for point in rows[0]["run"]["points"]] == [90, 100, 121, 110]


def test_a_panel_reads_as_of_a_release(panels: httpx.Client) -> None:
    pinned = panels.get(f"{PAIR}&area=region&panel=matched&release=1")
    assert "immutable" in pinned.headers["cache-control"]
    assert pinned.json()["data"] == items(panels, f"{PAIR}&area=region&panel=matched")


def test_csv_has_a_row_a_panel(panels: httpx.Client) -> None:
    head, row = panels.get(f"{PAIR}&area=region&panel=matched&format=csv").text.splitlines()
    cells = dict(zip(head.split(","), row.split(","), strict=False))
    assert (cells["area"], cells["from"], cells["to"]) == ("region", "2018-19", "2019-20")
    assert (cells["naive.absolute"], cells["matched.absolute"], cells["coverage.absolute"]) == (
        "170",
        "50",
        "120",
    )
    assert "force-c out (no_base_figure)" in row


@pytest.mark.parametrize(
    ("query", "parameters"),
    [
        ("panel=matched", ["panel"]),
        ("panel=matched&area=unknown-group", ["area"]),
        ("panel=matched&area=region&measure=age", ["measure"]),
        ("panel=naive&area=region&measure=age,count", ["measure"]),
        ("panel=matched&area=region&basis=first", ["basis"]),
        ("panel=matched&area=region&from=2018&to=2019-20", ["from"]),
        (
            "panel=matched&area=unknown-group,region&measure=age&basis=first",
            ["area", "measure", "basis"],
        ),
    ],
)
def test_what_cannot_be_computed_says_so_all_at_once(
    panels: httpx.Client, query: str, parameters: list[str]
) -> None:
    assert [parameter for parameter, _ in refused(panels, f"/v1/changes?{query}")] == parameters


def test_an_objection_gives_an_address_that_works(panels: httpx.Client) -> None:
    for query in ("area=unknown-group", "area=region&measure=age"):
        ((_, detail),) = refused(panels, f"/v1/changes?panel=matched&{query}")
        assert panels.get(detail[detail.index("/v1/") :]).status_code == 200


def test_a_word_that_is_no_panel_is_refused(panels: httpx.Client) -> None:
    response = panels.get("/v1/changes?area=region&panel=matchd")
    assert response.status_code == 422
    assert response.json()["type"] == "/problems/invalid-parameters"
    assert "matched" in response.json()["errors"][0]["detail"]


@pytest.mark.parametrize(
    ("module", "name", "query"),
    [
        (like_for_like, "MOST_FIGURES", "&area=region&panel=matched"),
        (changes, "MOST_PAIRS", ""),
        (changes, "MOST_FIGURES", ""),
    ],
)
def test_more_than_is_read_at_once_is_refused_with_the_bound(
    panels: httpx.Client, monkeypatch: pytest.MonkeyPatch, module: Any, name: str, query: str
) -> None:
    address = f"{PAIR}{query}"
    monkeypatch.setattr(module, name, 20)
    assert panels.get(address).status_code == 200
    monkeypatch.setattr(module, name, 4)
    response = panels.get(f"{address}&limit=99")
    assert response.status_code == 422
    assert response.json()["type"] == "/problems/too-much-asked"
    assert "more than 4" in response.json()["detail"]


def test_the_seed_has_three_of_four_forces_of_the_region(api: httpx.Client) -> None:
    (row,) = items(api, f"{SEEDED}&period=2019-20")
    assert sums(row, "matched") == (935, 1141, 3, 3, 22)
    assert row["naive"] == row["matched"]
    assert told(row)["warwickshire-police"] == (False, ["no_figure"])
    assert row["coverage"]["absolute"] == 0


def test_the_seeds_run_of_five_years_has_four_gaps(api: httpx.Client) -> None:
    (row,) = items(api, "/v1/changes?category=sexual-communication-with-a-child&from=2017&to=2022")
    run = row["run"]
    assert [point["value"] for point in run["points"]] == [23, None, None, None, None, 202]
    assert [point["gap"] for point in run["points"]] == [False, True, True, True, True, False]
    assert (run["average_yearly"], run["compound_yearly_percent"]) == (35.8, 54.4)
    rate = Fraction("0.544")
    assert Fraction(23) * (1 + rate - Fraction("0.0005")) ** 5 < 202
    assert Fraction(23) * (1 + rate + Fraction("0.0005")) ** 5 > 202


def test_a_group_whose_forces_are_not_stated_is_refused(api: httpx.Client) -> None:
    groups = ("england-and-wales-39-forces", "midlands-forces", "west-midlands-undetermined")
    found = refused(api, f"/v1/changes?panel=matched&area={','.join(groups)}")
    assert [parameter for parameter, _ in found] == ["area"] * 3
    for group, (_, detail) in zip(groups, found, strict=True):
        assert f"/v1/changes?area={group}" in detail


@pytest.mark.parametrize(
    "query",
    [
        "category=sexual-communication-with-a-child&from=2017&to=2022",
        "category=sexual-communication-with-a-child&period=2022&basis=first",
        "category=online-child-sexual-offences&period=2019-20",
        "area=west-midlands&panel=matched",
    ],
)
def test_no_question_reads_through_the_whole_record(seeded_file: Path, query: str) -> None:
    """The plans of SQLite, which takes a list of tuples for a reason to read every cell."""
    asked: list[tuple[str, Any]] = []
    app = create_app(Settings(database_url=f"sqlite:///{seeded_file}"))
    with TestClient(app) as client:
        client.get("/v1/changes?limit=1")  # the dictionary is read once, and is not the record
        engine = app.state.engine
        event.listen(engine, "before_cursor_execute", lambda *run: asked.append(run[2:4]))
        assert client.get(f"/v1/changes?{query}").json()["meta"]["total"] > 0
        told = [(text, given) for text, given in asked if "cells" in text]
        with engine.connect() as connection:
            plans = [
                row[3]
                for text, given in told
                for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", given)
            ]
    assert told
    assert any("SEARCH cells" in step for step in plans)
    # every figure is of some release up to the one asked
    whole = ("SCAN cells", "SCAN observations", "SEARCH observations USING INDEX ix_")
    assert not [step for step in plans if step.startswith(whole)]
