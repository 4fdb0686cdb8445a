"""What panels there are, where they have a change, and what cannot be asked of them."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.analysis.panels.asked import (
    Panel,
    about_a_panel,
    areas_of,
    may_be_added,
    objections,
    panels_of,
    period_objections,
    places,
    subject,
)
from app.analysis.panels.panel import panel_change
from app.domain.dictionary import AreaKind, Membership
from app.domain.observation import Observation
from app.domain.panel import PanelSides
from tests.unit.make import area, dictionary, measure, observation

OUTSIDE = "synthetic-outside"


def _members(*slugs: str) -> list[Membership]:
    return [Membership(slug, None, None) for slug in slugs]


MEASURES = {
    "plain": measure("plain"),
    "ages": replace(measure("ages"), summable=False, unit="years"),
    "rounded": replace(measure("rounded", counted=False), summable=False),
    "shares": replace(measure("shares", counted=False), share_along="platform"),
    "per-cent": replace(measure("per-cent", counted=False), unit="per-cent", comparable=False),
    "bare": measure("bare", comparable=False),
}
HELD = dictionary(
    [
        area("country", AreaKind.COUNTRY, members=_members("region", "force-c")),
        area("region", AreaKind.REGION, members=_members("force-b", "force-a")),
        *(area(slug) for slug in ("force-a", "force-b", "force-c", OUTSIDE)),
        area(
            "past",
            AreaKind.GROUP,
            members=[Membership("force-a", date(1990, 1, 1), date(1991, 1, 1))],
        ),
        area("unknown", AreaKind.GROUP),
        area("somewhere", AreaKind.UNDETERMINED, may_be=["region", "force-a"]),
        area("body", AreaKind.BODY),
    ],
    MEASURES.values(),
)


def test_each_area_is_a_panel_and_all_forces_are_one() -> None:
    assert panels_of(["force-b", "region", OUTSIDE, "country"], HELD) == [
        Panel(None, ("force-b", OUTSIDE)),
        Panel("region"),
        Panel("country"),
    ]
    assert panels_of(["region"], HELD) == [Panel("region")]


def test_the_areas_of_panels_are_their_forces_at_any_depth_and_time() -> None:
    panels = panels_of(["country", "past", OUTSIDE], HELD)
    assert areas_of(panels, HELD) == ["country", "force-a", "force-b", "force-c", "past", OUTSIDE]


def test_only_counts_that_can_be_added_and_compared_are() -> None:
    assert [slug for slug, found in MEASURES.items() if may_be_added(found)] == ["plain"]


def told(areas: list[str], measures: list[str]) -> list[tuple[str, str]]:
    return [(found.parameter, found.detail) for found in objections(areas, measures, HELD)]


def test_a_panel_needs_an_area() -> None:
    ((parameter, detail),) = told([], [])
    assert parameter == "panel"
    assert "`area`" in detail


@pytest.mark.parametrize(
    ("slug", "why"),
    [
        ("unknown", "which forces are in unknown is not stated"),
        ("somewhere", "which area somewhere is cannot be known"),
        ("body", "is not made of forces"),
    ],
)
def test_an_area_without_known_forces_says_what_to_ask_instead(slug: str, why: str) -> None:
    ((parameter, detail),) = told([slug], ["plain"])
    assert parameter == "area"
    assert why in detail
    assert f"/v1/changes?area={slug}" in detail


@pytest.mark.parametrize(
    ("slug", "why", "instead"),
    [
        ("ages", "years of several areas do not add up", "/v1/changes?measure=ages"),
        ("rounded", "rounded parts need not add up", "/v1/changes?measure=rounded"),
        ("shares", "a share of one area", "/v1/changes?measure=shares"),
        ("per-cent", "a share of one area", "/v1/observations?measure=per-cent"),
        ("bare", "has no plain meaning", "/v1/observations?measure=bare"),
    ],
)
def test_a_measure_that_cannot_be_added_says_why(slug: str, why: str, instead: str) -> None:
    ((parameter, detail),) = told(["region", "past", "force-a"], ["plain", slug])
    assert parameter == "measure"
    assert detail.startswith(f"{slug}: ")
    assert why in detail
    assert detail.endswith(instead)


def test_every_objection_is_told_at_once() -> None:
    found = told(["unknown", "region", "body"], ["ages", "plain", "shares"])
    assert [parameter for parameter, _ in found] == ["area", "area", "measure", "measure"]


@pytest.mark.parametrize(
    ("periods", "bases", "expected"),
    [
        (["2019-20"], {"2019-20": "2018-19"}, []),
        ([], {"2019-20": "2018-19"}, []),
        (["2017/2019"], {}, ["period"]),
        (["2019"], {"2019": "2017-18"}, ["from"]),
        (["2018/2020"], {"2018/2020": "2017/2019"}, ["from"]),
        (["2017/2019", "2020"], {"2020": "2019"}, ["period"]),
    ],
)
def test_periods_that_make_no_pair_are_refused(
    periods: list[str], bases: dict[str, str], expected: list[str]
) -> None:
    found = list(period_objections(periods, bases, first=False))
    assert [objection.parameter for objection in found] == expected
    assert all("`from` and `to`" in objection.detail for objection in found)


def test_the_first_figure_of_each_force_makes_no_panel() -> None:
    (found,) = period_objections([], {"2019-20": "2018-19"}, first=True)
    assert found.parameter == "basis"


def figure(force: str, period: str, **more: Any) -> Observation:
    return observation(5, area=force, period=period, **more)


def test_a_place_is_where_a_later_figure_stands() -> None:
    panels = panels_of(["region", "country", OUTSIDE], HELD)
    some = [
        figure("force-a", "2019-20"),
        figure("force-c", "2019-20", platform="one"),
        figure("force-a", "2018-19"),
        figure(OUTSIDE, "2019-20"),
        figure("region", "2017-18"),
    ]
    bases = {"2019-20": "2018-19", "2017-18": "2016-17"}
    found = places(panels, some, bases, HELD, explicit=False)
    assert {(cell.area, cell.period, cell.platform): panel for cell, panel in found.items()} == {
        ("region", "2019-20", None): panels[1],
        ("country", "2019-20", None): panels[2],
        ("country", "2019-20", "one"): panels[2],
        ("", "2019-20", None): panels[0],
        ("region", "2017-18", None): panels[1],
    }


def test_a_base_alone_is_a_place_when_the_later_period_was_named() -> None:
    panels, some = panels_of(["region"], HELD), [figure("force-a", "2018-19")]
    bases = {"2019-20": "2018-19"}
    assert places(panels, some, bases, HELD, explicit=False) == {}
    (cell,) = places(panels, some, bases, HELD, explicit=True)
    assert (cell.area, cell.period) == ("region", "2019-20")


def test_a_subject_is_the_same_for_all_areas_and_periods() -> None:
    one, two = figure("force-a", "2019-20"), figure("region", "2010")
    assert subject(one) == subject(two)
    assert subject(one) != subject(figure("force-a", "2019-20", dataset="other"))
    (cell,) = places(panels_of(["region"], HELD), [one], {"2019-20": "x"}, HELD, explicit=False)
    assert subject(cell) == subject(one)


PARTIAL = ["partial_panel"]


@pytest.mark.parametrize(
    ("values", "sides", "expected"),
    [
        ({"force-a": (60, 2), "force-b": (3, 4)}, "naive", []),
        ({"force-a": (60, 2), "force-b": (3, 4)}, "matched", []),
        ({"force-a": (50, 2)}, "naive", PARTIAL),
        ({"force-a": (60, 2), "force-b": (None, 4)}, "matched", PARTIAL),
        ({"force-a": (60, 2), "force-b": (3, None)}, "naive", [*PARTIAL, "coverage_differs"]),
        ({"force-a": (60, 2), "force-b": (None, 4)}, "naive", [*PARTIAL, "coverage_differs"]),
        ({"force-a": (23, 202), "force-b": (26, 1)}, "matched", ["small_base"]),
        ({"force-a": (23, 202), "force-b": (26, 1)}, "naive", ["small_base"]),
        ({"force-a": (23, 202), "force-b": (60, None)}, "matched", [*PARTIAL, "small_base"]),
        ({"force-a": (23, None), "force-b": (None, 60)}, "matched", [*PARTIAL, "small_base"]),
        # without a per cent there is none to be wary of
        ({"force-a": (0, 5), "force-b": (0, 5)}, "matched", []),
        ({"force-a": (None, 5), "force-b": (None, 5)}, "matched", PARTIAL),
    ],
)
@pytest.mark.parametrize("panel", [Panel("region"), Panel(None, ("force-a", "force-b"))])
def test_what_a_panel_does_not_say_is_warned_of(
    values: dict[str, tuple[int | None, int | None]], sides: str, expected: list[str], panel: Panel
) -> None:
    some = {
        (force, period): observation(value, area=force, period=period)
        for force, pair in values.items()
        for period, value in zip(("2018-19", "2019-20"), pair, strict=True)
        if value is not None
    }
    place = replace(subject(observation(1)), area=panel.area or "", period="2019-20")
    known = dictionary([HELD.area(slug) for slug in ("region", "force-a", "force-b")])
    row = panel_change(panel, place, "2018-19", some, known, 1, PanelSides(sides))
    found = list(about_a_panel(row, "/data/3"))
    assert [caveat.code for caveat in found] == expected
    assert {caveat.path for caveat in found} <= {"/data/3"}
    if found:
        who = "region" if panel.area else "the forces named"
        told = {"partial_panel": f"of 2 forces of {who} can be matched"}
        assert told.get(found[0].code, f"The earlier sum of {who}, of 2018-19,") in found[0].detail
