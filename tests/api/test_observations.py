"""Figures with their receipts."""

from typing import Any

import httpx
import pytest

from app.importing.document import Document
from app.store import how_many
from tests.api.conftest import items, serving
from tests.imported import seed_files, store_with

WMP = (
    "offences-recorded:west-midlands-police:2019-20:online-child-sexual-offences:-:-:nspcc-foi-2020"
)

WEST_MERCIA = WMP.replace("west-midlands-police", "west-mercia-police")


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
        ("source=source", lambda row: _cites(row, "source")),
        ("source=second", lambda row: _cites(row, "second")),
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


def _cites(row: dict[str, Any], source: str) -> bool:
    return source in [citation["source"] for citation in row["citations"]]


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
    response = api.get("/v1/observations?area=kent-police&period=2019-20")
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
    _revise(seeded_url)
    with serving(seeded_url) as client:
        query = "area=west-mercia-police&period=2019-20&measure=offences-recorded"
        (now,) = items(client, f"/v1/observations?{query}")
        (then,) = items(client, f"/v1/observations?{query}&release=1")
        assert (now["value"], now["release"]) == (388, {"from": 2, "to": None})
        assert (then["value"], then["release"]) == (389, {"from": 1, "to": None})
        record = client.get(f"/v1/observations/{WEST_MERCIA}").json()
        assert [
            (version["value"], version["reason"], version["release"])
            for version in record["data"]["history"]
        ] == [
            (388, "Recounted.", {"from": 2, "to": None}),
            (389, None, {"from": 1, "to": 2}),
        ]
        assert (record["data"]["alternatives"], record["data"]["disputed"]) == ([], False)
        assert record["meta"]["release"] == 2
        early = client.get(f"/v1/observations/{WEST_MERCIA}?release=1").json()["data"]
        assert [version["value"] for version in early["history"]] == [389]
        assert [found["number"] for found in items(client, "/v1/releases?limit=1")] == [1, 2]
        assert [found["number"] for found in items(client, "/v1/releases?release=1")] == [1]
        (row,) = items(client, f"/v1/changes?{query}&release=1")
        assert (row["absolute"], row["lineage"]["release"]) == (198, 1)
        (row,) = items(client, f"/v1/changes?{query}")
        assert (row["absolute"], row["lineage"]["release"]) == (197, 2)
        (series,) = items(
            client,
            "/v1/series?area=west-mercia-police&dataset=nspcc-foi-2020"
            "&measure=offences-recorded&release=1",
        )
        assert [point["value"] for point in series["points"]] == [191, 389]


def test_a_revision_says_why_and_what_it_does_to_claims(seeded_url: str) -> None:
    _revise(seeded_url)
    claim = "express-and-star-rise-and-fall-2019-20:6:1"
    with serving(seeded_url) as client:
        (change,) = items(client, "/v1/releases/2/changes")
        assert (change["kind"], change["alternative"]) == ("revised", 0)
        assert change["reason"] == "Recounted."
        assert (change["before"]["value"], change["after"]["value"]) == (389, 388)
        (verdict,) = change["verdicts"]
        assert (verdict["claim"], verdict["before"], verdict["after"]) == (
            claim,
            "holds",
            "fails",
        )
        for release, wanted in ((1, verdict["before"]), (2, verdict["after"])):
            found = client.get(f"/v1/claims/{claim}?release={release}").json()["data"]
            assert found["verdict"] == wanted
        assert len(items(client, "/v1/releases/1/changes")) == 184
        _, second = items(client, "/v1/releases")
        assert (second["added"], second["revised"], second["withdrawn"]) == (0, 1, 0)
        (document,) = second["documents"]
        assert document["rows_read"] == document["rows_stored"] == second["unchanged"] + 1


def test_a_cursor_stays_in_its_release(seeded_url: str) -> None:
    with serving(seeded_url) as client:
        first = client.get("/v1/observations?limit=1&measure=offences-recorded").json()
        before = items(client, "/v1/observations?measure=offences-recorded")
        _revise(seeded_url)
        rest = items(client, first["links"]["next"])
        assert first["data"] + rest == before


