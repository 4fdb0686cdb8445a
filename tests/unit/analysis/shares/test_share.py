"""Shares of known and of all, and the bounds that the unknown allows."""

from fractions import Fraction
from typing import Any

import pytest

from app.domain.claim import Verdict
from app.domain.quantity import Qualifier
from app.domain.share import Share, ShareKind
from tests.unit.analysis.shares.world import PRINTED, WORLD, along, ask, codes, figures, notation
from tests.unit.make import RELEASE, observation

NEARLY = {"qualifier": Qualifier.NEARLY}
QUARTER = {"qualifier": Qualifier.FRACTION}
RECORDED = {"platform": None, "population": "platform-recorded"}


def shown(row: Share) -> tuple[Any, ...]:
    """Status, shares and bounds of a row."""
    of_known = None if row.share_of_known is None else str(row.share_of_known)
    of_all = None if row.share_of_all is None else str(row.share_of_all)
    return row.status.value, of_known, of_all, notation(row.bounds)


class TestPlatforms:
    def test_a_case_without_a_platform_may_be_anybodys(self) -> None:
        rows = along("platform", {None: 100, "solo": 20, "group": 30})
        assert shown(rows["solo"]) == ("bounded", "40", "20", "[20, 70]")
        assert shown(rows["group"]) == ("bounded", "60", "30", "[30, 80]")
        assert [str(rows["solo"].lowest), str(rows["solo"].highest)] == ["20", "70"]
        assert notation(rows["solo"].unknown) == "[50, 50]"
        assert notation(rows["solo"].known) == notation(rows["solo"].parts_sum) == "[50, 50]"
        assert rows["solo"].kind is ShareKind.COMPUTED
        assert (rows["solo"].of, rows["solo"].platform) == (None, "solo")
        assert codes(rows["solo"]) == ["known_is_sum_of_parts"]

    def test_a_printed_total_of_the_recorded_narrows_the_bounds(self) -> None:
        rows = ask(
            "platform",
            figures("platform", {None: 100, "solo": 20, "group": 30}),
            [observation(80, **RECORDED)],
        )
        assert [row.part for row in rows] == ["solo", "group"]
        assert shown(rows[0]) == ("bounded", "25", "20", "[20, 40]")
        assert shown(rows[1]) == ("bounded", "37.5", "30", "[30, 50]")
        assert notation(rows[0].known) == "[80, 80]"
        assert notation(rows[0].unknown) == "[20, 20]"
        assert codes(rows[0]) == []
        assert rows[0].lineage.formula == (
            "of all: 20 ÷ 100 × 100; of known: 20 ÷ 80 × 100; "
            "at most: (20 + 100 − 80) ÷ 100 × 100; unknown: 100 − 80"
        )

    def test_parts_among_the_recorded_have_the_same_wholes(self) -> None:
        recorded = "platform-recorded"
        rows = ask(
            "platform",
            [observation(100)],
            figures("platform", {None: 80, "solo": 20}, population=recorded),
        )
        assert [(row.part, row.population) for row in rows] == [("solo", recorded)]
        assert shown(rows[0]) == ("bounded", "25", "20", "[20, 40]")

    def test_another_population_is_a_whole_of_its_own(self) -> None:
        rows = ask(
            "platform",
            [observation(100), observation(80, **RECORDED)],
            figures("platform", {None: 10, "solo": 4}, population="aged-1"),
        )
        assert [shown(row) for row in rows] == [("bounded", None, "40", "[40, 100]")]

    def test_a_parent_is_not_added_to_its_children(self) -> None:
        rows = along("platform", {None: 100, "solo": 20, "group": 30, "one": 18, "two": 5})
        assert list(rows) == ["solo", "group", "one", "two"]
        assert notation(rows["solo"].parts_sum) == "[50, 50]"
        # one can have what neither solo nor two is known to have
        assert shown(rows["one"]) == ("bounded", "36", "18", "[18, 75]")
        assert shown(rows["solo"]) == ("bounded", "40", "20", "[20, 70]")
        check = rows["group"].children
        assert check is not None
        assert (check.parts, check.missing) == (["one", "two"], [])
        assert (notation(check.sum), notation(check.difference)) == ("[23, 23]", "[7, 7]")
        assert check.verdict is Verdict.FAILS
        assert rows["one"].children is None
        assert "its parts: (18 + 5)" in str(rows["group"].lineage.formula)
        assert len(rows["solo"].lineage.observations) == 3
        assert len(rows["group"].lineage.observations) == 5

    def test_children_stand_for_a_parent_without_a_figure(self) -> None:
        rows = along("platform", {None: 100, "solo": 20, "group": None, "one": 18, "two": 5})
        assert notation(rows["solo"].parts_sum) == "[43, 43]"
        assert shown(rows["group"]) == ("bounded", None, None, "[0, 80]")
        assert codes(rows["group"]) == ["no_value"]
        assert rows["group"].children is None

    @pytest.mark.parametrize(
        ("parent", "child", "verdict"),
        [(30, 18, Verdict.CANNOT_BE_CHECKED), (30, 31, Verdict.FAILS), (18, 18, "unchecked")],
    )
    def test_where_a_child_is_missing_only_too_much_fails(
        self, parent: int, child: int, verdict: str
    ) -> None:
        check = along("platform", {"solo": 9, "group": parent, "one": child})["group"].children
        assert check is not None
        assert check.missing == ["two"]
        expected = Verdict.CANNOT_BE_CHECKED if verdict == "unchecked" else verdict
        assert check.verdict is expected

    def test_without_a_whole_there_is_a_share_of_the_known_alone(self) -> None:
        rows = along("platform", {"solo": 1, "group": 2})
        assert shown(rows["solo"]) == ("of_known", "33.3", None, None)
        assert rows["solo"].share_of_known_exact == "100/3"
        assert codes(rows["solo"]) == ["whole_not_in_record", "known_is_sum_of_parts"]
        assert rows["solo"].unknown is None
        assert rows["solo"].lineage.formula == "of known: 1 ÷ (1 + 2) × 100"

    def test_a_lone_part_is_no_share_of_the_known(self) -> None:
        rows = along("platform", {None: 10, "group": 5, "one": 2})
        assert shown(rows["group"]) == ("bounded", None, "50", "[50, 100]")
        assert shown(rows["one"])[1] is None
        assert codes(rows["group"]) == ["only_part"]
        assert shown(along("platform", {"solo": 5})["solo"]) == ("none", None, None, None)

    def test_an_inexact_part_has_an_interval_as_narrow_as_can_be(self) -> None:
        rows = along("platform", {None: 400, "solo": (100, NEARLY), "group": 100})
        assert shown(rows["solo"]) == ("bounded", None, None, "[23.75, 75]")
        assert codes(rows["solo"]) == ["inexact_value", "known_is_sum_of_parts"]
        # solo stands in both sides of the division: 95 of 195 to 100 of 200
        assert notation(rows["solo"].bounds_of_known) == "[48.717949, 50)"
        assert notation(rows["group"].bounds_of_known) == "(50, 51.282051]"
        assert shown(rows["group"]) == ("bounded", None, "25", "[25, 76.25]")

    def test_parts_of_more_than_the_whole_have_no_bounds(self) -> None:
        rows = along("platform", {None: 40, "solo": 20, "group": 30})
        assert shown(rows["solo"]) == ("contradicted", "40", "50", None)
        assert "parts_exceed_whole" in codes(rows["solo"])
        assert notation(rows["solo"].unknown) == "[-10, -10]"
        assert "at most" not in str(rows["solo"].lineage.formula)

    def test_parts_of_more_than_the_recorded_have_no_bounds(self) -> None:
        rows = ask(
            "platform",
            figures("platform", {None: 100, "solo": 20, "group": 30}),
            [observation(45, **RECORDED)],
        )
        assert [shown(row) for row in rows] == [
            ("contradicted", "44.4", "20", None),
            ("contradicted", "66.7", "30", None),
        ]
        assert all(codes(row) == ["parts_exceed_whole"] for row in rows)

    def test_a_child_for_which_nothing_is_left(self) -> None:
        rows = along("platform", {None: 100, "solo": 70, "group": 25, "one": 40})
        assert shown(rows["one"])[0] == "contradicted"
        assert codes(rows["one"])[-1] == "no_possible_share"
        assert shown(rows["solo"])[0] == "bounded"

    def test_nothing_known_is_no_share(self) -> None:
        rows = along("platform", {None: 100, "solo": 0, "group": 0})
        assert shown(rows["solo"]) == ("bounded", None, "0", "[0, 100]")
        assert codes(rows["solo"]) == ["known_not_above_zero"]

    def test_zero_beside_something_is_zero_per_cent(self) -> None:
        rows = along("platform", {None: 100, "solo": 0, "group": 50})
        assert shown(rows["solo"]) == ("bounded", "0", "0", "[0, 50]")
        assert shown(rows["group"]) == ("bounded", "100", "50", "[50, 100]")

    def test_a_figure_below_zero_counts_nothing(self) -> None:
        rows = along("platform", {None: 100, "solo": -5, "group": 50})
        assert shown(rows["solo"]) == ("bounded", None, None, "[0, 50]")
        assert codes(rows["solo"]) == ["below_zero"]


