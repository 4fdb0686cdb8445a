"""What changed year on year in each force, and may the figures be compared."""

import json
from fractions import Fraction
from typing import Any

import httpx
import pytest

from tests.api.conftest import items

SEEDED = "/v1/changes?category=online-child-sexual-offences&period=2019-20"


def by_area(client: httpx.Client, address: str) -> dict[str, dict[str, Any]]:
    rows = items(client, address)
    found = {row["area"]: row for row in rows}
    assert len(found) == len(rows)
    return found


def codes(row: dict[str, Any]) -> list[str]:
    return [reason["code"] for reason in row["comparability"]["reasons"]]


def test_seed_answers_what_changed_in_each_force(api: httpx.Client) -> None:
    rows = by_area(api, SEEDED)
    numbers = {
        area: (row["from"] and row["from"]["value"], row["to"]["value"], row["percent"])
        for area, row in rows.items()
    }
    assert numbers == {
        "west-midlands-police": (398, 427, 7.3),
        "west-mercia-police": (191, 389, 103.7),
        "staffordshire-police": (346, 325, -6.1),
        "england-and-wales": (None, 10058, None),
        "all-46-forces": (None, 10391, None),
    }
    west_midlands = rows["west-midlands-police"]
    assert west_midlands["absolute"] == 29
    assert west_midlands["direction"] == "up"
    assert west_midlands["comparability"] == {"status": "comparable", "reasons": []}
    assert Fraction(west_midlands["percent_exact"]) == Fraction(29 * 100, 398)
    assert Fraction(west_midlands["fold_exact"]) == Fraction(427, 398)
    assert {citation["source"] for citation in west_midlands["to"]["citations"]} == {
        "express-and-star-rise-and-fall-2019-20",
        "express-and-star-online-offences-total-2019-20",
    }
    assert west_midlands["lineage"] == {
        "observations": [west_midlands["from"]["id"], west_midlands["to"]["id"]],
        "formula": "(427 − 398) ÷ 398 × 100",
        "release": 1,
    }
    assert rows["staffordshire-police"]["direction"] == "down"
    assert rows["england-and-wales"]["comparability"]["status"] == "no_base"
    assert codes(rows["england-and-wales"]) == ["no_base_figure"]


@pytest.mark.parametrize(
    ("precision", "percent", "fold"),
    [(0, 104, 2), (1, 103.7, 2), (2, 103.66, 2.04), (6, 103.664921, 2.036649)],
)
def test_precision_rounds_and_leaves_the_exact_value(
    api: httpx.Client, precision: int, percent: float, fold: float
) -> None:
    row = by_area(api, f"{SEEDED}&area=west-mercia-police&precision={precision}")[
        "west-mercia-police"
    ]
    assert (row["percent"], row["fold"]) == (percent, fold)
    assert row["percent_exact"] == "19800/191"


def test_every_gap_and_mismatch_is_a_row_with_its_reason(noisy: httpx.Client) -> None:
    rows = by_area(noisy, "/v1/changes?category=offence&period=2019-20")
    told = {
        area: (row["comparability"]["status"], codes(row), row["absolute"], row["percent"])
        for area, row in rows.items()
    }
    assert told == {
        "force-a": ("caution", ["disputed_value"], 100, 50),
        "force-b": ("no_base", ["no_base_figure"], None, None),
        "force-c": ("no_base", ["zero_base", "disputed_value"], 60, None),
        "force-d": ("not_comparable", ["no_later_figure"], None, None),
        "force-e": ("not_comparable", ["no_value", "disputed_value"], None, None),
        "force-f": ("not_comparable", ["different_dataset"], None, None),
        "force-g": ("no_base", ["no_base_figure"], None, None),
        "force-h": ("comparable", [], 0, 0),
        "region": ("not_comparable", ["different_coverage"], None, None),
    }
    assert rows["force-d"]["from"]["value"] == 70
    assert rows["force-d"]["to"] is None
    assert rows["force-f"]["from"]["dataset"] == "other-dataset"
    assert rows["force-h"]["direction"] == "unchanged"


def test_basis_first_compares_with_the_earliest_figure_and_says_that_years_lie_between(
    noisy: httpx.Client,
) -> None:
    rows = by_area(noisy, "/v1/changes?category=offence&period=2019-20&basis=first")
    assert rows["force-a"]["from"]["period"] == "2017-18"
    assert rows["force-a"]["percent"] == 200
    assert codes(rows["force-a"]) == ["non_adjacent_periods", "disputed_value"]
    assert rows["force-g"]["from"]["period"] == "2016-17"
    assert rows["force-g"]["percent"] == -75
    # another dataset is no first figure
    assert codes(rows["force-f"]) == ["no_base_figure"]


def test_from_and_to_name_any_pair(noisy: httpx.Client) -> None:
    rows = by_area(noisy, "/v1/changes?category=offence&from=2016-17&to=2019-20")
    assert rows["force-g"]["absolute"] == -300
    assert codes(rows["force-g"]) == ["non_adjacent_periods"]
    assert rows["force-a"]["comparability"]["status"] == "no_base"


def test_kinds_of_period_are_not_compared(noisy: httpx.Client) -> None:
    row = by_area(noisy, "/v1/changes?category=offence&area=force-a&from=2018-19&to=2019")
    assert codes(row["force-a"]) == ["different_period_kind", "overlapping_periods"] or codes(
        row["force-a"]
    ) == ["different_period_kind"]
    assert row["force-a"]["absolute"] is None


def test_measures_without_a_change_are_shown_only_when_named(noisy: httpx.Client) -> None:
    rows = items(noisy, "/v1/changes?area=force-a&period=2019-20")
    assert {row["measure"] for row in rows} == {"count"}
    (age,) = items(noisy, "/v1/changes?area=force-a&period=2019-20&measure=age")
    assert age["comparability"]["status"] == "no_base"


def test_without_a_period_every_year_is_compared(noisy: httpx.Client) -> None:
    rows = items(noisy, "/v1/changes?category=offence&area=force-a")
    assert [(row["to"]["period"], row["absolute"]) for row in rows] == [
        ("2017-18", None),
        ("2018-19", 100),
        ("2019", None),
        ("2019-20", 100),
    ]


def test_a_small_base_is_a_caution(api: httpx.Client) -> None:
    (row,) = items(api, "/v1/changes?category=sexual-communication-with-a-child&from=2017&to=2022")
    assert (row["absolute"], row["fold"]) == (179, 8.8)
    assert row["comparability"]["status"] == "caution"
    assert codes(row)[:3] == ["non_adjacent_periods", "small_base", "break_in_series"]
    assert set(codes(row)[3:]) == {"inferred_reading"}


def test_two_categories_are_never_one_change(api: httpx.Client) -> None:
    for row in items(api, "/v1/changes"):
        if row["from"] and row["to"] and row["absolute"] is not None:
            for name in ("category", "dataset", "measure", "area", "platform", "population"):
                assert row["from"][name] == row["to"][name]


def test_without_a_period_there_is_every_row_that_has_a_later_figure(noisy: httpx.Client) -> None:
    of_all = items(noisy, "/v1/changes?category=offence")
    periods = {row["to"]["period"] for row in of_all}
    assert len(periods) > 3
    by_period = [
        row
        for period in sorted(periods)
        for row in items(noisy, f"/v1/changes?category=offence&period={period}")
        if row["to"] is not None
    ]
    key = json.dumps
    assert sorted(of_all, key=key) == sorted(by_period, key=key)
    assert "different_dataset" in {code for row in of_all for code in codes(row)}
