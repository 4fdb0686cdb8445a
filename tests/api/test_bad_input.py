"""Bad input is a problem document with every fault in it, never a 500, never a silent nothing."""

import base64
import json
from typing import Any

import httpx
import pytest

from app.domain.observation import EXAMPLE_ID


def problem(response: httpx.Response, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = response.json()
    assert found["status"] == status
    page = response.request.url.join(found["type"])
    assert httpx.get(page).status_code == 200
    return found


def test_every_fault_of_a_query_is_listed_at_once(api: httpx.Client) -> None:
    found = problem(
        api.get(
            "/v1/observations?aera=x&area=wmp,west-midlands-polic&period=2019/2020&limit=0"
            "&cursor=zz&format=xml&release=9&status=gone&category="
        ),
        422,
    )
    told = [(error["parameter"], error["detail"]) for error in found["errors"]]
    named = "aera area area category cursor format limit period release status"
    assert " ".join(sorted(name for name, _ in told)) == named
    details = "\n".join(detail for _, detail in told)
    for wanted in (
        "did you mean area?",
        "'wmp' is not known; did you mean west-midlands-police?",
        "did you mean west-midlands-police",
        "did you mean 2019-20",
        "from 1 to 10000",
        "is not a cursor",
        "json, csv",
        "the newest is 1",
        "published, provisional",
        "is empty",
    ):
        assert wanted in details


@pytest.mark.parametrize(
    ("address", "parameter", "telling"),
    [
        ("/v1/changes?period=2019-21", "period", "is not a period; write 2019-20"),
        ("/v1/changes?period=2019/20", "period", "did you mean 2019-20"),
        ("/v1/changes?period=2031-32", "period", "holds nothing for '2031-32'"),
        ("/v1/changes?from=2018-19", "to", "is missing"),
        ("/v1/changes?to=2019-20", "from", "is missing"),
        ("/v1/changes?from=2019-20&to=2018-19", "from", "does not begin before"),
        ("/v1/changes?from=2018-19&to=2019-20&period=2019-20", "period", "does not go with"),
        ("/v1/changes?basis=last", "basis", "year-on-year, first"),
        ("/v1/changes?precision=11", "precision", "from 0 to 10"),
        ("/v1/changes?precision=-1", "precision", "from 0 to 10"),
        ("/v1/changes?precision=1&precision=2", "precision", "more than once"),
        ("/v1/observations?limit=10001", "limit", "from 1 to 10000"),
        ("/v1/observations?limit=ten", "limit", "not a whole number"),
        ("/v1/observations?limit=%D9%A1", "limit", "not a whole number"),
        ("/v1/observations?limit=" + "9" * 200, "limit", "not a whole number"),
        ("/v1/observations?area=" + "x" * 400, "area", "longer than 300"),
        ("/v1/observations?area=west-midlands-police,", "area", "is empty"),
        ("/v1/observations?area=%00", "area", "is not known"),
        ("/v1/observations?release=0", "release", "not a whole number"),
        ("/v1/observations?release=2", "release", "the newest is 1"),
        ("/v1/observations?cursor=" + "A" * 90, "cursor", "is not a cursor"),
        ("/v1/observations?cursor=%C3%A9", "cursor", "is not a cursor"),
        ("/v1/observations?format=xlsx", "format", "json, csv"),
        ("/v1/areas?kind=county", "kind", "did you mean country?"),
        ("/v1/areas?area=kent-police", "area", "no such parameter"),
        ("/v1/disagreements?kind=source", "kind", "did you mean sources?"),
        ("/v1/disagreements?dataset=nspcc", "dataset", "is not known"),
        ("/v1/releases/1/warnings?code=x", "code", "no such parameter"),
        ("/v1/claims?verdict=true", "verdict", "holds, holds_within_rounding"),
        ("/v1/sources/x?relase=1", "relase", "did you mean release?"),
        ("/v1/releases/x", "number", "whole number in digits"),
        ("/v1/releases/01", "number", "whole number in digits"),
        ("/v1/releases/+1", "number", "whole number in digits"),
        ("/v1/releases/1.0", "number", "whole number in digits"),
        ("/v1/releases/0", "number", "greater than or equal to 1"),
        ("/v1/areas/" + "x" * 200, "slug", "at most 100"),
    ],
)
def test_one_fault(api: httpx.Client, address: str, parameter: str, telling: str) -> None:
    found = problem(api.get(address), 422)
    assert [error["parameter"] for error in found["errors"]] == [parameter]
    assert telling in found["errors"][0]["detail"]
    # As a library puts it.
    assert "value error" not in found["errors"][0]["detail"]


@pytest.mark.parametrize(
    ("address", "telling"),
    [
        ("/v1/areas/west-midland", "Did you mean west-midlands"),
        ("/v1/areas/wmp", "Did you mean west-midlands-police?"),
        ("/v1/forces/west-midlands", "There is no force 'west-midlands'"),
        ("/v1/categories/indecent-images", "indecent-images-of-children"),
        ("/v1/observations/x", "measure:area:period"),
        (f"/v1/observations/{EXAMPLE_ID[:-1]}1", f"Did you mean {EXAMPLE_ID}"),
        (
            "/v1/observations/offences-recorded:kent-police:2019-20:x:-:-:nspcc-foi-2021",
            "There is no observation",
        ),
        ("/v1/claims/x", "There is no claim 'x'"),
        ("/v1/claims/online-offences-39-forces-2016-17:5:2", "2016-17:5:1"),
        ("/v1/claims/online-offences-39-forces-2016-17:999999:999999", "There is no claim"),
        ("/v1/releases/2", "Did you mean 1"),
        ("/v1/releases/2/warnings", "Did you mean 1"),
        ("/v1/areas.xml", "There is no format 'xml'; there are json, csv."),
        ("/v1/nothing", "nothing at this address"),
        ("/nothing", "nothing at this address"),
        ("/problems/not-foud", "Did you mean not-found?"),
    ],
)
def test_an_address_that_names_nothing(api: httpx.Client, address: str, telling: str) -> None:
    assert telling in problem(api.get(address), 404)["detail"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
@pytest.mark.parametrize(
    "address", ["/v1", "/v1/observations", "/v1/areas/kent-police", "/healthz"]
)
def test_only_reading_is_allowed(api: httpx.Client, method: str, address: str) -> None:
    response = api.request(method, address)
    problem(response, 405)
    assert response.headers["allow"] == "GET, HEAD"


def test_a_body_where_none_belongs(api: httpx.Client) -> None:
    problem(api.request("GET", "/v1/areas", content=b"{}"), 400)
    problem(api.request("GET", "/v1/areas", content=iter([b"{}"])), 400)
    problem(api.post("/v1/imports", json={}), 400)


def test_a_query_that_is_too_long(api: httpx.Client) -> None:
    problem(api.get("/v1/observations?area=" + ",".join(["kent-police"] * 800)), 414)


def test_the_same_name_many_times_is_one_filter(api: httpx.Client) -> None:
    response = api.get("/v1/observations?area=" + ",".join(["west-mercia-police"] * 300))
    assert response.status_code == 200
    assert {row["area"] for row in response.json()["data"]} == {"west-mercia-police"}


@pytest.mark.parametrize(
    "accept", ["image/png", "text/html", "application/json;q=0", "text/csv;q=x"]
)
def test_no_acceptable_format(api: httpx.Client, accept: str) -> None:
    found = problem(api.get("/v1/areas", headers={"Accept": accept}), 406)
    assert "application/json, text/csv" in found["detail"]


def test_a_cursor_of_another_question_is_refused(api: httpx.Client) -> None:
    following = api.get("/v1/observations?limit=1").json()["links"]["next"]
    cursor = httpx.URL(following).params["cursor"]
    assert api.get(f"/v1/observations?limit=5&cursor={cursor}").status_code == 200
    for other in (
        f"/v1/observations?area=kent-police&cursor={cursor}",
        f"/v1/changes?cursor={cursor}",
        f"/v1/areas?cursor={cursor}",
    ):
        assert (
            "is not a cursor of this question"
            in problem(api.get(other), 422)["errors"][0]["detail"]
        )


def test_a_store_that_cannot_serve_is_a_503_that_says_what_to_do(unseeded: httpx.Client) -> None:
    assert unseeded.get("/healthz").status_code == 200
    found = problem(unseeded.get("/readyz"), 503)
    assert "onrecord migrate" in found["detail"]
    response = unseeded.get("/v1/areas")
    problem(response, 503)
    assert response.headers["retry-after"]


@pytest.mark.parametrize("address", ["/v1/observations", "/v1/changes", "/v1/series", "/v1/claims"])
@pytest.mark.parametrize("huge", [2**31, 2**33, 2**63, 2**70, -1])
def test_a_forged_cursor_is_refused(api: httpx.Client, address: str, huge: int) -> None:
    following = httpx.URL(api.get(f"{address}?limit=1").json()["links"]["next"])
    cursor = following.params["cursor"]
    told = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    parts = len(told["after"])
    forged = [told | {"release": huge}, told | {"after": [huge, *told["after"][1:]]}]
    forged += [told | {"after": [1] * (parts + 1)}, told | {"after": [1.5] * parts}]
    for content in forged:
        text = base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")
        response = api.get(str(following.copy_set_param("cursor", text)))
        assert problem(response, 422)["errors"][0]["parameter"] == "cursor"


def test_a_suffix_and_a_format_that_differ_are_a_fault(api: httpx.Client) -> None:
    found = problem(api.get("/v1/areas.csv?format=json"), 422)
    assert found["errors"] == [{"parameter": "format", "detail": "is json, but the suffix is csv"}]
    assert api.get("/v1/areas.csv?format=csv").status_code == 200


def test_the_bare_name_of_two_areas_leads_to_both(api: httpx.Client) -> None:
    found = problem(api.get("/v1/observations?area=West%20Midlands"), 422)
    assert "west-midlands or west-midlands-police" in found["errors"][0]["detail"]
    assert "west-midlands-police" in problem(api.get("/v1/forces/west-midlands"), 404)["detail"]


def test_a_thousand_wrong_names_get_few_hints(api: httpx.Client) -> None:
    names = ",".join(f"kent-{n}" for n in range(800))
    found = problem(api.get(f"/v1/observations?area={names}"), 422)
    assert len(found["errors"]) == 800
    assert sum("did you mean" in error["detail"] for error in found["errors"]) <= 20