class TestTheWhole:
    @pytest.mark.parametrize(
        ("whole", "code"), [(None, "whole_without_value"), (0, "whole_not_above_zero")]
    )
    def test_that_divides_nothing(self, whole: int | None, code: str) -> None:
        rows = along("platform", {None: whole, "solo": 20, "group": 30})
        assert shown(rows["solo"]) == ("of_known", "40", None, None)
        assert code in codes(rows["solo"])

    def test_that_is_inexact_widens_the_bounds(self) -> None:
        rows = along("platform", {None: (100, NEARLY), "solo": 19, "group": 38})
        assert shown(rows["solo"]) == ("bounded", "33.3", None, "(19, 62)")
        assert codes(rows["solo"])[0] == "inexact_value"

    def test_that_is_disputed_says_so(self) -> None:
        rows = along("platform", {None: (100, {"disputed": True}), "solo": 20})
        assert "disputed_whole" in codes(rows["solo"])
        rows_of = ask(
            "platform",
            figures("platform", {None: 100, "solo": 20}),
            [observation(50, disputed=True, **RECORDED)],
        )
        assert codes(rows_of[0]) == ["disputed_whole"]


class TestAreas:
    def test_members_that_make_up_their_whole_have_one_share(self) -> None:
        rows = along("area", {"north": (30, {"forces": 2}), "a": 10, "b": 20})
        assert list(rows) == ["a", "b"]
        assert shown(rows["a"]) == ("exact", "33.3", "33.3", notation(rows["a"].bounds))
        assert rows["a"].share_of_all_exact == "100/3"
        assert rows["a"].bounds is not None
        assert notation(rows["a"].bounds) == notation(rows["a"].bounds_of_known)
        assert (rows["a"].of, rows["a"].area) == ("north", "a")
        assert codes(rows["a"]) == []
        assert rows["a"].lineage.release == RELEASE
        assert rows["a"].lineage.formula == (
            "of all: 10 ÷ 30 × 100; of known: 10 ÷ (10 + 20) × 100; unknown: 30 − (10 + 20)"
        )

    def test_what_is_missing_belongs_to_the_missing(self) -> None:
        rows = along("area", {"land": (100, {"forces": 4}), "a": 10, "d": 20})
        # in dictionary order, and b and c as rows though the record has none of them
        assert list(rows) == ["a", "b", "c", "d"]
        assert shown(rows["a"]) == ("exact", "33.3", "10", "[10, 10]")
        assert shown(rows["b"]) == ("bounded", None, None, "[0, 70]")
        assert rows["b"].observation is None
        assert codes(rows["b"]) == ["not_in_record"]
        assert codes(rows["a"]) == ["parts_missing"]
        assert "at most: (100 − (10 + 20)) ÷ 100 × 100" in str(rows["b"].lineage.formula)

    def test_a_region_without_any_figure_is_one_row(self) -> None:
        rows = along("area", {"land": 100, "a": 10})
        assert list(rows) == ["south", "a", "b"]
        assert codes(rows["a"]) == ["coverage_not_stated", "only_part"]

    def test_a_suppressed_member_is_bounded_too(self) -> None:
        rows = along("area", {"north": (30, {"forces": 2}), "a": 10, "b": None})
        assert shown(rows["b"]) == ("bounded", None, None, "[0, 66.666667]")
        assert codes(rows["b"]) == ["no_value"]

    def test_a_member_with_a_figure_stands_for_its_own(self) -> None:
        rows = ask("area", figures("area", {"land": 100, "north": 40, "a": 10, "d": 5}))
        assert [(row.of, row.part, row.share_of_all) for row in rows] == [
            ("land", "north", 40),
            ("land", "c", None),
            ("land", "d", 5),
            ("north", "a", 25),
            ("north", "b", None),
        ]

    def test_a_member_reached_twice_counts_once(self) -> None:
        rows = along("area", {"state": 100, "north": 40, "south": 60})
        assert list(rows) == ["north", "south"]
        assert notation(rows["north"].unknown) == "[0, 0]"
        # the state holds north directly, and through land, which stands for it
        within = ask("area", figures("area", {"state": 100, "land": 90, "north": 40}))
        assert (within[0].of, within[0].part) == ("state", "land")
        assert [row.part for row in within if row.of == "state"] == ["land"]

    def test_members_that_overlap_are_not_added(self) -> None:
        rows = along("area", {"two-circles": 10, "east-circle": 5, "west-circle": 7})
        assert shown(rows["west-circle"]) == ("exact", None, "70", "[70, 70]")
        assert codes(rows["west-circle"])[-1] == "parts_may_overlap"
        assert rows["west-circle"].parts_sum is None

    def test_a_member_belongs_while_it_did(self) -> None:
        before = ask("area", figures("area", {"south": 10, "c": 4, "d": 6}))
        after = ask("area", figures("area", {"south": 10, "c": 4, "d": 6}, period="2020-21"))
        assert [row.part for row in before] == ["c", "d"]
        assert [row.part for row in after] == ["d"]

    def test_a_whole_of_other_forces_divides_nothing(self) -> None:
        rows = along("area", {"north": (30, {"forces": 1}), "a": 10, "b": 20})
        assert shown(rows["a"]) == ("of_known", "33.3", None, None)
        assert codes(rows["a"]) == ["different_coverage"]
        assert rows["a"].unknown is None

    def test_parts_that_fall_short_say_so(self) -> None:
        rows = along("area", {"north": (31, {"forces": 2}), "a": 10, "b": 20})
        assert codes(rows["a"]) == ["parts_fall_short"]
        assert notation(rows["a"].bounds) == "[32.258065, 32.258065]"

    def test_areas_in_nothing_have_no_shares(self) -> None:
        assert ask("area", figures("area", {"a": 10, "b": 20})) == []
        assert ask("area", []) == []

    def test_an_inexact_member_keeps_within_what_the_others_leave(self) -> None:
        about = {"qualifier": Qualifier.MORE_THAN}
        rows = along("area", {"north": (100, {"forces": 2}), "a": (30, about), "b": 60})
        assert shown(rows["a"]) == ("bounded", None, None, "(30, 40]")


