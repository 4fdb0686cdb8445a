"""The bounds of a share hold the truth, whatever the unknown cases are.

A truth is drawn first: how many cases are whose, and of how many it was recorded. What a record may
print of that is drawn next. Every bound that follows from the print has to hold the truth.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.domain.claim import Computed
from app.domain.observation import Observation
from app.domain.quantity import Qualifier, Quantity
from app.domain.share import Share, ShareStatus
from tests.unit.analysis.shares.world import PRINTED, ask, figures
from tests.unit.make import observation

COUNTS = st.integers(0, 60)
LEAVES = ("solo", "one", "two")
# Bounds are served to six places.
SERVED = Fraction(1, 2_000_000)


def holds(computed: Computed | None, truth: Fraction) -> bool:
    """Whether a served interval holds a value."""
    assert computed is not None
    low, high = computed.interval
    return (low is None or Fraction(low) - SERVED <= truth) and (
        high is None or truth <= Fraction(high) + SERVED
    )


@st.composite
def printed(draw: st.DrawFn, truth: int) -> tuple[Decimal, dict[str, Any]]:
    """A number that may honestly be printed for a count: itself, or one that hedges it."""
    hedges = [
        (value, qualifier)
        for qualifier in (Qualifier.NEARLY, Qualifier.MORE_THAN, Qualifier.ABOUT)
        for value in range(max(1, truth - 5), truth + 6)
        if truth in Quantity(Decimal(value), qualifier, counted=True).interval
    ]
    value, qualifier = draw(st.sampled_from([(truth, Qualifier.EXACT), *hedges]))
    return Decimal(value), {"qualifier": qualifier}


@st.composite
def maybe(draw: st.DrawFn, truth: int) -> tuple[Decimal | None, dict[str, Any]]:
    """The same, or nothing."""
    if draw(st.integers(0, 3)) == 0:
        return None, {}
    return draw(printed(truth))


@st.composite
def platforms(draw: st.DrawFn) -> tuple[list[Observation], Mapping[str, Fraction]]:
    """Some of what a record can print of cases by platform, and the true shares of all."""
    recorded = {leaf: draw(COUNTS) for leaf in (*LEAVES, "unlisted")}
    hidden = {leaf: draw(COUNTS) for leaf in (*LEAVES, "unlisted")}
    recorded["group"] = recorded["one"] + recorded["two"]
    hidden["group"] = hidden["one"] + hidden["two"]
    known = sum(recorded[leaf] for leaf in (*LEAVES, "unlisted"))
    every = known + sum(hidden[leaf] for leaf in (*LEAVES, "unlisted"))
    values: dict[str | None, Any] = {None: draw(printed(every))}
    for part in (*LEAVES, "group"):
        if draw(st.booleans()):
            values[part] = draw(maybe(recorded[part]))
    found = figures("platform", values)
    if draw(st.booleans()):
        value, how = draw(printed(known))
        found.append(observation(str(value), population="platform-recorded", **how))
    total = max(every, 1)
    return found, {part: Fraction(recorded[part] + hidden[part], total) for part in recorded}


@given(platforms())
def test_cases_without_a_platform_can_be_anybodys(
    drawn: tuple[list[Observation], Mapping[str, Fraction]],
) -> None:
    found, truth = drawn
    for row in ask("platform", found):
        assert row.status is not ShareStatus.CONTRADICTED
        if row.bounds is not None:
            assert holds(row.bounds, truth[row.part] * 100)
            if row.share_of_all_exact is not None:
                assert holds(row.bounds, Fraction(row.share_of_all_exact))


@st.composite
def members(draw: st.DrawFn) -> tuple[list[Observation], Mapping[str, Fraction]]:
    """Some of what a record can print of a whole and the figures within, and the true shares."""
    counts = {slug: draw(COUNTS) for slug in "abcd"}
    counts |= {"north": counts["a"] + counts["b"], "south": counts["c"] + counts["d"]}
    land = counts["north"] + counts["south"]
    values: dict[str | None, Any] = {"land": draw(printed(land))}
    for slug, count in counts.items():
        if draw(st.booleans()):
            values[slug] = draw(maybe(count))
    shares = {slug: Fraction(count, max(land, 1)) for slug, count in counts.items()}
    return figures("area", values), shares


@given(members())
def test_what_is_missing_of_an_area_is_the_missing_members(
    drawn: tuple[list[Observation], Mapping[str, Fraction]],
) -> None:
    found, truth = drawn
    rows = [row for row in ask("area", found) if row.of == "land"]
    for row in rows:
        assert row.status is not ShareStatus.CONTRADICTED
        if row.bounds is not None:
            assert holds(row.bounds, truth[row.part] * 100)
    known = [row for row in rows if row.observation and row.observation.value is not None]
    measured = {row.part for row in known}
    for row in known:
        if row.bounds_of_known is not None and row.known is not None:
            of_known = sum(truth[part] for part in measured)
            if of_known:
                assert holds(row.bounds_of_known, truth[row.part] / of_known * 100)


@given(members())
def test_no_case_is_counted_twice(
    drawn: tuple[list[Observation], Mapping[str, Fraction]],
) -> None:
    for whole in ("land", "north", "south"):
        rows = [row for row in ask("area", drawn[0]) if row.of == whole]
        exact = [row.share_of_all_exact for row in rows]
        if rows and None not in exact:
            total = sum(Fraction(str(share)) for share in exact)
            assert total <= 100 or "parts_exceed_whole" in {
                reason.code for row in rows for reason in row.reasons
            }


@given(st.lists(COUNTS, min_size=3, max_size=3), COUNTS)
def test_printed_shares_leave_what_is_true(counts: list[int], others: int) -> None:
    every = sum(counts) + others
    if every == 0:
        return
    true = [Fraction(100 * count, every) for count in counts]
    rounded = [Decimal(int(share + Fraction(1, 2))) for share in true]
    rows = ask(
        "platform",
        figures("platform", dict(zip(LEAVES, map(str, rounded), strict=True)), measure=PRINTED),
    )
    for row, share in zip(rows, true, strict=True):
        assert row.status is ShareStatus.OF_KNOWN
        assert holds(row.bounds_of_known, share)
        assert holds(row.parts_sum, sum(true, Fraction(0)))
        assert holds(row.unknown, Fraction(100 * others, every))


@given(platforms(), st.randoms())
def test_the_order_of_figures_changes_no_number(
    drawn: tuple[list[Observation], Mapping[str, Fraction]], random: Any
) -> None:
    found = list(drawn[0])
    before = {row.part: numbers(row) for row in ask("platform", found)}
    random.shuffle(found)
    assert {row.part: numbers(row) for row in ask("platform", found)} == before


def numbers(row: Share) -> tuple[Any, ...]:
    """What a row says, but for its lineage, whose order is that of the figures."""
    return (row.status, row.share_of_known, row.share_of_all, row.bounds, row.unknown, row.reasons)
