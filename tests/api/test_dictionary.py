"""The dictionaries: every noun, its entries, and what the record holds about each."""

import httpx
import pytest

from tests.api.conftest import items

NOUNS = [
    "forces",
    "areas",
    "periods",
    "categories",
    "platforms",
    "populations",
    "measures",
    "datasets",
    "sources",
]


@pytest.mark.parametrize("noun", NOUNS)
def test_every_entry_of_a_list_is_found_by_its_slug(api: httpx.Client, noun: str) -> None:
    listed = items(api, f"/v1/{noun}")
    assert listed
    for entry in listed:
        response = api.get(f"/v1/{noun}/{entry['slug']}")
        assert response.status_code == 200
        assert response.json()["data"] == entry


@pytest.mark.parametrize("noun", [noun for noun in NOUNS if noun not in ("forces", "sources")])
def test_what_an_entry_holds_is_what_its_filter_finds(api: httpx.Client, noun: str) -> None:
    parameter = {"categories": "category"}.get(noun, noun.removesuffix("s"))
    for entry in items(api, f"/v1/{noun}"):
        found = api.get("/v1/observations", params={parameter: entry["slug"]}).json()
        assert found["meta"]["total"] == entry["data"]["observations"]
        periods = {row["period"] for row in found["data"]}
        assert set(entry["data"]["periods"]) == periods


def test_forces_are_the_48(api: httpx.Client) -> None:
    forces = items(api, "/v1/forces")
    assert {force["kind"] for force in forces} == {"force"}
    assert len(forces) == 48
    members = api.get("/v1/areas/all-46-forces").json()["data"]["members"]
    assert len(members) == 46
    assert {force["slug"] for force in forces} - {member["area"] for member in members} == {
        "police-scotland",
        "british-transport-police",
    }


def test_west_midlands_the_region_and_the_force_point_to_each_other(api: httpx.Client) -> None:
    region = api.get("/v1/areas/west-midlands").json()
    force = api.get("/v1/areas/west-midlands-police").json()
    assert (region["data"]["kind"], force["data"]["kind"]) == ("region", "force")
    assert (region["data"]["gss_code"], force["data"]["gss_code"]) == ("E12000005", "E23000014")
    assert region["data"]["name"] != force["data"]["name"]
    for one, other in ((region, "west-midlands-police"), (force, "west-midlands")):
        pointed = {distinct["area"]: distinct for distinct in one["data"]["distinct_from"]}
        assert pointed[other]["kind"]
        assert pointed[other]["why"]
        assert any(
            warning["code"] == "easily_confused_area" and other in warning["detail"]
            for warning in one["warnings"]
        )
    undetermined = api.get("/v1/areas/west-midlands-undetermined").json()["data"]
    assert set(undetermined["may_be"]) == {"west-midlands", "west-midlands-police"}
    assert api.get("/v1/forces/west-midlands").status_code == 404


def test_kinds_filter_areas_and_periods(api: httpx.Client) -> None:
    regions = items(api, "/v1/areas?kind=region")
    assert len(regions) == 9
    spans = items(api, "/v1/periods?kind=span")
    assert {period["slug"] for period in spans} == {
        "2015-16/2016-17",
        "2015-16/2019-20",
        "2017/2022",
    }


def test_periods_are_in_order_of_time(api: httpx.Client) -> None:
    starts = [period["start"] or "" for period in items(api, "/v1/periods")]
    assert starts == sorted(starts)


def test_trees_show_parents_and_children(api: httpx.Client) -> None:
    meta = api.get("/v1/platforms/meta").json()["data"]
    assert set(meta["children"]) == {"instagram", "facebook", "whatsapp"}
    assert api.get("/v1/platforms/whatsapp").json()["data"]["parent"] == "meta"
    parents = {entry["slug"]: entry["parent"] for entry in items(api, "/v1/categories")}
    assert parents["online-child-sexual-offences"] == "sexual-offences-against-children"
    assert parents["indecent-images-of-children"] is None


def test_a_source_serves_its_support_organisations(api: httpx.Client) -> None:
    source = api.get("/v1/sources/west-midlands-grooming-2017-2022").json()
    named = [organisation["slug"] for organisation in source["data"]["support"]]
    assert named == ["nspcc", "barnardos", "victim-support", "crimestoppers"]
    assert source["meta"]["support"] == source["data"]["support"]


def test_the_index_leads_everywhere(api: httpx.Client) -> None:
    index = api.get("/v1").json()
    for address in index["data"]["endpoints"].values():
        answer = api.get(address)
        # Some questions have to name what they are about, and say what there is to name.
        assert answer.status_code == 200 or (
            answer.status_code == 422 and answer.json()["errors"]
        ), address
    assert index["data"]["counts"]["observations"] == 184
    assert index["data"]["counts"]["claims"] == 33
    assert index["meta"]["release"] == 1
    assert index["meta"]["licence"]
