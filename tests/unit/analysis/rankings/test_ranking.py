from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.rankings.entrants import by_change, by_rate, by_share, by_value
from app.analysis.rankings.ranking import Entrant, Subject, about_a_ranking, ranked, the_one_subject
from app.analysis.rates import RESIDENTS
from app.domain.change import Lineage, Reason
from app.domain.dictionary import Holdings
from app.domain.interval import Interval
from app.domain.observation import Inference, Observation, Status
from app.domain.quantity import Qualifier
from app.domain.ranking import By, RankedMember
from app.domain.rate import Per
from app.domain.share import Share
from app.errors import MeaninglessError
from tests.unit.analysis.shares.world import PRINTED, WORLD, ask
from tests.unit.analysis.shares.world import figures as shared
from tests.unit.make import COUNTS, FORCE, SHARES, area, codes, dictionary, measure, observation

SUBJECT = Subject(COUNTS, None, None, None, "2019-20", "synthetic-dataset")
HELD = dictionary(
    areas=[area(), area("other")],
    measures=[
        measure(),
        measure(SHARES, counted=False),
        measure("ages", comparable=False),
    ],
)
WHY = Reason("not_in_record", "Nothing.")


def entrant(slug: str, number: Fraction | int | None, half: Fraction | int = 0) -> Entrant:
    """A member with a number that is rounded by so much either way."""
    interval = None
    if number is not None:
        number = Fraction(number)
        interval = Interval(number - half, number + half)
    why = [] if number is not None else [WHY]
    return Entrant(
        slug, slug, number, interval, "offences", None, None, why, [], Lineage([], None, 1)
    )


def order(*entrants: Entrant) -> list[RankedMember]:
    return ranked(entrants, SUBJECT, By.VALUE, 1)


def test_ties_share_a_rank_and_the_next_one_is_left_out() -> None:
    rows = order(entrant("a", 5), entrant("b", 9), entrant("c", 9), entrant("d", None))
    assert [(row.member, row.rank, row.tied) for row in rows] == [
        ("b", 1, 2),
        ("c", 1, 2),
        ("a", 3, 1),
        ("d", None, 0),
    ]
    ranges = [(row.best_rank, row.worst_rank) for row in rows]
    assert ranges == [(1, 1), (1, 1), (3, 3), (None, None)]
    assert (rows[3].not_ranked, rows[3].value, rows[3].interval) == ([WHY], None, None)


def test_rounding_leaves_a_range_of_ranks() -> None:
    half = Fraction(1, 2)
    rows = order(
        entrant("a", Fraction(99, 10), half),
        entrant("b", 11, half),
        entrant("c", Fraction(21, 2), half),
        entrant("d", 2, half),
    )
    assert [(row.member, row.rank, row.best_rank, row.worst_rank) for row in rows] == [
        ("b", 1, 1, 2),
        ("c", 2, 1, 3),
        ("a", 3, 2, 3),
        ("d", 4, 4, 4),
    ]


def test_a_number_without_an_upper_end_may_be_above_all() -> None:
    upwards = Interval(Fraction(1), None)
    lineage = Lineage([], None, 1)
    one = Entrant("a", "a", Fraction(1), upwards, "offences", None, None, [], [], lineage)
    rows = order(one, entrant("b", 5))
    assert [(row.member, row.best_rank, row.worst_rank) for row in rows] == [
        ("b", 1, 2),
        ("a", 1, 2),
    ]


def test_a_row_says_what_it_is_about() -> None:
    earlier = observation(200, period="2018-19")
    later = observation(300)
    (row,) = ranked([by_change(earlier, later, FORCE, HELD)], SUBJECT, By.CHANGE, 2)
    assert (row.value, row.unit, row.by) == (Decimal(50), "per-cent", By.CHANGE)
    assert (row.earlier_value, row.later_value) == (Decimal(200), Decimal(300))
    assert row.observations == [earlier, later]
    assert (row.measure, row.category, row.period, row.dataset, row.name) == (
        COUNTS,
        None,
        "2019-20",
        "synthetic-dataset",
        "Synthetic Force",
    )
    assert row.lineage.observations == [earlier.id, later.id]
    assert row.interval == [Decimal(50), Decimal(50)]


numbers = st.lists(
    st.one_of(st.none(), st.tuples(st.integers(0, 20), st.integers(0, 3))), max_size=12
)


@given(numbers, st.randoms())
def test_ranks_do_not_depend_on_the_order_of_members(
    drawn: list[tuple[int, int] | None], random: Any
) -> None:
    members = [
        entrant(f"m{at}", None) if each is None else entrant(f"m{at}", *each)
        for at, each in enumerate(drawn)
    ]
    shuffled = list(members)
    random.shuffle(shuffled)
    assert places(order(*members)) == places(order(*shuffled))


