"""What was added up, as rows of a store, of every sort, none of it real."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from app.domain.observation import DIMENSIONS
from app.domain.period import Period
from app.domain.quantity import Qualifier
from app.domain.total import AddedUp, Addend, Marks
from app.domain.totals import Found, Place, SumRow, Sums, place_of
from tests.unit.rows import KNOWN, SLUGS

# Of the years of quarters, the record has nothing itself.
YEARS = {key: Period.parse(slug) for key, slug in enumerate(("2009-10", "2018-19", "2019-20"), 7)}
_TEXTS = ("", "1", "2", "1,2")
FORCES_OF = {
    text: frozenset(KNOWN.slugs["areas"][int(each)] for each in text.split(",") if each)
    for text in _TEXTS
}
_OPTIONAL = ("category", "platform", "population")
# Sums of more than 64 bits hold, with places, and as a sum of what was printed as 1.60 million.
_TOTALS = st.integers(0, 10**30).map(str) | st.sampled_from(["0", "-7", "2.50", "1.60E+6", "0E+1"])


@st.composite
def _places(draw: st.DrawFn, of_quarters: bool) -> Place:
    keys = {
        name: draw(st.integers(0 if name in _OPTIONAL else 1, len(SLUGS[noun])))
        for name, noun in DIMENSIONS.items()
        if name != "area"
    }
    if of_quarters:
        keys["period"] = draw(st.sampled_from(sorted(YEARS)))
    return tuple(keys.values())


@st.composite
def _rows(draw: st.DrawFn, place: Place) -> SumRow:
    areas = draw(st.sampled_from(_TEXTS))
    hedged = draw(st.sampled_from([False, False, True]))
    total = draw(_TOTALS) if areas and not hedged else None
    plain = draw(st.sampled_from([1, 1, 1, 0])) if total or not areas else 0
    keys = dict(zip(SumRow._fields[1:], place, strict=False))
    silent = draw(st.sampled_from(_TEXTS))
    return SumRow(plain=plain, **keys, total=total, areas=areas, silent=silent)


@st.composite
def _others(draw: st.DrawFn, plain: Found, named: bool) -> Found:
    added = plain.total
    addends = [
        Addend(force, period, Decimal(draw(st.integers(1, 900))), _hedge(draw, added))
        for force in sorted(added.forces)
        for period in added.periods
    ]
    marks = draw(st.builds(Marks, *[st.integers(0, 2)] * 3))
    total = replace(
        added, marks=marks, addends=addends if named or added.sum is None else (), named=named
    )
    return Found(total, draw(st.none() | _printed(added)) if len(added.periods) > 1 else None)


def _hedge(draw: st.DrawFn, added: AddedUp) -> Qualifier:
    if added.sum is not None:
        return Qualifier.EXACT
    return draw(st.sampled_from([Qualifier.MORE_THAN, Qualifier.ABOUT]))


def _printed(added: AddedUp) -> st.SearchStrategy[AddedUp]:
    return st.builds(
        AddedUp,
        place=st.just(added.place),
        periods=st.just([added.place.period]),
        sum=st.none() | st.just(added.sum) | st.integers(0, 9).map(Decimal),
        forces=st.sampled_from(list(FORCES_OF.values())),
        silent=st.just(0),
    )


@st.composite
def sums(draw: st.DrawFn) -> Sums:
    """A page of what was added up, some of which has more to say than its rows, or all of it."""
    of_quarters, named = draw(st.booleans()), draw(st.sampled_from([False, False, True]))
    places = draw(st.lists(_places(of_quarters), max_size=6, unique=True))
    rows: Sequence[SumRow] = [draw(_rows(place)) for place in places]
    found = Sums(KNOWN, rows, YEARS if of_quarters else None, FORCES_OF, {})
    others = {
        place_of(row): draw(_others(told, named))
        for row, told in zip(rows, found, strict=True)
        if named or not row.plain
    }
    return replace(found, others=others)
