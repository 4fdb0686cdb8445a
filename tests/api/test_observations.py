"""Figures with their receipts."""

from decimal import Decimal
from typing import Any

import httpx
import pytest
from sqlalchemy import create_engine

from tests.api.conftest import items, serving

WMP = (
    "offences-recorded:west-midlands-police:2019-20:online-child-sexual-offences:-:-:nspcc-foi-2020"
)


def test_a_figure_printed_by_two_articles_is_one_observation_with_two_citations(
    api: httpx.Client,
) -> None:
    found = items(
        api,
        "/v1/observations?area=west-midlands-police&period=2019-20&measure=offences-recorded",
    )
    assert [row["id"] for row in found] == [WMP]
    assert found[0]["value"] == 427
    assert [(row["source"], row["paragraph"]) for row in found[0]["citations"]] == [
        ("express-and-star-online-offences-total-2019-20", 7),
        ("express-and-star-rise-and-fall-2019-20", 5),
    ]


def test_every_figure_has_a_receipt_and_missing_is_never_zero(api: httpx.Client) -> None:
    for row in items(api, "/v1/observations"):
        assert row["citations"]
        assert row["release"] == {"from": 1, "to": None}
        assert (row["value"] is not None) == (
            row["status"] in ("published", "provisional", "estimated")
        )


@pytest.mark.parametrize(
    ("query", "keep"),
    [
        ("area=force-a", lambda row: row["area"] == "force-a"),
        ("area=force-a,force-b", lambda row: row["area"] in ("force-a", "force-b")),
        ("area=force-a&area=force-b", lambda row: row["area"] in ("force-a", "force-b")),
        ("period=2018-19", lambda row: row["period"] == "2018-19"),
        ("category=other-offence", lambda row: row["category"] == "other-offence"),
        ("measure=age", lambda row: row["measure"] == "age"),
        ("dataset=other-dataset", lambda row: row["dataset"] == "other-dataset"),
        ("status=suppressed", lambda row: row["status"] == "suppressed"),
        ("source=source", lambda row: row["dataset"] is not None),
        (
            "area=force-a&period=2019-20&category=offence",
            lambda row: (
                (row["area"], row["period"], row["category"]) == ("force-a", "2019-20", "offence")
            ),
        ),
    ],
)
def test_filters_choose_exactly_the_rows_that_match(
    noisy: httpx.Client, query: str, keep: Any
) -> None:
    everything = items(noisy, "/v1/observations")
    chosen = items(noisy, f"/v1/observations?{query}")
    assert chosen == [row for row in everything if keep(row)]
    assert chosen
    assert noisy.get(f"/v1/observations?{query}").json()["meta"]["total"] == len(chosen)


def test_filters_of_platform_and_population(api: httpx.Client) -> None:
    shares = items(api, "/v1/observations?platform=meta,snapchat")
    assert [(row["platform"], row["value"], row["qualifier"]) for row in shares] == [
        ("snapchat", 50, "exact"),
        ("meta", 25, "fraction"),
    ]
    assert {row["population"] for row in shares} == {"platform-recorded"}
    (aged,) = items(api, "/v1/observations?population=victims-aged-10-and-under")
    assert (aged["value"], aged["qualifier"]) == (100, "nearly")


def test_a_figure_by_its_key_with_its_history(api: httpx.Client) -> None:
    record = api.get(f"/v1/observations/{WMP}").json()["data"]
    assert record["value"] == 427
    assert [version["value"] for version in record["history"]] == [427]


def test_a_span_is_read_by_its_key(api: httpx.Client) -> None:
    key = (
        "offences-recorded:west-midlands-police:2017/2022:sexual-communication-with-a-child:"
        "-:-:west-midlands-police-foi-2017-2022"
    )
    assert api.get(f"/v1/observations/{key}").json()["data"]["value"] == 732
    encoded = key.replace("/", "%2F")
    assert api.get(f"/v1/observations/{encoded}").json()["data"]["value"] == 732


def test_the_undetermined_west_midlands_is_neither_force_nor_region(api: httpx.Client) -> None:
    response = api.get("/v1/observations?area=west-midlands-undetermined").json()
    (row,) = response["data"]
    assert row["value"] == 241
    assert {item["field"] for item in row["inferred"]} == {"period"}
    assert "undetermined_area" in [warning["code"] for warning in response["warnings"]]


def test_numbers_are_plain_and_exact(api: httpx.Client) -> None:
    response = api.get("/v1/observations?measure=government-funding")
    assert '"value":1600000,' in response.text
    assert response.json()["data"][0]["unit"] == "pounds"


def test_an_answer_without_figures_says_so(api: httpx.Client) -> None:
    response = api.get("/v1/observations?area=kent-police")
    assert response.status_code == 200
    answer = response.json()
    assert (answer["data"], answer["meta"]["total"]) == ([], 0)
    assert "no_match" in [warning["code"] for warning in answer["warnings"]]