def test_a_citation_that_a_later_release_found_is_not_in_an_earlier_one(seeded_url: str) -> None:
    address = f"/v1/observations/{WMP}"
    with serving(seeded_url) as client:
        before = client.get(f"{address}?release=1").content
        further = FURTHER_PLACE.format(value=427)
        store_with(seeded_url, [Document.of("further.yaml", further.encode())], "")
        assert client.get(f"{address}?release=1").content == before
        found = client.get(address).json()["data"]
        assert (found["value"], found["release"]) == (427, {"from": 1, "to": None})
        assert [citation["source"] for citation in found["citations"]][-1] == "synthetic-source"
        assert len(found["citations"]) == 3


def test_a_source_that_differs_is_kept_beside_the_figure(seeded_url: str) -> None:
    with serving(seeded_url) as client:
        pinned = {
            address: client.get(address).content
            for address in (f"/v1/observations/{WMP}?release=1", "/v1/disagreements?release=1")
        }
        further = FURTHER_PLACE.format(value=430)
        report = store_with(seeded_url, [Document.of("further.yaml", further.encode())], "")
        assert [warning.code for warning in report.warnings] == ["disagreement"]
        for address, content in pinned.items():
            assert client.get(address).content == content
        record = client.get(f"/v1/observations/{WMP}").json()["data"]
        assert (record["value"], record["disputed"], len(record["history"])) == (427, True, 1)
        (other,) = record["alternatives"]
        assert (other["value"], other["disputed"], other["id"]) == (430, True, WMP)
        assert [citation["source"] for citation in other["citations"]] == ["synthetic-source"]
        (found,) = items(client, "/v1/disagreements?kind=sources")
        assert (found["first"]["value"], found["second"]["value"]) == (427, 430)
        assert (found["difference"], found["percent"]) == (3, 0.7)
        (change,) = items(client, "/v1/releases/2/changes")
        assert (change["kind"], change["alternative"], change["before"]) == ("added", 1, None)
        (notice,) = items(client, "/v1/releases/2/warnings")
        assert (notice["code"], notice["document"], notice["line"]) == (
            "disagreement",
            "further.yaml",
            8,
        )
        answer = client.get("/v1/observations?area=west-midlands-police&period=2019-20").json()
        assert "disputed" in [warning["code"] for warning in answer["warnings"]]


FURTHER_PLACE = f"""\
source:
  slug: synthetic-source
  title: Synthetic
  kind: article
  notes: Synthetic.
  paragraphs: {{{{1: "sha256:{"1" * 64}"}}}}
observations:
  - measure: offences-recorded
    area: west-midlands-police
    period: 2019-20
    category: online-child-sexual-offences
    dataset: nspcc-foi-2020
    value: {{value}}
    cited: [{{{{paragraph: 1, stated: "{{value}}"}}}}]
"""


def _revise(url: str) -> None:
    """A second release: the article's figure for West Mercia is corrected, with a reason."""
    (document,) = (found for found in seed_files() if "rise-and-fall" in found.name)
    text = document.read(document.size).decode()
    corrected = text.replace("value: 389\n", "value: 388\n    reason: Recounted.\n")
    corrected = corrected.replace('stated: "389"', 'stated: "388"')
    assert corrected.count("388") == text.count("389") == 2
    store_with(url, [Document.of(document.name, corrected.encode())], "")


def test_more_matches_than_are_counted_are_refused(
    noisy: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    several = "/v1/observations?category=offence&measure=count&dataset=dataset&limit=1"
    total = noisy.get(several).json()["meta"]["total"]
    monkeypatch.setattr(how_many, "MOST_COUNTED", total)
    assert noisy.get(several).json()["meta"]["total"] == total
    monkeypatch.setattr(how_many, "MOST_COUNTED", total - 1)
    refused = noisy.get(several.replace("limit=1", "limit=2"))
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/too-much-asked")
    assert f"more than {total - 1} figures" in refused.json()["detail"]
    # What is known without counting is served, however much it is.
    assert noisy.get("/v1/observations?measure=count&limit=1").json()["meta"]["total"] > total
