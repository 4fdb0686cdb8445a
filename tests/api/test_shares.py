"""Shares of known and of all, through the front door."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from app.importing.document import Document
from tests.api.conftest import items, serving
from tests.api.noise import NOISE
from tests.imported import store_with
from tests.postgres import new_database

SEED_AREAS = "/v1/shares?dimension=area&area=west-midlands&category=indecent-images-of-children"
SEED_AGES = "/v1/shares?dimension=population&category=online-child-sexual-offences"


def _documents() -> list[Document]:
    """Synthetic counts by platform, with everything beside them that must not get in."""

    def entry(slug: str, **fields: Any) -> dict[str, Any]:
        return {"slug": slug, "name": f"Synthetic {slug}", "definition": "Synthetic.", **fields}

    def figure(value: int, **fields: Any) -> dict[str, Any]:
        cited = [{"paragraph": 1, "stated": str(value)}]
        return {"area": "force-a", "period": "2019-20", "value": str(value), **fields} | {
            "cited": cited
        }

    recorded = {"population": "platform-recorded"}
    content = {
        **NOISE,
        "platforms": {
            "platforms": [
                entry("alpha", operator="Synthetic"),
                entry("beta", operator="Synthetic"),
                entry("beta-one", operator="Synthetic", parent="beta"),
            ]
        },
        "support": {
            "support_organisations": [
                {
                    "slug": "helpers",
                    "name": "Synthetic helpers",
                    "about": "Synthetic.",
                    "website": "https://helpers.example",
                }
            ]
        },
        "populations": {"populations": [entry("platform-recorded"), entry("aged-1")]},
        "source": {
            **NOISE["source"],
            "claims": [],
            "observations": [
                figure(1000),
                figure(800, **recorded),
                figure(300, platform="alpha"),
                figure(400, platform="beta"),
                figure(450, platform="beta-one"),
                # none of these belongs to the cell above
                figure(11, platform="alpha", category="other-offence"),
                figure(12, platform="alpha", area="force-b"),
                figure(13, platform="alpha", period="2018-19"),
                figure(14, platform="alpha", dataset="other-dataset"),
                figure(15, platform="alpha", population="aged-1"),
                figure(9, measure="age"),
                figure(9, measure="age", platform="alpha"),
                # two of the eight forces of a region, whose own figure another source has
                figure(600, area="force-a", period="2017-18"),
                figure(400, area="force-b", period="2017-18"),
            ],
        },
    }
    content["second"] = {
        **content["second"],
        "source": {
            **content["second"]["source"],
            "support": [{"organisation": "helpers", "paragraph": "1"}],
        },
        "observations": [figure(5000, area="region", period="2017-18", forces=8)],
    }
    return [
        Document.of(f"{name}.json", json.dumps(found).encode()) for name, found in content.items()
    ]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def synthetic(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('shares') / 'onrecord.sqlite'}"
        store_with(url, _documents(), "Synthetic counts by platform")
        with serving(url) as client:
            yield client
    else:
        with new_database(request.getfixturevalue("postgres_url")) as url:
            store_with(url, _documents(), "Synthetic counts by platform")
            with serving(url) as client:
                yield client


def by_part(client: httpx.Client, address: str) -> dict[str, dict[str, Any]]:
    rows = items(client, address)
    found = {row["part"]: row for row in rows}
    assert len(found) == len(rows)
    return found


def codes(row: dict[str, Any]) -> list[str]:
    return [reason["code"] for reason in row["reasons"]]


def warned(client: httpx.Client, address: str) -> list[str]:
    return [warning["code"] for warning in client.get(address).json()["warnings"]]


def refused(client: httpx.Client, address: str, kind: str) -> list[tuple[str, str]]:
    response = client.get(address)
    assert response.status_code == 422
    found = response.json()
    assert found["type"] == f"/problems/{kind}"
    return [(error["parameter"], error["detail"]) for error in found["errors"]]


def test_the_seed_says_what_each_force_has_of_its_region(api: httpx.Client) -> None:
    rows = by_part(api, SEED_AREAS)
    assert {
        part: (row["observation"]["value"], row["share_of_all"]) for part, row in rows.items()
    } == {
        "west-midlands-police": (1822, 47.9),
        "west-mercia-police": (954, 25.1),
        "warwickshire-police": (522, 13.7),
        "staffordshire-police": (503, 13.2),
    }
    row = rows["west-midlands-police"]
    assert (row["of"], row["whole"]["value"], row["status"]) == ("west-midlands", 3801, "exact")
    assert row["share_of_all_exact"] == row["share_of_known_exact"] == "182200/3801"
    assert row["bounds"]["interval"] == [47.934754, 47.934754]
    assert row["unknown"]["value"] == 0
    assert set(codes(row)) == {"inferred_reading"}
    assert "inferred_reading" in warned(api, SEED_AREAS)
    assert row["whole"]["citations"][0]["stated"] == "3,801"
    assert row["lineage"]["release"] == 1
    assert set(row["lineage"]["observations"]) == {
        row["whole"]["id"],
        *(found["observation"]["id"] for found in rows.values()),
    }
    assert "unknown_remainder" not in warned(api, SEED_AREAS)


def test_the_seed_serves_published_shares_as_published(api: httpx.Client) -> None:
    rows = by_part(api, "/v1/shares?dimension=platform")
    assert {part: row["share_of_known"] for part, row in rows.items()} == {
        "snapchat": 50,
        "meta": 25,
        "instagram": 11,
        "facebook": 7,
        "whatsapp": 6,
    }
    assert {row["kind"] for row in rows.values()} == {"published"}
    assert {row["share_of_all"] for row in rows.values()} == {None}
    meta = rows["meta"]
    assert meta["observation"]["citations"][0]["stated"] == "a quarter"
    assert meta["bounds_of_known"]["notation"] == "[23, 27]"
    assert meta["parts_sum"]["notation"] == "[72.5, 77.5)"
    assert meta["unknown"]["notation"] == "(22.5, 27.5]"
    assert meta["children"]["parts"] == ["instagram", "facebook", "whatsapp"]
    assert meta["children"]["missing"] == []
    assert meta["children"]["sum"]["notation"] == "[22.5, 25.5)"
    assert meta["children"]["difference"]["notation"] == "(-2.5, 4.5]"
    # as the claim of the same article
    (claim,) = [
        each
        for each in items(api, "/v1/claims?kind=total")
        if meta["observation"]["measure"] in each["operands"][0]
    ]
    assert meta["children"]["verdict"] == claim["verdict"] == "holds_within_rounding"
    assert "shares_as_published" in warned(api, "/v1/shares?dimension=platform")


def test_the_seed_bounds_what_populations_can_be(api: httpx.Client) -> None:
    rows = by_part(api, SEED_AGES)
    thirteen, ten = rows["victims-aged-13"], rows["victims-aged-10-and-under"]
    assert (thirteen["share_of_all"], thirteen["bounds"]["interval"]) == (4.5, [4.546259, 100])
    assert (thirteen["lowest"], thirteen["highest"]) == (4.546259, 100)
    assert thirteen["whole"]["value"] == 5653
    assert (ten["share_of_all"], ten["bounds"]["interval"]) == (None, [1.680524, 100])
    assert list(dict.fromkeys(codes(ten))) == [
        "inexact_value",
        "inferred_reading",
        "parts_may_overlap",
    ]
    assert thirteen["share_of_known"] is None
    assert "unknown_remainder" in warned(api, SEED_AGES)


def test_a_printed_total_of_the_recorded_bounds_what_is_unknown(synthetic: httpx.Client) -> None:
    address = "/v1/shares?dimension=platform&category=offence&area=force-a&period=2019-20"
    rows = by_part(synthetic, f"{address}&dataset=dataset")
    assert {
        part: (
            row["share_of_known"],
            row["share_of_all"],
            row["bounds"] and row["bounds"]["interval"],
        )
        for part, row in rows.items()
    } == {
        "alpha": (37.5, 30, [30, 50]),
        "beta": (50, 40, [40, 60]),
        "beta-one": (56.3, 45, [45, 65]),
    }
    alpha = rows["alpha"]
    assert (alpha["known"]["value"], alpha["parts_sum"]["value"], alpha["unknown"]["value"]) == (
        800,
        700,
        200,
    )
    assert rows["beta"]["children"]["verdict"] == "fails"
    assert len(alpha["lineage"]["observations"]) == 4
    # another dataset has no whole, and is no part of this one
    both = items(synthetic, address)
    assert len(both) == 4
    (other,) = [row for row in both if row["dataset"] == "other-dataset"]
    assert (other["share_of_known"], other["share_of_all"]) == (None, None)
    assert codes(other) == ["whole_not_in_record", "only_part"]
    assert "mixed_datasets" in warned(synthetic, address)


def test_a_part_is_named_and_still_a_part_of_all(synthetic: httpx.Client) -> None:
    address = (
        "/v1/shares?dimension=platform&category=offence&area=force-a&period=2019-20&dataset=dataset"
    )
    (row,) = items(synthetic, f"{address}&platform=alpha")
    assert (row["share_of_known"], row["share_of_all"]) == (37.5, 30)
    # the cases with the platform recorded are read along, and have no parts of their own
    assert items(synthetic, f"{address}&population=platform-recorded") == []
    (aged,) = items(synthetic, f"{address}&population=aged-1")
    assert (aged["observation"]["value"], aged["share_of_all"]) == (15, None)
    assert aged["population"] == "aged-1"


def test_missing_members_are_rows_with_bounds(synthetic: httpx.Client) -> None:
    address = "/v1/shares?dimension=area&area=region&period=2017-18"
    rows = by_part(synthetic, address)
    assert list(rows) == [f"force-{letter}" for letter in "abcdefgh"]
    assert (rows["force-a"]["share_of_all"], rows["force-a"]["share_of_known"]) == (12, 60)
    assert (rows["force-b"]["share_of_all"], rows["force-b"]["share_of_known"]) == (8, 40)
    for letter in "cdefgh":
        row = rows[f"force-{letter}"]
        assert (row["observation"], row["status"]) == (None, "bounded")
        assert row["bounds"]["interval"] == [0, 80]
        assert codes(row) == ["not_in_record"]
    assert "unknown_remainder" in warned(synthetic, address)
    (alone,) = items(synthetic, "/v1/shares?dimension=area&area=force-b&period=2017-18")
    assert (alone["of"], alone["part"], alone["share_of_all"]) == ("region", "force-b", 8)


def test_a_whole_with_other_coverage_divides_nothing(noisy: httpx.Client) -> None:
    rows = by_part(noisy, "/v1/shares?dimension=area&period=2018-19&category=offence&area=region")
    assert {row["share_of_all"] for row in rows.values()} == {None}
    assert all("different_coverage" in codes(row) for row in rows.values())
    later = by_part(noisy, "/v1/shares?dimension=area&period=2019-20&category=offence&area=region")
    assert later["force-h"]["share_of_all"] == 58.8
    assert codes(later["force-e"]) == ["no_value", "disputed_value"]
    assert later["force-e"]["observation"]["status"] == "suppressed"


@pytest.mark.parametrize(("precision", "share"), [(0, 48), (1, 47.9), (4, 47.9348)])
def test_precision_rounds_and_leaves_the_exact_value(
    api: httpx.Client, precision: int, share: float
) -> None:
    row = by_part(api, f"{SEED_AREAS}&precision={precision}")["west-midlands-police"]
    assert (row["share_of_known"], row["share_of_all"]) == (share, share)
    assert row["share_of_all_exact"] == "182200/3801"


def test_pages_neither_repeat_nor_skip(synthetic: httpx.Client) -> None:
    address = "/v1/shares?dimension=area&area=region&period=2017-18"
    whole = items(synthetic, address)
    assert items(synthetic, f"{address}&limit=3") == whole
    first = synthetic.get(f"{address}&limit=3").json()
    assert (len(first["data"]), first["meta"]["total"]) == (3, 8)


def test_an_answer_can_be_pinned(api: httpx.Client) -> None:
    response = api.get(f"{SEED_AREAS}&release=1")
    assert response.json()["data"] == api.get(SEED_AREAS).json()["data"]
    assert "immutable" in response.headers["cache-control"]


def test_csv_can_be_pasted_into_a_chart(api: httpx.Client) -> None:
    response = api.get(SEED_AREAS.replace("?", ".csv?"))
    assert response.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert [(row["part"], row["share_of_all"], row["observation.value"]) for row in rows] == [
        ("staffordshire-police", "13.2", "503"),
        ("warwickshire-police", "13.7", "522"),
        ("west-mercia-police", "25.1", "954"),
        ("west-midlands-police", "47.9", "1822"),
    ]
    assert rows[0]["bounds.notation"] == "[13.23336, 13.23336]"
    assert rows[0]["lineage.formula"].startswith("of all: 503 ÷ 3801 × 100; of known: 503 ÷ (503")


def test_the_dimension_has_to_be_given(api: httpx.Client) -> None:
    told = "is missing; it is one of platform, area, category, population"
    assert refused(api, "/v1/shares?area=nowhere", "invalid-parameters") == [
        ("dimension", told),
        ("area", "'nowhere' is not known"),
    ]
    assert refused(api, "/v1/shares?dimension=", "invalid-parameters") == [
        ("dimension", "is empty")
    ]
    ((_, hint),) = refused(api, "/v1/shares?dimension=platforms", "invalid-parameters")
    assert "did you mean platform?" in hint


@pytest.mark.parametrize(
    ("dimension", "instead"),
    [("dataset", "`dataset`"), ("measure", "`measure`"), ("period", "/v1/series")],
)
def test_what_has_no_parts_is_refused_with_what_to_ask(
    api: httpx.Client, dimension: str, instead: str
) -> None:
    ((parameter, told),) = refused(api, f"/v1/shares?dimension={dimension}", "cannot-be-computed")
    assert parameter == "dimension"
    assert instead in told


def test_measures_without_parts_are_refused_all_at_once(api: httpx.Client) -> None:
    asked = "youngest-victim-age,platform-share-of-offences,offences-recorded,counselling-sessions"
    told = refused(api, f"/v1/shares?dimension=area&measure={asked}", "cannot-be-computed")
    assert [parameter for parameter, _ in told] == ["measure"] * 3
    ages, shares, mixed = (detail for _, detail in told)
    assert "/v1/observations?measure=youngest-victim-age" in ages
    assert api.get("/v1/observations?measure=youngest-victim-age").status_code == 200
    assert "dimension=platform" in shares
    assert "measure=offences-recorded or measure=counselling-sessions" in mixed
    ((_, force_share),) = refused(
        api,
        "/v1/shares?dimension=area&measure=online-share-of-child-sexual-offences",
        "cannot-be-computed",
    )
    assert "no parts of one whole" in force_share


def test_an_answer_without_shares_says_what_is_lacking(api: httpx.Client) -> None:
    address = "/v1/shares?dimension=category"
    assert items(api, address) == []
    assert warned(api, address) == ["no_match", "no_shares"]


def test_no_more_is_read_than_the_answer_rests_on(
    api: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.api.routes.shares.MOST_FIGURES", 15)
    assert len(items(api, "/v1/shares?dimension=area&area=west-midlands")) == 4
    response = api.get("/v1/shares?dimension=area")
    assert response.status_code == 422
    assert response.json()["type"] == "/problems/too-much-asked"
    assert "more than 15 figures" in response.json()["detail"]


def test_the_sources_of_wholes_are_named_too(synthetic: httpx.Client) -> None:
    answer = synthetic.get("/v1/shares?dimension=area&area=region&period=2017-18").json()
    assert [organisation["slug"] for organisation in answer["meta"]["support"]] == ["helpers"]