class TestCategories:
    def test_children_that_make_up_a_category_are_added(self) -> None:
        rows = along("category", {"crimes": 10, "thefts": 4, "frauds": 6})
        assert shown(rows["thefts"]) == ("exact", "40", "40", "[40, 40]")
        assert codes(rows["thefts"]) == []

    def test_children_that_may_overlap_are_not(self) -> None:
        rows = along("category", {"thefts": 10, "burglaries": 8, "snatches": None})
        assert shown(rows["burglaries"]) == ("exact", None, "80", "[80, 80]")
        assert codes(rows["burglaries"]) == ["parts_may_overlap"]
        assert shown(rows["snatches"]) == ("bounded", None, None, "[0, 100]")
        assert rows["burglaries"].lineage.observations == [
            figures("category", {"burglaries": 8})[0].id,
            figures("category", {"thefts": 10})[0].id,
        ]

    def test_grandchildren_are_added_only_if_every_step_is_a_sum(self) -> None:
        rows = along("category", {"crimes": 10, "burglaries": 4, "frauds": 6})
        assert list(rows) == ["frauds", "burglaries", "snatches"]
        assert "parts_may_overlap" in codes(rows["frauds"])

    def test_a_part_above_its_whole_is_a_contradiction(self) -> None:
        rows = along("category", {"thefts": 10, "burglaries": 12})
        assert shown(rows["burglaries"]) == ("contradicted", None, None, None)
        assert codes(rows["burglaries"])[-1] == "no_possible_share"


