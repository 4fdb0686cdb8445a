from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.caveats import about_breaks, about_gathering
from app.analysis.totals import (
    Per,
    about_totals,
    may_be_added,
    objections,
    totals,
    totals_of,
)
from app.domain.interval import Interval
from app.domain.observation import DIMENSIONS, Cell
from app.domain.period import Period
from app.domain.quantity import Qualifier, Quantity
from app.domain.total import AddedUp, Addend, Marks, Total
from app.domain.totals import SumRow, Sums
from tests.unit.make import COUNTS, RELEASE, area, dictionary, measure, observation
from tests.unit.rows import KNOWN
from tests.unit.sums import FORCES_OF, YEARS, sums

FORCES = tuple(f"synthetic-force-{number:03}" for number in range(1, 13))
HELD = dictionary([area(slug) for slug in FORCES])
PLACE = Cell(COUNTS, "", "2019-20", None, None, None, "synthetic-dataset")
ANY_PLACE = "category=-&measure=synthetic-count&platform=-&population=-&dataset=synthetic-dataset"


def _addend(number: int, value: str, qualifier: Qualifier = Qualifier.EXACT) -> Addend:
    return Addend(FORCES[number], PLACE.period, Decimal(value), qualifier)


def _added(*addends: Addend, **changed: Any) -> AddedUp:
    exact = addends and all(each.qualifier is Qualifier.EXACT for each in addends)
    given: dict[str, Any] = {
        "place": PLACE,
        "periods": [PLACE.period],
        "sum": sum((each.value for each in addends), start=Decimal(0)) if exact else None,
        "forces": frozenset(each.area for each in addends),
        "silent": 0,
        "addends": addends,
        "named": True,
    }
    return AddedUp(**given | changed)


def _total(added: AddedUp, printed: AddedUp | None = None) -> Total:
    (found,) = totals_of([(added, printed)], HELD)
    return found


def _codes(*rows: Total) -> list[str]:
    return [caveat.code for caveat in about_totals(rows)]


def test_counts_that_may_be_summed_are_added_and_nothing_else() -> None:
    assert may_be_added(measure())
    assert may_be_added(measure(comparable=False))
    assert not may_be_added(measure(counted=False))
    assert not may_be_added(measure(summable=False))
    assert not may_be_added(measure(share_along="platform"))


def test_an_objection_says_why_and_what_to_ask_instead() -> None:
    held = dictionary(
        measures=[
            measure(),
            measure("age", summable=False, unit="years"),
            measure("people", counted=False),
            measure("share", counted=False, unit="per-cent"),
            measure("parts", share_along="platform"),
        ]
    )
    slugs = ["age", "people", "share", "parts", COUNTS]
    found = [*objections(slugs, ["2019", "unstated"], Per.PERIOD, held)]
    assert [(each.parameter, each.detail.split(":")[0]) for each in found] == [
        ("measure", "age"),
        ("measure", "people"),
        ("measure", "share"),
        ("measure", "parts"),
        ("period", "unstated"),
    ]
    assert found[0].detail == (
        "age: years of several forces do not add up to a figure of them; ask for it force by "
        "force: /v1/observations?measure=age"
    )
    assert "rounded" in found[1].detail
    assert "shares of different wholes" in found[2].detail
    assert "shares of different wholes" in found[3].detail
    years = [*objections([], ["2019", "2019-20"], Per.FINANCIAL_YEAR, held)]
    assert [each.detail for each in years] == [
        "2019 is no financial year, such as 2019-20; leave out `per`"
    ]


def test_an_exact_total_says_what_it_is_made_of() -> None:
    found = _total(_added(_addend(0, "7"), _addend(2, "1.6E+3")))
    assert (found.value, found.interval, found.notation) == (Decimal(1607), None, None)
    assert (found.forces_in, found.forces_known, found.forces_lacking) == (2, 12, 10)
    assert found.lacking == [slug for slug in FORCES if slug not in (FORCES[0], FORCES[2])]
    assert found.lineage.formula == "7 + 1600"
    assert found.lineage.observations == [
        f"synthetic-count:{FORCES[0]}:2019-20:-:-:-:synthetic-dataset",
        f"synthetic-count:{FORCES[2]}:2019-20:-:-:-:synthetic-dataset",
    ]
    assert found.lineage.addresses == [
        (
            f"/v1/observations?area={FORCES[0]},{FORCES[2]}&period=2019-20&{ANY_PLACE}"
            f"&release={RELEASE}&limit=100"
        )
    ]
    assert found.receipt == f"/v1/totals?period=2019-20&{ANY_PLACE}&release={RELEASE}"
    assert (found.inexact, found.provisional, found.estimated, found.disputed) == (0, 0, 0, 0)


def test_the_forces_that_are_lacking_are_named_where_they_are_few_or_all_is() -> None:
    one = _added(_addend(0, "7"), named=False)
    assert _total(one).lacking == []
    assert len(_total(replace(one, named=True)).lacking) == 11
    few = _added(*(_addend(number, "7") for number in (0, 1)), named=False)
    assert len(_total(few).lacking) == 10
    assert _total(few).lineage.observations == _total(few).lineage.addresses == []
    assert _total(few).lineage.formula == "sum of 2 figures"


def test_nothing_is_added_to_nothing() -> None:
    found = _total(_added(silent=3))
    assert (found.value, found.interval, found.forces_in) == (None, None, 0)
    assert found.lacking_without_value == 3
    assert found.lineage.formula == "nothing to add"


