from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.check_claim import CHECKS, check_claim, judge, judge_all, observed_interval
from app.analysis.claims.kind import every_one_of
from app.domain.claim import ClaimKind, OperandUse, Verdict
from app.domain.interval import Interval
from app.domain.quantity import Qualifier, Quantity
from app.errors import MalformedError
from tests.unit.drawn import intervals
from tests.unit.make import (
    COUNTS,
    MISSING,
    SHARES,
    change_claim,
    checked,
    claim,
    dictionary,
    measure,
    observation,
    shares,
    years,
)

HOLDS = Verdict.HOLDS
WITHIN = Verdict.HOLDS_WITHIN_ROUNDING
TRUNCATED = Verdict.HOLDS_ONLY_IF_TRUNCATED
FAILS = Verdict.FAILS
UNCHECKED = Verdict.CANNOT_BE_CHECKED


class TestExamples:
    def test_44_per_cent_is_44_84_cut_off(self) -> None:
        found = change_claim(3903, 5653, 44)
        assert found.verdict is TRUNCATED
        assert found.computed is not None
        assert found.computed.value == Decimal("44.837305")
        assert found.formula == "(5653 − 3903) ÷ 3903 × 100 = 44.837305"
        assert found.stated.notation == "[43.5, 44.5)"
        assert "Only cutting digits off" in found.explanation

    def test_a_quarter_is_eleven_and_seven_and_six_within_rounding(self) -> None:
        found = checked(
            ClaimKind.TOTAL, 25, {"parts": shares("11", "7", "6")}, qualifier=Qualifier.FRACTION
        )
        assert found.verdict is WITHIN
        assert found.computed is not None
        assert found.computed.value is None
        assert found.computed.notation == "[22.5, 25.5)"
        assert "it holds for some of the values" in found.explanation

    def test_more_than_750_is_427_and_325(self) -> None:
        found = checked(
            ClaimKind.TOTAL,
            750,
            {"parts": years(427, 325)},
            unit="offences",
            qualifier=Qualifier.MORE_THAN,
        )
        assert found.verdict is HOLDS
        assert found.formula == "427 + 325 = 752"
        assert "higher mark" not in found.explanation

    def test_a_rise_without_its_base_implies_the_base(self) -> None:
        found = checked(ClaimKind.CHANGE, 17, {"from": [MISSING], "to": [observation(10058)]})
        assert found.verdict is UNCHECKED
        assert found.computed is None
        assert found.missing == [MISSING]
        assert found.implied is not None
        assert found.implied.notation == "(8560, 8633.476395]"
        assert found.implied.interval == [Decimal(8560), Decimal("8633.476395")]
        assert (found.implied.role, found.implied.what) == ("from", MISSING)
        assert found.implied.formula == "10058 ÷ (1 + stated ÷ 100)"
        assert found.formula == "(10058 − ?) ÷ ? × 100"
        assert found.working[0] == OperandUse("from", None, None, None, MISSING)
        assert "not all in the record" in found.explanation

    def test_almost_nine_fold_is_23_to_202(self) -> None:
        base, later = years(23, 202)
        found = checked(
            ClaimKind.FOLD,
            9,
            {"from": [base], "to": [later]},
            unit="fold",
            qualifier=Qualifier.NEARLY,
        )
        assert found.verdict is HOLDS
        assert found.formula == "202 ÷ 23 = 8.782609"

    def test_a_fall_is_a_negative_change(self) -> None:
        found = change_claim(346, 325, -6)
        assert found.verdict is HOLDS
        assert found.stated.notation == "(-6.5, -5.5]"
        assert change_claim(346, 325, 6).verdict is FAILS

    def test_a_false_claim_fails(self) -> None:
        found = change_claim(100, 150, 40)
        assert found.verdict is FAILS
        assert found.explanation == (
            "The figures give 50, which is outside [39.5, 40.5), what was stated."
        )


class TestJudging:
    @given(intervals(), intervals(), st.none() | intervals())
    def test_a_verdict_says_how_the_intervals_lie(
        self, computed: Interval, stated: Interval, truncated: Interval | None
    ) -> None:
        verdict = judge(computed, stated, truncated)
        assert (verdict is HOLDS) == computed.lies_in(stated)
        assert (verdict in (HOLDS, WITHIN)) == computed.overlaps(stated)
        if verdict is TRUNCATED:
            assert truncated is not None
            assert computed.lies_in(truncated)
        if verdict is FAILS:
            assert truncated is None or not computed.lies_in(truncated)
        assert verdict is not UNCHECKED

    @given(st.lists(intervals(), min_size=1, max_size=4), intervals(), st.none() | intervals())
    def test_several_results_are_as_good_as_the_worst(
        self, results: list[Interval], stated: Interval, truncated: Interval | None
    ) -> None:
        verdict, deciding = judge_all(results, stated, truncated)
        each = [judge(result, stated, truncated) for result in results]
        assert verdict is max(each, key=[HOLDS, WITHIN, TRUNCATED, FAILS].index)
        assert deciding is results[each.index(verdict)]


class TestParts:
    def test_an_observation_stands_for_its_interval(self) -> None:
        measures = {COUNTS: measure(), SHARES: measure(SHARES, counted=False)}
        assert observed_interval(observation(7), measures) == Interval.point(7)
        share = observed_interval(observation(7, measure=SHARES), measures)
        assert share == Quantity(Decimal(7)).interval
        assert observed_interval(observation(None), measures) is None

    @pytest.mark.parametrize("kind", [ClaimKind.CHANGE, ClaimKind.FIRST])
    def test_a_claim_that_should_state_a_number_and_does_not_is_malformed(
        self, kind: ClaimKind
    ) -> None:
        with pytest.raises(MalformedError, match="synthetic-article:5:1 states no number"):
            CHECKS[kind].stated(claim(kind, None, {}))

    def test_every_kind_of_claim_can_be_checked(self) -> None:
        assert set(CHECKS) == set(ClaimKind)

    def test_a_single_result_is_not_one_of_many(self) -> None:
        assert every_one_of(["1"]) == "1"
        assert every_one_of(["1", "2"]) == "every one of 1, 2"

    def test_the_answer_carries_what_the_claim_said(self) -> None:
        base, later = years(100, 150)
        made = claim(ClaimKind.CHANGE, 50, {"from": [base], "to": [later]})
        found = check_claim(made, {base.id: base, later.id: later}, dictionary())
        assert (found.id, found.source, found.paragraph) == (made.id, made.source, made.paragraph)
        assert (found.kind, found.statement) == (made.kind, made.statement)
        assert found.stated.text == made.stated
        assert (found.stated.value, found.stated.unit) == (made.value, made.unit)
        assert found.stated.interval == [Decimal("49.5"), Decimal("50.5")]
        assert found.inferred == list(made.inferred)
        assert found.citations == list(made.citations)
        assert found.release == made.release
        assert [(use.role, use.value, use.notation) for use in found.working] == [
            ("from", Decimal(100), "[100, 100]"),
            ("to", Decimal(150), "[150, 150]"),
        ]
