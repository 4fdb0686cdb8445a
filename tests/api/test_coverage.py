"""Coverage and the requests for its gaps, through the front door. All figures are synthetic."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from app.analysis.coverage import matrix as analysis
from app.api.routes import coverage as route
from app.domain.source import fingerprint
from app.importing.document import Document
from app.importing.tidy.columns import COLUMNS
from tests.api.conftest import items, serving
from tests.imported import store_with
from tests.postgres import new_database

MATRIX = "/v1/coverage?dataset=synthetic-asked"
REQUESTS = "/v1/coverage/requests?dataset=synthetic-asked"


def _entry(slug: str, **fields: Any) -> dict[str, Any]:
    name = slug.replace("-", " ").capitalize()
    return {"slug": slug, "name": name, "definition": f"Synthetic {slug}. Not real.", **fields}


def _force(slug: str, *areas: dict[str, str]) -> dict[str, Any]:
    return _entry(slug, kind="force", member_of=list(areas))


def _measure(slug: str, **flags: str) -> dict[str, Any]:
    usual = {"unit": "offences", "counted": "true", "summable": "true", "comparable": "true"}
    return _entry(slug, **usual | flags)


def _figure(area: str, period: str, value: int | None, **fields: Any) -> dict[str, Any]:
    stated = "none" if value is None else str(value)
    row = {"area": area, "period": period, "cited": [{"paragraph": 1, "stated": stated}], **fields}
    return row if value is None else {**row, "value": str(value)}


def _source(slug: str, *figures: dict[str, Any], **given: str) -> dict[str, Any]:
    return {
        "source": {
            "slug": slug,
            "title": f"Synthetic {slug}",
            "kind": "synthetic",
            "notes": "Synthetic.",
            "paragraphs": {"1": fingerprint(slug)},
        },
        "defaults": {
            "measure": "synthetic-count",
            "category": "synthetic-offence",
            "dataset": "synthetic-asked",
            **given,
        },
        "observations": list(figures),
    }


NORTH, NEW = "synthetic-north", "synthetic-new"
DOCUMENTS = {
    "areas": {
        "areas": [
            _entry("synthetic-land", kind="country"),
            _entry(NORTH, kind="region", member_of=[{"area": "synthetic-land"}]),
            _entry("synthetic-group", kind="group"),
            _entry("synthetic-unclear", kind="undetermined", may_be=["synthetic-a", NORTH]),
            _force("synthetic-a", {"area": NORTH}),
            _force("synthetic-b", {"area": NORTH}),
            _force(NEW, {"area": NORTH, "from": "2019-04-01"}),
            _force("synthetic-far"),
            # noise: a force that the dataset knows nothing of
            _force("synthetic-alone"),
        ]
    },
    "categories": {
        "categories": [
            _entry("synthetic-offence"),
            _entry("synthetic-coded", home_office_codes=["71/17"]),
        ]
    },
    "platforms": {"platforms": [_entry("synthetic-platform", operator="Synthetic")]},
    "populations": {"populations": [_entry("synthetic-part")]},
    "measures": {
        "measures": [
            _measure("synthetic-count"),
            _measure("synthetic-responding", summable="false", comparable="false"),
        ]
    },
    "datasets": {
        "datasets": [
            _entry(slug, producer="P", method="M", coverage="C", comparability="C")
            for slug in ("synthetic-asked", "synthetic-other", "synthetic-empty", "synthetic-total")
        ]
    },
    "first": _source(
        "synthetic-first",
        _figure("synthetic-a", "2017-18", 10),
        _figure("synthetic-a", "2019-20", 12),
        _figure("synthetic-b", "2017-18", None, status="suppressed"),
        _figure("synthetic-b", "2018-19", None, status="not_supplied"),
        _figure("synthetic-b", "2019-20", 0),
        _figure("synthetic-far", "2019-20", 8, category="synthetic-coded"),
        # wholes, and what a force cannot have
        _figure(NORTH, "2019-20", 30, note="Synthetic."),
        _figure("synthetic-unclear", "2019-20", 5),
        _figure(NORTH, "2019-20", 3, measure="synthetic-responding"),
        # a span of years is of no one year
        _figure("synthetic-a", "2015-16/2019-20", 50),
        # noise of another dataset
        _figure("synthetic-a", "2018-19", 99, dataset="synthetic-other"),
        _figure("synthetic-alone", "2010-11", 99, dataset="synthetic-other"),
        _figure("synthetic-alone", "2098-99", 99, dataset="synthetic-other"),
        # of wholes alone
        _figure(NORTH, "2019-20", 30, dataset="synthetic-total"),
        _figure("synthetic-unclear", "2018-19", 5, dataset="synthetic-total"),
        _figure(NORTH, "2019-20", 4, dataset="synthetic-total", population="synthetic-part"),
        _figure(NORTH, "2019-20", 4, dataset="synthetic-total", platform="synthetic-platform"),
    ),
}
LATER = {
    "second": _source("synthetic-second", _figure("synthetic-a", "2018-19", 11)),
}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def gappy(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    """A client of the API on a synthetic dataset with every kind of gap, in two releases."""
    if request.param == "sqlite":
        yield from _served(f"sqlite:///{tmp_path_factory.mktemp('gappy') / 'onrecord.sqlite'}")
    else:
        with new_database(request.getfixturevalue("postgres_url")) as url:
            yield from _served(url)


def _served(url: str) -> Iterator[httpx.Client]:
    for documents in (DOCUMENTS, LATER):
        store_with(
            url,
            [
                Document.of(f"{name}.json", json.dumps(content).encode())
                for name, content in documents.items()
            ],
            "Synthetic figures",
        )
    with serving(url) as client:
        yield client


def places(client: httpx.Client, address: str) -> list[tuple[str, str, str, Any]]:
    return [
        (row["area"].removeprefix("synthetic-"), row["period"], row["status"], row["value"])
        for row in items(client, address)
    ]


def caveats(client: httpx.Client, address: str) -> dict[str, str]:
    return {found["code"]: found["detail"] for found in client.get(address).json()["warnings"]}


def faults(client: httpx.Client, address: str) -> list[tuple[str, str]]:
    answer = client.get(address)
    assert answer.status_code == 422, answer.text
    return [(found["parameter"], found["detail"]) for found in answer.json()["errors"]]


OFFENCE = "&category=synthetic-offence"
WHOLE_MATRIX = [
    ("a", "2015-16/2019-20", "published", 50),
    ("a", "2017-18", "published", 10),
    ("a", "2018-19", "published", 11),
    ("a", "2019-20", "published", 12),
    ("b", "2017-18", "suppressed", None),
    ("b", "2018-19", "not_supplied", None),
    ("b", "2019-20", "published", 0),
    ("new", "2019-20", "not_in_record", None),
    ("far", "2017-18", "not_in_record", None),
    ("far", "2018-19", "not_in_record", None),
    ("far", "2019-20", "not_in_record", None),
]


def test_every_cell_that_is_to_be_expected_is_there(gappy: httpx.Client) -> None:
    assert places(gappy, MATRIX + OFFENCE) == WHOLE_MATRIX
    # In short pages no cell is lost and none comes twice.
    assert places(gappy, MATRIX + OFFENCE + "&limit=3") == WHOLE_MATRIX
    coded = places(gappy, MATRIX + "&category=synthetic-coded")
    assert [place[2] for place in coded].count("published") == 1
    assert places(gappy, MATRIX) == WHOLE_MATRIX + coded


def test_a_cell_leads_to_its_observation(gappy: httpx.Client) -> None:
    (row,) = items(gappy, MATRIX + OFFENCE + "&area=synthetic-a&period=2018-19")
    figure = gappy.get(f"/v1/observations/{row['observation']}").json()["data"]
    assert row["citations"] == figure["citations"]
    assert row["citations"][0]["source"] == "synthetic-second"
    assert row["lineage"] == {"observations": [figure["id"]], "formula": None, "release": 2}
    assert (row["unit"], row["qualifier"]) == ("offences", "exact")


def test_a_release_is_answered_as_it_was(gappy: httpx.Client) -> None:
    before = places(gappy, MATRIX + OFFENCE + "&release=1")
    assert ("a", "2018-19", "not_in_record", None) in before
    assert before != WHOLE_MATRIX


@pytest.mark.parametrize(
    ("filters", "kept"),
    [
        ("&area=synthetic-b", {"b"}),
        ("&area=synthetic-north", {"a", "b", "new"}),
        ("&area=synthetic-land", {"a", "b", "new"}),
        ("&area=synthetic-b,synthetic-alone", {"b", "alone"}),
        ("&area=synthetic-b&area=synthetic-far", {"b", "far"}),
    ],
)
def test_an_area_stands_for_its_forces(gappy: httpx.Client, filters: str, kept: set[str]) -> None:
    found = places(gappy, MATRIX + OFFENCE + filters)
    assert {place[0] for place in found} == kept
    assert [place for place in found if place[0] != "alone"] == [
        place for place in WHOLE_MATRIX if place[0] in kept
    ]


def test_periods_that_are_named_are_the_only_ones(gappy: httpx.Client) -> None:
    found = places(gappy, MATRIX + OFFENCE + "&period=2017-18,2010-11&area=synthetic-north")
    assert found == [
        ("a", "2010-11", "not_in_record", None),
        ("a", "2017-18", "published", 10),
        ("b", "2010-11", "not_in_record", None),
        ("b", "2017-18", "suppressed", None),
    ]


@pytest.mark.parametrize(
    "filters", ["&measure=synthetic-count", "&measure=synthetic-count,synthetic-responding"]
)
def test_what_no_force_can_have_is_not_expected(gappy: httpx.Client, filters: str) -> None:
    assert places(gappy, MATRIX + OFFENCE + filters) == WHOLE_MATRIX


def test_what_surprises_is_said(gappy: httpx.Client) -> None:
    found = caveats(gappy, MATRIX + OFFENCE)
    assert found["partial_coverage"] == (
        "5 of 11 cells have a figure; 4 are not in the record, 1 is not supplied, 1 is suppressed. "
        "A figure that is not in the record is neither a zero nor a refusal."
    )
    assert "has figures of synthetic-north;" in found["expected_forces"]
    assert "synthetic-north (2), synthetic-unclear (1)" in found["outside_the_matrix"]
    address = found["outside_the_matrix"].split(". ")[1].split(" ")[0]
    assert gappy.get(address).json()["meta"]["total"] == 3
    assert "only_of_wholes" not in found
    assert "no_match" not in found


def test_parts_of_the_cases_are_subjects_of_their_own(gappy: httpx.Client) -> None:
    address = "/v1/coverage?dataset=synthetic-total&area=synthetic-a"
    parts = [(row["platform"], row["population"]) for row in items(gappy, address)]
    both = [(None, None), (None, "synthetic-part"), ("synthetic-platform", None)]
    assert parts == [part for part in both for _ in ("2018-19", "2019-20")]
    assert "wholes only" in caveats(gappy, address)["only_of_wholes"]
    only = [
        (row["platform"], row["population"])
        for row in items(gappy, f"{address}&platform=synthetic-platform&period=2019-20")
    ]
    assert only == both[2:]
    only = [
        (row["platform"], row["population"])
        for row in items(gappy, f"{address}&population=synthetic-part&period=2019-20")
    ]
    assert only == both[1:2]


def test_nothing_is_found_in_an_empty_dataset(gappy: httpx.Client) -> None:
    for path in ("/v1/coverage", "/v1/coverage/requests"):
        address = f"{path}?dataset=synthetic-empty"
        assert items(gappy, address) == []
        assert "not a zero" in caveats(gappy, address)["no_match"]


@pytest.mark.parametrize("path", ["/v1/coverage", "/v1/coverage/requests"])
def test_what_cannot_be_answered_says_what_to_ask(gappy: httpx.Client, path: str) -> None:
    (dataset, area) = faults(gappy, f"{path}?area=synthetic-z")
    assert (dataset[0], area[0]) == ("dataset", "area")
    assert dataset[1].startswith("is missing; the dataset, exactly one, by slug, such as")
    several = f"{path}?dataset=synthetic-asked,synthetic-other"
    assert faults(gappy, several) == [("dataset", "names several; ask for each by itself")]
    repeated = f"{path}?dataset=synthetic-asked&dataset=synthetic-other"
    assert faults(gappy, repeated) == [("dataset", "is given more than once")]
    unknown = faults(gappy, f"{path}?dataset=synthetic-askd")
    assert unknown == [("dataset", "'synthetic-askd' is not known; did you mean synthetic-asked?")]
    meaningless = f"{path}?dataset=synthetic-asked&area=synthetic-group,synthetic-unclear"
    assert [name for name, _ in faults(gappy, meaningless)] == ["area", "area"]
    assert gappy.get(meaningless).json()["type"] == "/problems/cannot-be-computed"
    measure = f"{path}?dataset=synthetic-asked&measure=synthetic-responding"
    assert [name for name, _ in faults(gappy, measure)] == ["dataset"]


def test_more_than_is_read_at_once_is_refused(
    gappy: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(analysis, "MOST_CELLS", 11)
    assert len(items(gappy, MATRIX + OFFENCE)) == 11
    monkeypatch.setattr(analysis, "MOST_CELLS", 10)
    refused = gappy.get(f"{MATRIX}{OFFENCE}&limit=99")
    assert refused.status_code == 422
    assert refused.json()["type"] == "/problems/too-much-asked"
    assert refused.json()["detail"] == (
        "The question touches 11 cells, where one answer has at most 10; name areas, periods, or "
        "some of its categories or measures (category=synthetic-offence,synthetic-coded; "
        "measure=synthetic-count,synthetic-responding)."
    )
    monkeypatch.undo()
    monkeypatch.setattr(route, "MOST_CELLS", 3)
    told = gappy.get(f"{MATRIX}{OFFENCE}&limit=98").json()["detail"]
    assert told.startswith("The question touches more than 3 figures; name some of its categories")


def asked(client: httpx.Client, address: str) -> list[tuple[list[str], str, list[str]]]:
    return [
        (
            [area["slug"].removeprefix("synthetic-") for area in row["areas"]],
            row["category"].removeprefix("synthetic-"),
            row["periods"],
        )
        for row in items(client, address)
    ]


def test_forces_that_lack_the_same_share_a_request(gappy: httpx.Client) -> None:
    assert asked(gappy, REQUESTS + OFFENCE) == [
        (["b"], "offence", ["2018-19"]),
        (["new"], "offence", ["2019-20"]),
        (["far"], "offence", ["2017-18", "2018-19", "2019-20"]),
    ]
    assert asked(gappy, REQUESTS + "&category=synthetic-coded") == [
        (["a", "b"], "coded", ["2017-18", "2018-19", "2019-20"]),
        (["new"], "coded", ["2019-20"]),
        (["far"], "coded", ["2017-18", "2018-19"]),
    ]
    pages = asked(gappy, REQUESTS + "&limit=1")
    assert pages == asked(gappy, REQUESTS)
    assert len(pages) == 6
    narrowed = f"{REQUESTS}{OFFENCE}&area=synthetic-far&period=2018-19"
    assert asked(gappy, narrowed) == [(["far"], "offence", ["2018-19"])]


def test_a_request_is_complete(gappy: httpx.Client) -> None:
    (row,) = items(gappy, f"{REQUESTS}&category=synthetic-coded&area=synthetic-b")
    assert (row["dataset"], row["measure"]) == ("synthetic-asked", "synthetic-count")
    assert row["areas"] == [{"slug": "synthetic-b", "name": "Synthetic b"}]
    assert (row["offence"], row["home_office_codes"]) == ("Synthetic coded", ["71/17"])
    assert row["breakdowns"] == [{"platform": None, "population": None}]
    assert row["law"] == "Freedom of Information Act 2000"
    assert "Home Office offence code 71/17." in row["wording"]
    for days in ("1 April 2017 to 31 March 2018 (2017-18)", "1 April 2019 to 31 March 2020"):
        assert f"- {days}" in row["wording"]
    assert row["lineage"] == {
        "observations": [],
        "formula": "1 force × 3 periods × 1 breakdown = 3 figures",
        "release": 2,
    }
    assert (row["template"]["columns"], row["template"]["rows"]) == (list(COLUMNS), 3)
    table = list(csv.DictReader(io.StringIO(row["template"]["csv"], newline="")))
    assert [(each["area"], each["period"], each["platform"]) for each in table] == [
        ("synthetic-b", period, "-") for period in ("2017-18", "2018-19", "2019-20")
    ]
    assert {each["value"] + each["source"] for each in table} == {""}
    (again,) = items(gappy, f"{REQUESTS}{OFFENCE}&area=synthetic-b")
    (refused,) = again["lineage"]["observations"]
    assert gappy.get(f"/v1/observations/{refused}").json()["data"]["status"] == "not_supplied"


def test_requests_say_what_to_mind(gappy: httpx.Client) -> None:
    found = caveats(gappy, REQUESTS + OFFENCE)
    assert {"partial_coverage", "before_sending"} <= found.keys()
    full = f"{REQUESTS}{OFFENCE}&area=synthetic-a&period=2019-20"
    assert items(gappy, full) == []
    told = caveats(gappy, full)
    assert told["nothing_to_ask"] == "Every cell of the matrix has an answer."
    assert "no_match" not in told


def test_a_period_that_has_not_ended_is_not_asked_for(gappy: httpx.Client) -> None:
    filters = f"{OFFENCE}&area=synthetic-far&period=2018-19,2098-99"
    assert [place[1] for place in places(gappy, MATRIX + filters)] == ["2018-19", "2098-99"]
    assert asked(gappy, REQUESTS + filters) == [(["far"], "offence", ["2018-19"])]
    day = gappy.get("/v1/releases/2").json()["data"]["created"][:10]
    assert caveats(gappy, REQUESTS + filters)["period_not_ended"] == (
        f"Nothing is asked for 2098-99, which had not ended by {day}, when this release was made, "
        "or has no known end."
    )


def as_table(client: httpx.Client, address: str) -> list[dict[str, str]]:
    answer = client.get(address.replace("?", ".csv?"))
    assert answer.headers["content-type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


def test_both_are_tables_too(gappy: httpx.Client) -> None:
    matrix = as_table(gappy, MATRIX + OFFENCE)
    assert len(matrix) == 11
    first = {name: matrix[0][name] for name in ("area", "period", "status", "value")}
    assert first == {
        "area": "synthetic-a",
        "period": "2015-16/2019-20",
        "status": "published",
        "value": "50",
    }
    assert matrix[-1]["value"] == ""
    letters = as_table(gappy, REQUESTS + OFFENCE)
    assert [row["areas"] for row in letters] == ["synthetic-b", "synthetic-new", "synthetic-far"]
    assert letters[2]["periods"] == "2017-18 | 2018-19 | 2019-20"
    assert "\n- 1 April 2018 to 31 March 2019 (2018-19)\n" in letters[2]["wording"]
    assert {row["as_of_release"] for row in matrix + letters} == {"2"}


def test_the_seed_has_six_of_the_cells_that_46_forces_could_fill(api: httpx.Client) -> None:
    found = items(api, "/v1/coverage?dataset=nspcc-foi-2020&measure=offences-recorded&limit=50")
    assert len(found) == 46 * 2
    assert sum(cell["status"] == "published" for cell in found) == 6
    assert sum(cell["status"] == "not_in_record" for cell in found) == 86


def test_forces_outside_the_act_get_letters_of_their_own(api: httpx.Client) -> None:
    address = "/v1/coverage/requests?dataset=nspcc-foi-2020&measure=offences-recorded"
    others = "jersey-police,guernsey-police,police-scotland,british-transport-police"
    laws = {
        area["slug"]: row["law"]
        for row in items(api, f"{address}&area=kent-police,northern-ireland,{others}")
        for area in row["areas"]
    }
    assert laws.pop("jersey-police") == "Freedom of Information (Jersey) Law 2011"
    assert laws.pop("guernsey-police") == "States of Guernsey Freedom of Information Code"
    assert laws.pop("police-scotland") == "Freedom of Information (Scotland) Act 2002"
    assert len(laws) == 3
    assert set(laws.values()) == {"Freedom of Information Act 2000"}
