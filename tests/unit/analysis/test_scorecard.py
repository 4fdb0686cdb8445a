from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.analysis.scorecard import lacking, scorecards, wanted, wanted_alone
from app.domain.claim import CheckedClaim, ClaimKind, Verdict
from tests.unit.make import RELEASE, change_claim, checked, observation, years

FIGURE = observation(100)
FIRST, SECOND, THIRD = "One figure.", "Another figure.", "A third figure."


def waiting(source: str, number: int, *missing: str) -> CheckedClaim:
    """A claim of a sum that lacks some figures."""
    found = checked(ClaimKind.TOTAL, 300, {"parts": [FIGURE, *missing]}, unit="offences")
    return replace(found, source=source, id=f"{source}:1:{number}")


def of(source: str, number: int, verdict: Verdict) -> CheckedClaim:
    """A claim of a verdict that lacks nothing."""
    found = change_claim(100, 150, 50)
    return replace(found, source=source, id=f"{source}:1:{number}", verdict=verdict)


def test_claims_are_counted_by_verdict_for_each_source() -> None:
    claims = [of("a", n, verdict) for n, verdict in enumerate(Verdict)]
    claims += [of("b", 1, Verdict.FAILS), of("b", 2, Verdict.FAILS), of("b", 3, Verdict.HOLDS)]
    one, other = scorecards(claims, [], RELEASE)
    assert (one.source, other.source) == ("a", "b")
    assert (
        one.claims,
        one.holds,
        one.holds_within_rounding,
        one.holds_only_if_truncated,
        one.fails,
        one.cannot_be_checked,
    ) == (5, 1, 1, 1, 1, 1)
    assert (other.claims, other.holds, other.fails, other.cannot_be_checked) == (3, 1, 2, 0)
    assert other.lineage.formula == (
        "3 claims = 1 holds + 0 holds within rounding + 0 holds only if truncated + 2 fails + "
        "0 cannot be checked"
    )
    assert other.lineage.release == RELEASE
    assert other.lineage.observations == claims[0].operands
    assert (one.most_wanted, other.most_wanted) == (None, None)


def test_the_figure_that_settles_most_claims_is_wanted_most() -> None:
    claims = [
        waiting("a", 1, FIRST),
        waiting("a", 2, SECOND),
        waiting("a", 3, SECOND),
        waiting("b", 1, FIRST),
        waiting("b", 2, SECOND),
    ]
    one, other = scorecards(claims, [waiting("c", 1, SECOND), waiting("c", 2, FIRST)], RELEASE)
    assert one.most_wanted is not None
    assert one.most_wanted.what == SECOND
    assert one.most_wanted.observation is None
    assert one.most_wanted.claims == ["a:1:2", "a:1:3"]
    assert one.most_wanted.of_other_sources == ["b:1:2", "c:1:1"]
    assert one.most_wanted.tied == []
    # The first of equals, with the others named.
    assert other.most_wanted is not None
    assert (other.most_wanted.what, other.most_wanted.tied) == (FIRST, [SECOND])
    assert other.most_wanted.of_other_sources == ["a:1:1", "c:1:2"]


def test_a_claim_that_lacks_several_figures_is_settled_by_none_of_them() -> None:
    (card,) = scorecards([waiting("a", 1, FIRST, SECOND)], [], RELEASE)
    assert (card.cannot_be_checked, card.most_wanted) == (1, None)
    # The same figure twice is one figure.
    (card,) = scorecards([waiting("a", 1, FIRST, FIRST)], [], RELEASE)
    assert card.most_wanted is not None
    assert card.most_wanted.what == FIRST


def test_a_figure_that_was_held_back_is_told_by_its_observation() -> None:
    base, later = years(None, 150)
    hidden = checked(ClaimKind.CHANGE, 50, {"from": [base], "to": [later]})
    assert lacking(hidden) == {base.id: f"{base.id} is suppressed"}
    (card,) = scorecards([hidden], [], RELEASE)
    assert card.most_wanted is not None
    assert card.most_wanted.observation == base.id
    (figure,) = wanted([hidden], RELEASE)
    assert (figure.observation, figure.what) == (base.id, f"{base.id} is suppressed")


def test_a_claim_without_a_result_lacks_no_figure() -> None:
    undefined = change_claim(0, 150, 50)
    assert undefined.verdict is Verdict.CANNOT_BE_CHECKED
    assert lacking(undefined) == {}
    (card,) = scorecards([undefined], [], RELEASE)
    assert (card.cannot_be_checked, card.most_wanted) == (1, None)
    assert wanted([undefined], RELEASE) == []


def test_the_record_wants_what_settles_most_and_then_what_helps_most() -> None:
    claims = [
        waiting("a", 1, THIRD, FIRST),
        waiting("a", 2, SECOND),
        waiting("b", 1, SECOND),
        waiting("b", 2, FIRST, "Nothing else waits for this."),
    ]
    found = wanted(claims, RELEASE)
    assert [(each.what, each.checkable, each.claims, each.helped) for each in found] == [
        (SECOND, 2, ["a:1:2", "b:1:1"], []),
        (FIRST, 0, [], ["a:1:1", "b:1:2"]),
        (THIRD, 0, [], ["a:1:1"]),
        ("Nothing else waits for this.", 0, [], ["b:1:2"]),
    ]
    assert found[0].sources == ["a", "b"]
    assert found[0].lineage.observations == [FIGURE.id]
    assert found[1].lineage.formula == (
        "claims that lack this figure alone: 0; that lack others as well: 2"
    )
    assert found[1].lineage.release == RELEASE


@st.composite
def many(draw: st.DrawFn) -> list[CheckedClaim]:
    lacks = st.lists(st.sampled_from([FIRST, SECOND, THIRD]), max_size=3)
    return [
        waiting(draw(st.sampled_from("ab")), number, *missing)
        for number, missing in enumerate(draw(st.lists(lacks, max_size=12)))
    ]


@given(many())
def test_no_other_figure_would_settle_more(claims: Sequence[CheckedClaim]) -> None:
    for card in scorecards(claims, [], RELEASE):
        own = [claim for claim in claims if claim.source == card.source]
        assert card.claims == len(own)
        settled = {
            what: [claim.id for claim in own if set(claim.missing) == {what}]
            for what in (FIRST, SECOND, THIRD)
        }
        most = max(map(len, settled.values()))
        if card.most_wanted is None:
            assert most == 0
        else:
            assert settled[card.most_wanted.what] == card.most_wanted.claims
            assert len(card.most_wanted.claims) == most
            best = {what for what, found in settled.items() if len(found) == most}
            assert {card.most_wanted.what, *card.most_wanted.tied} == best
    every = {what for claim in claims for what in claim.missing}
    assert {figure.what for figure in wanted(claims, RELEASE)} == every
    assert sum(figure.checkable for figure in wanted(claims, RELEASE)) == sum(
        len(found) for found in wanted_alone(claims).values()
    )