def test_mixed_datasets_and_kinds_of_period_are_warned_of(noisy: httpx.Client) -> None:
    codes = {warning["code"] for warning in noisy.get("/v1/observations").json()["warnings"]}
    assert {"mixed_datasets", "mixed_period_kinds", "what_is_measured"} <= codes
    plain = noisy.get("/v1/observations?area=force-h").json()["warnings"]
    assert [warning["code"] for warning in plain] == ["about_the_dataset", "what_is_measured"]


def test_a_revision_leaves_the_earlier_release_as_it_was(seeded_url: str) -> None:
    _revise(seeded_url, WMP, Decimal(428))
    with serving(seeded_url) as client:
        query = "area=west-midlands-police&period=2019-20&measure=offences-recorded"
        (now,) = items(client, f"/v1/observations?{query}")
        (then,) = items(client, f"/v1/observations?{query}&release=1")
        assert (now["value"], now["release"]) == (428, {"from": 2, "to": None})
        assert (then["value"], then["release"]) == (427, {"from": 1, "to": None})
        record = client.get(f"/v1/observations/{WMP}").json()
        assert [
            (version["value"], version["release"]) for version in record["data"]["history"]
        ] == [
            (428, {"from": 2, "to": None}),
            (427, {"from": 1, "to": 2}),
        ]
        assert record["meta"]["release"] == 2
        early = client.get(f"/v1/observations/{WMP}?release=1").json()["data"]
        assert [version["value"] for version in early["history"]] == [427]
        assert [found["number"] for found in items(client, "/v1/releases?limit=1")] == [1, 2]
        assert [found["number"] for found in items(client, "/v1/releases?release=1")] == [1]
        (change,) = items(client, "/v1/releases/2/changes")
        assert change["kind"] == "revised"
        assert (change["before"]["value"], change["after"]["value"]) == (427, 428)
        assert len(items(client, "/v1/releases/1/changes")) == 43
        (row,) = items(client, f"/v1/changes?{query}&release=1")
        assert (row["absolute"], row["lineage"]["release"]) == (29, 1)
        (row,) = items(client, f"/v1/changes?{query}")
        assert (row["absolute"], row["lineage"]["release"]) == (30, 2)
        (series,) = items(
            client,
            "/v1/series?area=west-midlands-police&dataset=nspcc-foi-2020"
            "&measure=offences-recorded&release=1",
        )
        assert [point["value"] for point in series["points"]] == [398, 427]


def test_a_cursor_stays_in_its_release(seeded_url: str) -> None:
    with serving(seeded_url) as client:
        first = client.get("/v1/observations?limit=1&measure=offences-recorded").json()
        before = items(client, "/v1/observations?measure=offences-recorded")
        _revise(seeded_url, WMP, Decimal(428))
        rest = items(client, first["links"]["next"])
        assert first["data"] + rest == before


def _revise(url: str, key: str, value: Decimal) -> None:
    """A second release that revises one cell, as the importer of revisions will write it."""
    engine = create_engine(url)
    with engine.begin() as connection:
        run = connection.exec_driver_sql
        run(
            "INSERT INTO releases SELECT 2, created, 'Synthetic revision', digest, 0, 1, 0, 0 "
            "FROM releases WHERE number = 1"
        )
        measure, area, period, category, *_, dataset = key.split(":")
        cell = (
            "SELECT cells.id FROM cells"
            f" JOIN measures m ON m.id = measure_id AND m.slug = '{measure}'"
            f" JOIN areas a ON a.id = area_id AND a.slug = '{area}'"
            f" JOIN periods p ON p.id = period_id AND p.slug = '{period}'"
            f" JOIN categories c ON c.id = category_id AND c.slug = '{category}'"
            f" JOIN datasets d ON d.id = dataset_id AND d.slug = '{dataset}'"
        )
        (cell_id,) = run(cell).one()
        (old,) = run(f"SELECT id FROM observations WHERE cell_id = {cell_id}").one()
        run(f"UPDATE observations SET release_to = 2 WHERE id = {old}")
        run(
            "INSERT INTO observations (id, cell_id, release_from, digits, exponent, status,"
            f" qualifier, inferred) SELECT 1000, cell_id, 2, {value}, 0, status, qualifier,"
            f" inferred FROM observations WHERE id = {old}"
        )
        run(
            "INSERT INTO citations (id, observation_id, release_from, source_id, paragraph, stated)"
            f" SELECT 1000 + id, 1000, 2, source_id, paragraph, '{value}' FROM citations"
            f" WHERE observation_id = {old}"
        )
    engine.dispose()


def test_a_citation_that_a_later_release_found_is_not_in_an_earlier_one(seeded_url: str) -> None:
    address = f"/v1/observations/{WMP}"
    with serving(seeded_url) as client:
        before = client.get(f"{address}?release=1").content
    _revise(seeded_url, WMP.replace("2019-20", "2018-19"), Decimal(399))
    engine = create_engine(seeded_url)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO citations (id, observation_id, release_from, source_id, paragraph, stated)"
            " SELECT 5000, observation_id, 2, source_id, paragraph, 'again' FROM citations"
            " WHERE stated = '427' ORDER BY id LIMIT 1"
        )
    engine.dispose()
    with serving(seeded_url) as client:
        assert client.get(f"{address}?release=1").content == before
        assert len(client.get(address).json()["data"]["citations"]) == 3
