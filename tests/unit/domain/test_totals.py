from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.analysis.totals import totals
from app.domain.observation import DIMENSIONS
from app.domain.totals import SumRow, Sums, place_of
from tests.unit.rows import KNOWN
from tests.unit.sums import FORCES_OF, YEARS, sums


@given(found=sums())
def test_a_page_is_the_sequence_of_what_was_added_up(found: Sums) -> None:
    told = list(found)
    assert len(told) == len(found)
    assert [found[at] for at in range(len(found))] == told
    assert list(found[1:3]) == told[1:3]
    for each, row in zip(told, found.rows, strict=True):
        place = place_of(row)
        assert (each is found.others.get(place)) == (place in found.others)


@given(found=sums())
def test_a_row_tells_what_its_keys_name(found: Sums) -> None:
    for each, row in zip(found, found.rows, strict=True):
        added = each.total
        for name, noun in DIMENSIONS.items():
            if name not in ("area", "period"):
                slug = getattr(added.place, name)
                assert getattr(row, name) == (0 if slug is None else KNOWN.ids[noun][slug])
        assert added.place.area == ""
        assert added.sum == (None if row.total is None else Decimal(row.total))
        assert added.forces == FORCES_OF[row.areas]
        assert added.silent == len(FORCES_OF[row.silent])
        if found.years is None:
            assert added.place.period == KNOWN.slugs["periods"][row.period]
            assert added.periods == [added.place.period]
        else:
            assert added.place.period == YEARS[row.period].slug
            quarters = YEARS[row.period].quarters()
            assert added.periods == [quarter.slug for quarter in quarters]


@given(found=sums())
def test_rows_of_one_sort_differ_in_place_and_sum_alone(found: Sums) -> None:
    firsts = {sort: SumRow(*row) for sort, row in found.firsts.items()}
    assert list(dict.fromkeys(found.sorts)) == sorted(firsts, key=found.sorts.index)
    for at, (sort, row) in enumerate(zip(found.sorts, found.rows, strict=True)):
        first = firsts[sort]
        assert found.rows.index(first) == found.sorts.index(sort) <= at
        assert (row.areas, row.silent) == (first.areas, first.silent)
        # One that has more to say is of a sort of its own.
        assert place_of(row) not in found.others or found.sorts.count(sort) == 1


@given(found=sums(), at=st.integers(0, 6))
def test_a_page_is_the_sequence_of_its_totals(found: Sums, at: int) -> None:
    page = totals(found)
    told = list(page)
    assert len(told) == len(page)
    assert [page[n] for n in range(len(page))] == told
    assert list(page[at:]) == told[at:]


@given(found=sums())
def test_what_is_among_the_totals_is_found_from_the_rows(found: Sums) -> None:
    page = totals(found)
    told = list(page)
    names = [name for name in DIMENSIONS if name != "area"]
    for name in names:
        assert page.distinct(name) == {getattr(total, name) for total in told}
    # By what they are about, in the order of the first, and each with its periods in order.
    things = [tuple(getattr(total, name) for name in names if name != "period") for total in told]
    periods = {
        thing: [total.period for total, of in zip(told, things, strict=True) if of == thing]
        for thing in things
    }
    assert [
        (tuple(getattr(subject, name) for name in names if name != "period"), slugs)
        for subject, slugs in page.periods.items()
    ] == list(periods.items())
    assert {(subject.area, subject.period) for subject in page.periods} <= {("", "")}


@given(found=sums())
def test_totals_are_counted_by_sort(found: Sums) -> None:
    page = totals(found)
    told, firsts = list(page), sorted({found.sorts.index(sort) for sort in found.sorts})
    assert page.counted == [(told[at], found.sorts.count(found.sorts[at])) for at in firsts]
