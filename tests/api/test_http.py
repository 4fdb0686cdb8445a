"""HTTP as its standards have it: validators, caching, HEAD, CORS, formats, operations."""

import csv
import io
import re

import httpx
import pytest

from tests.api.conftest import items

LISTS = [
    "/v1/observations",
    "/v1/changes",
    "/v1/disagreements",
    "/v1/series",
    "/v1/claims",
    "/v1/scorecards",
    "/v1/scorecards/wanted",
    "/v1/areas",
    "/v1/periods",
    "/v1/sources",
    "/v1/releases",
    "/v1/releases/1/changes",
]


VALIDATED = [*LISTS, "/v1", "/v1/areas/west-midlands", "/openapi.json", "/problems/not-found"]


@pytest.mark.parametrize("address", VALIDATED)
def test_an_answer_that_is_held_already_is_not_sent_again(api: httpx.Client, address: str) -> None:
    first = api.get(address)
    etag = first.headers["etag"]
    for held in (etag, f'W/{etag}, "other"', "*"):
        again = api.get(address, headers={"If-None-Match": held})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == etag
    assert api.get(address, headers={"If-None-Match": '"other"'}).status_code == 200
    assert "max-age" in first.headers["cache-control"]


@pytest.mark.parametrize("address", LISTS)
def test_pinned_answers_are_immutable_and_others_are_not(api: httpx.Client, address: str) -> None:
    assert "immutable" in api.get(f"{address}?release=1").headers["cache-control"]
    assert "immutable" not in api.get(address).headers["cache-control"]


@pytest.mark.parametrize("address", [*LISTS, "/healthz", "/docs"])
def test_head_is_get_without_its_body(api: httpx.Client, address: str) -> None:
    got, head = api.get(address), api.head(address)
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["content-length"] == got.headers["content-length"]
    assert head.headers.get("etag") == got.headers.get("etag")


def test_reads_are_open_to_pages_of_other_origins(api: httpx.Client) -> None:
    response = api.get("/v1/areas", headers={"Origin": "https://newsroom.example"})
    assert response.headers["access-control-allow-origin"] == "*"
    assert {"Link", "ETag"} <= set(
        response.headers["access-control-expose-headers"].replace(" ", "").split(",")
    )
    preflight = api.options(
        "/v1/areas",
        headers={"Origin": "https://newsroom.example", "Access-Control-Request-Method": "GET"},
    )
    assert preflight.status_code == 200


@pytest.mark.parametrize("address", LISTS)
def test_each_format_has_a_validator_of_its_own(api: httpx.Client, address: str) -> None:
    assert api.get(address).headers["etag"] != api.get(f"{address}.csv").headers["etag"]


@pytest.mark.parametrize("address", LISTS)
def test_csv_holds_every_item_by_suffix_format_and_accept(api: httpx.Client, address: str) -> None:
    by_suffix = api.get(f"{address}.csv")
    by_format = api.get(f"{address}?format=csv")
    by_accept = api.get(address, headers={"Accept": "text/csv, application/json;q=0.5"})
    assert by_suffix.content == by_format.content == by_accept.content
    assert by_suffix.headers["content-type"] == "text/csv; charset=utf-8"
    assert by_accept.headers["vary"].startswith("Accept")
    rows = list(csv.DictReader(io.StringIO(by_suffix.text)))
    answer = api.get(address).json()
    assert len(rows) == len(answer["data"])
    assert {row["as_of_release"] for row in rows} == ({"1"} if rows else set())
    assert rows or address == "/v1/disagreements"


def test_statuses_citations_and_release_survive_in_csv(noisy: httpx.Client) -> None:
    text = noisy.get("/v1/observations.csv?area=force-e,force-c").text
    rows = list(csv.DictReader(io.StringIO(text)))
    told = [(row["area"], row["value"], row["status"]) for row in rows]
    assert told == [
        ("force-c", "0", "published"),
        ("force-c", "60", "published"),
        ("force-e", "80", "published"),
        ("force-e", "", "suppressed"),
    ]
    for row in rows:
        assert row["citations"].startswith("source paragraph 1 ")
        assert "sha256:" in row["citations"]
        assert (row["release.from"], row["release.to"]) == ("1", "")