def places(rows: Sequence[RankedMember]) -> dict[str, tuple[int | None, ...]]:
    return {row.member: (row.rank, row.tied, row.best_rank, row.worst_rank) for row in rows}


@given(numbers.filter(any), st.data())
def test_a_true_rank_lies_in_its_range(
    drawn: list[tuple[int, int] | None], data: st.DataObject
) -> None:
    members = [entrant(f"m{at}", *each) for at, each in enumerate(drawn) if each is not None]
    true = {
        member.slug: data.draw(st.fractions(*_ends(member), max_denominator=4))
        for member in members
    }
    for row in order(*members):
        rank = 1 + sum(value > true[row.member] for value in true.values())
        assert row.best_rank is not None
        assert row.worst_rank is not None
        assert row.best_rank <= rank <= row.worst_rank


def _ends(member: Entrant) -> tuple[Fraction, Fraction]:
    assert member.interval is not None
    assert member.interval.low is not None
    assert member.interval.high is not None
    return member.interval.low, member.interval.high


class TestEntrants:
    def test_without_a_figure_there_is_no_number(self) -> None:
        found = by_value(None, FORCE, HELD)
        assert (found.number, found.unit, found.lineage.observations) == (None, None, [])
        assert codes(found.not_ranked) == ["not_in_record"]
        assert by_change(None, None, FORCE, HELD) == found
        assert by_rate(None, FORCE, {}, HELD, Per.PEOPLE) == found

    @pytest.mark.parametrize(
        ("figure", "why"),
        [
            (observation(None), "no_value"),
            (observation(100, qualifier=Qualifier.MORE_THAN), "inexact_value"),
        ],
    )
    def test_without_one_number_it_is_not_ranked(self, figure: Observation, why: str) -> None:
        found = by_value(figure, FORCE, HELD)
        assert (codes(found.not_ranked), found.number) == ([why], None)
        assert (found.flags, found.lineage.formula) == ([], None)
        assert found.lineage.observations == [figure.id]

    def test_a_figure_with_doubts_is_ranked_and_flagged(self) -> None:
        figure = observation(
            7,
            status=Status.PROVISIONAL,
            disputed=True,
            inferred=[Inference("period", "Read so.")],
        )
        found = by_value(figure, FORCE, HELD)
        assert (found.number, found.lineage.formula) == (Fraction(7), "7")
        assert codes(found.flags) == ["provisional_value", "disputed_value", "inferred_reading"]

    def test_a_plain_figure_has_no_flags(self) -> None:
        found = by_value(observation(7), FORCE, HELD)
        assert (found.flags, found.not_ranked, found.number) == ([], [], Fraction(7))

    def test_a_change_that_is_not_comparable_is_not_ranked(self) -> None:
        found = by_change(None, observation(5), FORCE, HELD)
        assert (found.number, codes(found.not_ranked)) == (None, ["no_base_figure"])
        zero = by_change(observation(0, period="2018-19"), observation(5), FORCE, HELD)
        assert (zero.number, zero.interval) == (None, None)
        assert "zero_base" in codes(zero.not_ranked)

    def test_a_small_base_is_flagged_where_it_is_ranked(self) -> None:
        found = by_change(observation(23, period="2018-19"), observation(202), FORCE, HELD)
        assert (found.number, found.not_ranked) == (Fraction(17900, 23), [])
        assert codes(found.flags) == ["small_base"]

    def test_a_rate_of_few_people_is_not_ranked(self) -> None:
        residents = measure(
            RESIDENTS, counted=False, data=Holdings(1, [RESIDENTS], ["2018"], [], [])
        )
        held = dictionary(areas=[area()], measures=[measure(), residents])
        few, many = (
            {(FORCE, "2018"): observation(number, measure=RESIDENTS, period="2018")}
            for number in (8_700, 870_000)
        )
        figure = observation(87, period="2018")
        found = by_rate(figure, FORCE, few, held, Per.PEOPLE)
        assert (found.number, codes(found.not_ranked)) == (None, ["small_population"])
        found = by_rate(figure, FORCE, many, held, Per.PEOPLE)
        assert (found.number, found.unit, found.not_ranked) == (
            Fraction(10),
            "per-100000-people",
            [],
        )
        assert found.lineage.formula == "87 ÷ 870000 × 100000"


