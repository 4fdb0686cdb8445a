"""What shares may be asked for, and what goes with the answer."""

import pytest

from app.analysis.shares.asked import (
    NO_PARTS,
    SharedAlong,
    about_shares,
    asked_for,
    measures_along,
    populations_to_read,
    to_read,
)
from app.domain.observation import DIMENSIONS
from app.errors import MeaninglessError
from tests.unit.analysis.shares.world import COUNTS, PRINTED, WORLD, ask, figures
from tests.unit.make import observation


def test_every_dimension_is_one_of_parts_or_says_what_to_ask_instead() -> None:
    assert {*SharedAlong, *NO_PARTS} == set(DIMENSIONS)
    for dimension in NO_PARTS:
        with pytest.raises(MeaninglessError) as refused:
            measures_along(dimension, [], WORLD)
        (objection,) = refused.value.objections
        assert objection.parameter == "dimension"
        assert "ask" in objection.detail.lower()


@pytest.mark.parametrize(
    ("dimension", "measures"),
    [
        ("platform", [COUNTS, PRINTED, "sessions"]),
        ("area", [COUNTS, "sessions"]),
        ("population", [COUNTS, "sessions", "ages-share"]),
    ],
)
def test_unnamed_measures_are_those_with_parts(dimension: str, measures: list[str]) -> None:
    assert measures_along(dimension, [], WORLD) == measures


def test_named_measures_with_parts_are_read_alone() -> None:
    assert measures_along("area", [COUNTS], WORLD) == [COUNTS]


def test_every_unfit_measure_is_an_objection() -> None:
    with pytest.raises(MeaninglessError) as refused:
        measures_along("area", ["age", PRINTED, "amount"], WORLD)
    told = [(found.parameter, found.detail) for found in refused.value.objections]
    assert [parameter for parameter, _ in told] == ["measure"] * 3
    assert "age (years) cannot be added" in told[0][1]
    assert "/v1/observations?measure=age" in told[0][1]
    assert "is a share along platform already" in told[1][1]
    assert "dimension=platform" in told[1][1]
    assert "amount (pounds) cannot be added" in told[2][1]


def test_measures_of_two_kinds_are_refused_together() -> None:
    with pytest.raises(MeaninglessError) as refused:
        measures_along("platform", [COUNTS, PRINTED, "age"], WORLD)
    details = [found.detail for found in refused.value.objections]
    assert len(details) == 2
    assert details[1].startswith("offences and per-cent are not of one kind")
    assert f"measure={COUNTS} or measure={PRINTED}" in details[1]


def test_a_whole_is_read_with_what_is_in_it_and_a_part_with_what_is_around_it() -> None:
    assert to_read("area", ["north"], WORLD) == ["north", "a", "b"]
    assert to_read("area", ["b"], WORLD) == ["state", "land", "north", "south", "a", "b", "c", "d"]
    assert to_read("category", ["frauds"], WORLD) == [
        "crimes",
        "thefts",
        "frauds",
        "burglaries",
        "snatches",
    ]
    assert to_read("area", [], WORLD) == []
    assert to_read("platform", ["solo"], WORLD) == []


def test_the_recorded_are_read_with_all_cases() -> None:
    recorded = "platform-recorded"
    assert populations_to_read("platform", [], WORLD) == [None, recorded]
    assert populations_to_read("platform", [recorded], WORLD) == [recorded, None]
    assert populations_to_read("platform", ["aged-1"], WORLD) == ["aged-1"]
    assert populations_to_read("area", [], WORLD) == [None]
    assert populations_to_read("area", ["aged-1", "aged-2"], WORLD) == ["aged-1", "aged-2"]


def test_the_names_of_wholes_and_of_parts_choose_rows() -> None:
    rows = ask("area", figures("area", {"land": 9, "north": 5, "south": 4, "a": 1, "d": 2}))

    def parts(*named: str) -> list[tuple[str | None, str]]:
        return [(row.of, row.part) for row in asked_for(rows, "area", named, [], WORLD)]

    assert parts("land") == [("land", "north"), ("land", "south")]
    assert parts("a") == [("north", "a")]
    assert parts("north", "d") == [("north", "a"), ("north", "b"), ("south", "d")]
    assert len(parts()) == len(rows) == 6


def test_populations_that_were_only_read_along_are_not_answered() -> None:
    rows = ask(
        "platform",
        figures("platform", {None: 9, "solo": 5}),
        figures("platform", {None: 8, "solo": 5}, population="platform-recorded"),
    )
    kept = asked_for(rows, "platform", [], ["platform-recorded"], WORLD)
    assert [row.population for row in kept] == ["platform-recorded"]
    assert len(asked_for(rows, "platform", ["solo"], [], WORLD)) == 2
    assert asked_for(rows, "platform", ["one"], [], WORLD) == []


def test_populations_are_parts_where_they_are_the_dimension() -> None:
    rows = ask("population", figures("population", {None: 9, "aged-1": 5, "aged-2": 4}))
    kept = asked_for(rows, "population", ["aged-2"], ["aged-2"], WORLD)
    assert [row.part for row in kept] == ["aged-2"]


@pytest.mark.parametrize(
    ("dimension", "words"),
    [
        ("area", "no whole in the record"),
        ("category", "no whole in the record"),
        ("platform", "no figure for a part"),
        ("population", "no figure for a part"),
    ],
)
def test_an_answer_without_shares_says_what_is_lacking(dimension: str, words: str) -> None:
    (caveat,) = about_shares(dimension, [])
    assert caveat.code == "no_shares"
    assert words in caveat.detail


def test_caveats_go_with_what_they_are_about() -> None:
    def codes(dimension: str, *given: object) -> list[str]:
        return [found.code for found in about_shares(dimension, ask(dimension, *given))]  # type: ignore[arg-type]

    exact = figures("area", {"north": 3, "a": 1, "b": 2})
    missing = figures("area", {"north": 3, "a": 1})
    published = figures("platform", {"solo": 40}, measure=PRINTED)
    assert codes("area", exact) == []
    assert codes("area", missing) == ["unknown_remainder"]
    assert codes("platform", published) == ["shares_as_published"]
    assert codes("platform", published, [observation(9)], figures("platform", {"solo": 4})) == [
        "shares_as_published",
        "unknown_remainder",
    ]
    assert codes("population", figures("population", {None: 9, "aged-1": 5})) == [
        "unknown_remainder"
    ]