def test_a_year_shows_its_quarters_and_what_was_printed() -> None:
    quarters = [quarter.slug for quarter in Period.parse("2019-20").quarters()]
    addends = [
        replace(_addend(number, str(value)), period=period)
        for number in (0, 1)
        for value, period in enumerate(quarters, start=1)
    ]
    year = _added(*addends, periods=quarters)
    found = _total(year, _added(_addend(0, "12")))
    assert found.periods == quarters
    assert found.lineage.formula == "(1 + 2 + 3 + 4) + (1 + 2 + 3 + 4)"
    assert found.lineage.addresses == [
        (
            f"/v1/observations?area={FORCES[0]},{FORCES[1]}&period={','.join(quarters)}&{ANY_PLACE}"
            f"&release={RELEASE}&limit=400"
        )
    ]
    assert found.receipt.endswith(f"&per=financial-year&release={RELEASE}")
    assert found.printed is not None
    assert (found.printed.value, found.printed.forces_in) == (Decimal(12), 1)
    assert found.printed.receipt == f"/v1/totals?period=2019-20&{ANY_PLACE}&release={RELEASE}"
    assert "printed_year_differs" in _codes(found)
    same = _total(year, _added(_addend(0, "20")))
    assert "printed_year_differs" not in _codes(same)
    assert "printed_year_differs" not in _codes(_total(replace(year, sum=None, forces=frozenset())))


def test_many_forces_take_several_addresses() -> None:
    slugs = [f"force-{number}" for number in range(250)]
    addends = [Addend(slug, "2019-20", Decimal(1), Qualifier.EXACT) for slug in slugs]
    (found,) = totals_of([(_added(*addends), None)], dictionary(map(area, slugs)))
    assert [address.count("force-") for address in found.lineage.addresses] == [100, 100, 50]


def test_marks_are_told_for_the_page() -> None:
    plain = _total(_added(*(_addend(number, "1") for number in range(12))))
    assert _codes() == []
    assert _codes(plain) == ["what_a_total_is_not"]
    marked = _total(_added(_addend(0, "1"), marks=Marks(1, 2, 3)))
    assert (marked.provisional, marked.estimated, marked.disputed) == (1, 2, 3)
    assert _codes(plain, marked) == [
        "what_a_total_is_not",
        "partial_total",
        "provisional_figures",
        "estimated_figures",
        "disputed_figures",
    ]
    told = [caveat.detail for caveat in about_totals([plain, marked])]
    assert told[1].startswith("1 of 2 totals lack forces; that of 2019-20 has 1 of 12.")
    bare = _total(_added(_addend(0, "1"), named=False))
    assert _codes(bare)[-1] == "figures_at_receipt"
    assert "figures_at_receipt" not in _codes(_total(_added(silent=1)))


hedged = st.sampled_from(
    [Qualifier.EXACT, Qualifier.MORE_THAN, Qualifier.AT_LEAST, Qualifier.ABOUT, Qualifier.NEARLY]
)


@given(st.lists(st.tuples(st.integers(1, 900), hedged), min_size=1, max_size=12), st.data())
def test_the_interval_holds_every_sum_that_the_figures_allow(
    told: Sequence[tuple[int, Qualifier]], data: st.DataObject
) -> None:
    addends = [_addend(number, str(value), how) for number, (value, how) in enumerate(told)]
    found = _total(_added(*addends))
    intervals = [Quantity(each.value, each.qualifier, counted=True).interval for each in addends]
    if all(how is Qualifier.EXACT for _, how in told):
        assert (found.interval, found.notation) == (None, None)
        assert found.value == sum(value for value, _ in told)
        return
    assert found.value is None
    assert found.interval is not None
    assert found.inexact == sum(how is not Qualifier.EXACT for _, how in told)
    true = [data.draw(_value_in(interval)) for interval in intervals]
    low, high = found.interval
    assert low is None or low <= sum(true)
    assert high is None or sum(true) <= high
    assert (high is None) == any(interval.high is None for interval in intervals)
    assert found.notation is not None
    assert found.notation.endswith(")")


def _value_in(interval: Interval) -> st.SearchStrategy[Fraction]:
    low = interval.low
    assert low is not None
    width = Fraction(500) if interval.high is None else interval.high - low
    parts = st.integers(1, 99) if interval.low_open or width else st.just(0)
    return parts.map(lambda part: low + width * part / 100)


@given(sums())
def test_a_page_has_the_totals_that_are_made_one_by_one(found: Sums) -> None:
    assert list(totals(found)) == totals_of(found, KNOWN)


@given(sums())
def test_a_page_of_rows_has_the_caveats_of_its_totals(found: Sums) -> None:
    page = totals(found)
    assert [*about_totals(page)] == [*about_totals(list(page))]
    names = [name for name in DIMENSIONS if name != "area"]
    figures = [observation(1, **{name: getattr(row, name) for name in names}) for row in page]
    assert [*about_breaks(KNOWN, page)] == [*about_breaks(KNOWN, figures)]
    assert [*about_gathering(KNOWN, page)] == [*about_gathering(KNOWN, figures)]


@pytest.mark.parametrize("years", [["2009-10"], ["2019-20"], ["2009-10", "2019-20"]])
def test_a_break_may_lie_between_two_totals_of_one_thing(years: list[str]) -> None:
    keys = [key for key, year in YEARS.items() if year.slug in years]
    rows = [
        SumRow(1, key, KNOWN.ids["categories"]["broken"], 1, 0, 0, 1, "7", "1", "") for key in keys
    ]
    found = about_breaks(KNOWN, totals(Sums(KNOWN, rows, YEARS, FORCES_OF, {})))
    expected = ["break_in_series"] if len(years) > 1 else []
    assert [caveat.code for caveat in found] == expected