class TestTheSubject:
    def test_figures_of_one_thing_have_one_subject(self) -> None:
        assert the_one_subject([observation(1), observation(2, area="other")], HELD) == SUBJECT
        assert the_one_subject([], HELD) is None

    def test_figures_of_several_things_are_objected_to_all_at_once(self) -> None:
        figures = [
            observation(1),
            observation(1, period="2018-19", dataset="other", platform="one"),
            observation(1, measure="ages"),
        ]
        with pytest.raises(MeaninglessError) as caught:
            the_one_subject(figures, HELD)
        told = [(found.parameter, found.detail) for found in caught.value.objections]
        assert [name for name, _ in told] == ["measure", "platform", "period", "dataset", "measure"]
        assert "an order by" in told[-1][1]
        assert told[2][1].endswith(
            "2 periods, which have no order among each other; name one of 2018-19, 2019-20"
        )
        assert told[1][1].endswith("name one of one")

    def test_categories_are_several_too(self) -> None:
        figures = [observation(1, category="a"), observation(1, category="b")]
        with pytest.raises(MeaninglessError, match="2 categories"):
            the_one_subject(figures, HELD)

    def test_published_shares_may_be_ordered(self) -> None:
        shares = measure(SHARES, counted=False, comparable=False, unit="per-cent")
        held = dictionary(measures=[shares])
        assert the_one_subject([observation(9, measure=SHARES)], held) is not None


def test_a_ranking_says_what_it_is_not() -> None:
    plain = order(entrant("a", 5), entrant("b", 9))
    assert [found.code for found in about_a_ranking(plain)] == ["what_a_ranking_is_not"]
    rounded = order(entrant("a", 5, 2), entrant("b", 6, 2), entrant("c", None))
    told = {found.code: found.detail for found in about_a_ranking(rounded)}
    assert list(told) == ["what_a_ranking_is_not", "members_not_ranked", "ranks_within_rounding"]
    assert told["members_not_ranked"].startswith("1 of 3 members has no rank")
    (_, two) = about_a_ranking(order(entrant("a", 5), entrant("b", None), entrant("c", None)))
    assert two.detail.startswith("2 of 3 members have no rank")


@pytest.mark.parametrize(
    ("dimension", "said"), [("area", "of how well a force works"), ("platform", "of blame")]
)
def test_what_an_order_is_not_depends_on_who_is_ordered(dimension: str, said: str) -> None:
    (found,) = about_a_ranking(order(entrant("a", 5)), dimension)
    assert f"not an order of harm, of the risk to children or {said}:" in found.detail


class TestShares:
    def order(self, dimension: str, rows: Sequence[Share]) -> list[RankedMember]:
        subject = the_one_subject(rows, WORLD, dimension)
        assert subject is not None
        entrants = [by_share(row, rows, WORLD, dimension) for row in rows]
        return ranked(entrants, subject, By.SHARE, 1)

    def test_shares_of_all_are_ordered_within_their_bounds(self) -> None:
        rows = self.order(
            "platform",
            ask(
                "platform",
                shared(
                    "platform",
                    {
                        None: 100,
                        "solo": 20,
                        "group": 30,
                        "one": 25,
                    },
                ),
            ),
        )
        assert [
            (row.member, row.rank, row.value, row.best_rank, row.worst_rank) for row in rows
        ] == [
            ("group", 1, Decimal(30), 1, 2),
            ("solo", 2, Decimal(20), 1, 2),
            ("one", None, None, None, None),
        ]
        assert codes(rows[2].not_ranked) == ["part_of_a_member"]
        assert "part of group" in rows[2].not_ranked[0].detail
        assert codes(rows[0].flags) == ["known_is_sum_of_parts"]
        assert (rows[0].later_value, rows[0].unit, rows[0].platform) == (
            Decimal(30),
            "per-cent",
            None,
        )
        assert rows[0].lineage.formula is not None

    def test_published_shares_are_ordered_as_printed(self) -> None:
        rows = self.order(
            "platform",
            ask(
                "platform",
                shared(
                    "platform",
                    {"solo": (25, {"qualifier": Qualifier.FRACTION}), "one": 26, "two": None},
                    measure=PRINTED,
                    population="platform-recorded",
                ),
            ),
        )
        assert [(row.member, row.rank, row.best_rank, row.worst_rank) for row in rows] == [
            ("one", 1, 1, 2),
            ("solo", 2, 1, 2),
            ("two", None, None, None),
        ]
        assert "no_value" in codes(rows[2].not_ranked)

    def test_shares_that_contradict_their_whole_have_no_order(self) -> None:
        rows = self.order(
            "category",
            ask("category", shared("category", {"thefts": 10, "burglaries": 12, "snatches": 3})),
        )
        assert [(row.member, row.rank) for row in rows] == [("snatches", 1), ("burglaries", None)]
        assert "no_possible_share" in codes(rows[1].not_ranked)

    def test_shares_of_two_wholes_have_no_order(self) -> None:
        rows = ask("area", shared("area", {"north": 10, "a": 4, "south": 9, "d": 3}))
        with pytest.raises(MeaninglessError) as caught:
            the_one_subject(rows, WORLD, "area")
        assert [found.parameter for found in caught.value.objections] == ["area"]
        assert "name one of north, south" in caught.value.objections[0].detail