class TestPopulations:
    def test_they_may_overlap_so_that_only_the_lower_end_is_known(self) -> None:
        rows = along("population", {None: 200, "aged-1": 20, "aged-2": (100, NEARLY)})
        assert shown(rows["aged-1"]) == ("bounded", None, "10", "[10, 100]")
        assert shown(rows["aged-2"]) == ("bounded", None, None, "[47.5, 100]")
        assert codes(rows["aged-1"]) == ["parts_may_overlap"]
        assert (rows["aged-1"].known, rows["aged-1"].unknown) == (None, None)

    def test_a_whole_alone_has_no_parts(self) -> None:
        assert ask("population", [observation(200)]) == []


class TestPublished:
    def test_they_are_served_as_printed(self) -> None:
        rows = along(
            "platform",
            {"solo": 50, "group": (25, QUARTER), "one": 11, "two": 13},
            measure=PRINTED,
            population="platform-recorded",
        )
        assert {part: shown(row)[:3] for part, row in rows.items()} == {
            "solo": ("of_known", "50", None),
            "group": ("of_known", "25", None),
            "one": ("of_known", "11", None),
            "two": ("of_known", "13", None),
        }
        group = rows["group"]
        assert group.kind is ShareKind.PUBLISHED
        assert notation(group.bounds_of_known) == "[23, 27]"
        assert notation(group.parts_sum) == "[72.5, 77.5)"
        assert notation(group.unknown) == "(22.5, 27.5]"
        assert (group.known, group.bounds, group.share_of_known_exact) == (None, None, None)
        assert codes(group) == ["inexact_value", "count_not_published"]
        assert codes(rows["one"]) == ["count_not_published"]
        assert group.children is not None
        assert notation(group.children.sum) == "[23, 25)"
        assert group.children.verdict is Verdict.HOLDS
        assert group.lineage.formula == (
            "unknown: 100 − (50 + (a fraction near 25)); its parts: (11 + 13)"
        )

    def test_they_never_meet_a_count(self) -> None:
        rows = ask(
            "platform",
            [observation(1000), observation(800, **RECORDED)],
            figures("platform", {"solo": 50}, measure=PRINTED, population="platform-recorded"),
        )
        assert [(row.whole, row.known, row.share_of_all) for row in rows] == [(None, None, None)]

    def test_more_than_a_hundred_is_a_contradiction(self) -> None:
        rows = along("platform", {"solo": 80, "group": 30}, measure=PRINTED)
        assert shown(rows["solo"]) == ("contradicted", "80", None, None)
        assert codes(rows["solo"]) == ["count_not_published", "parts_exceed_whole"]

    def test_a_suppressed_one_is_none(self) -> None:
        rows = along("platform", {"solo": None}, measure=PRINTED)
        assert shown(rows["solo"]) == ("none", None, None, None)
        assert rows["solo"].lineage.formula is None

    def test_those_of_populations_are_not_added(self) -> None:
        rows = along("population", {"aged-1": 60, "aged-2": 70}, measure="ages-share")
        assert shown(rows["aged-1"]) == ("of_known", "60", None, None)
        assert codes(rows["aged-1"]) == ["count_not_published", "parts_may_overlap"]


def test_groups_never_mix() -> None:
    """Neither datasets, periods, measures, areas nor categories; each has its own whole."""
    apart = [{}, {"dataset": "other"}, {"period": "2018-19"}, {"measure": "sessions"}]
    apart += [{"area": "a"}, {"category": "thefts"}]
    given = [
        figures("platform", {None: 100 + at, "solo": 10, "group": 20 + at}, **changed)
        for at, changed in enumerate(apart)
    ]
    rows = ask("platform", *given)
    assert [row.part for row in rows] == ["solo", "group"] * len(apart)
    for at in range(len(apart)):
        solo = rows[2 * at]
        assert Fraction(str(solo.share_of_all_exact)) == Fraction(1000, 100 + at)
        assert Fraction(str(solo.share_of_known_exact)) == Fraction(1000, 30 + at)


@pytest.mark.parametrize(("precision", "text"), [(0, "33"), (2, "33.33")])
def test_per_cents_are_rounded_as_asked(precision: int, text: str) -> None:
    (row, *_) = ask("area", figures("area", {"north": 3, "a": 1, "b": 2}), precision=precision)
    assert (str(row.share_of_all), str(row.share_of_known)) == (text, text)
    assert row.lineage.release == WORLD.release