def test_changes_in_csv_say_whether_they_compare(noisy: httpx.Client) -> None:
    text = noisy.get("/v1/changes.csv?category=offence&period=2019-20").text
    rows = {row["area"]: row for row in csv.DictReader(io.StringIO(text))}
    assert (rows["force-a"]["from.value"], rows["force-a"]["to.value"]) == ("200", "300")
    assert rows["force-a"]["percent"] == "50"
    assert rows["force-b"]["from.value"] == ""
    assert rows["force-b"]["percent"] == ""
    assert rows["force-b"]["comparability.status"] == "no_base"
    assert rows["force-f"]["comparability.reasons"].startswith("different_dataset: ")


def test_an_empty_csv_still_has_its_columns(api: httpx.Client) -> None:
    full = api.get("/v1/observations.csv").text.splitlines()[0]
    empty = api.get("/v1/observations.csv?area=kent-police&period=2019-20").text.splitlines()
    assert empty == [full]


def test_a_cache_buster_is_ignored(api: httpx.Client) -> None:
    plain = api.get("/v1/areas")
    busted = api.get("/v1/areas?_=1700000000")
    assert busted.status_code == 200
    assert busted.json() == plain.json()


def test_the_link_header_is_the_next_link(api: httpx.Client) -> None:
    response = api.get("/v1/observations?limit=10&measure=offences-recorded")
    following = response.json()["links"]["next"]
    assert response.headers["link"] == f'<{following}>; rel="next"'
    assert response.links["next"]["url"] == following
    assert "link" not in api.get("/v1/observations?limit=10000").headers


def test_links_lead_to_the_same_in_other_formats(api: httpx.Client) -> None:
    links = api.get("/v1/changes.json?period=2019-20&precision=3").json()["links"]
    assert api.get(links["self"]).headers["content-type"] == "application/json"
    assert api.get(links["formats"]["csv"]).headers["content-type"].startswith("text/csv")
    assert "precision=3" in links["formats"]["csv"]


def test_metrics_count_by_route_and_status(api: httpx.Client) -> None:
    def counted(route: str, status: int) -> float:
        for line in api.get("/metrics").text.splitlines():
            if f'route="{route}",status="{status}",worker=' in line and "requests_total" in line:
                return float(line.rpartition(" ")[2])
        return 0

    before = counted("/v1/areas/{slug:path}", 404)
    api.get("/v1/areas/nowhere.csv")
    api.head("/v1/areas/elsewhere")
    assert counted("/v1/areas/{slug:path}", 404) == before + 2


def test_readiness_names_the_release(api: httpx.Client) -> None:
    assert api.get("/readyz").json() == {"status": "ok", "release": 1}


@pytest.mark.parametrize("address", LISTS)
def test_meta_is_the_same_everywhere(api: httpx.Client, address: str) -> None:
    meta = api.get(address).json()["meta"]
    assert meta["release"] == 1
    assert meta["released"].endswith("Z")
    assert meta["licence"]
    assert meta["attribution"]
    assert meta["total"] == len(items(api, address))


def test_csv_is_for_people_and_programs_and_not_for_python(api: httpx.Client) -> None:
    record = api.get("/v1/observations?limit=1").json()["data"][0]["id"]
    for address in (*LISTS, "/v1", f"/v1/observations/{record}"):
        text = api.get(f"{address}?format=csv").text
        assert not re.search(r"\w\(\w+=|\{'|Decimal\(|<\w+\.", text), address


def test_a_fall_is_a_number_in_csv(api: httpx.Client) -> None:
    text = api.get("/v1/changes.csv?period=2019-20&area=staffordshire-police").text
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["absolute"], row["percent"], row["percent_exact"]) == ("-21", "-6.1", "-1050/173")


def test_wholes_beside_their_parts_are_warned_of(api: httpx.Client) -> None:
    def codes(query: str) -> set[str]:
        answer = api.get(f"/v1/observations?{query}").json()
        return {warning["code"] for warning in answer["warnings"]}

    assert "overlapping_figures" in codes("category=indecent-images-of-children&period=2023-24")
    assert "overlapping_figures" not in codes("area=staffordshire-police")
