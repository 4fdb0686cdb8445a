"""A page of rows is compared without looking at each pair: it has to give what the figures give."""

from dataclasses import replace
from decimal import Decimal
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from app.analysis.alike import Verdicts
from app.analysis.changes import cells_within, change, changes
from app.analysis.comparability import compare
from app.analysis.run import cells_between
from app.domain.change import Comparability
from app.domain.changes import Pairs
from app.domain.figures import FigureRow, Figures
from app.domain.observation import DIMENSIONS, Cell, Observation
from tests.unit.make import COUNTS, FORCE, observation
from tests.unit.rows import KNOWN, pairs


def _both(found: Pairs) -> list[tuple[Observation | None, Observation | None]]:
    return [
        (
            None if base is None else found.figures.told(base),
            None if later is None else found.figures.told(later),
        )
        for base, later, _ in found.rows
    ]


@given(found=pairs(), precision=st.integers(0, 10), gap=st.booleans())
def test_rows_change_as_their_figures_do(found: Pairs, precision: int, gap: bool) -> None:
    cells = cells_within(found)
    assert [list(each) for each in cells] == [cells_between(*both) for both in _both(found)]
    held: dict[Cell, Observation] = {
        cell: observation(70, **vars(cell)) for years in cells for cell in years if not gap
    }
    told = [
        change(*both, KNOWN, precision, [held[cell] for cell in years if cell in held])
        for both, years in zip(_both(found), cells, strict=True)
    ]
    made = list(changes(found, cells, held, precision))
    assert made == told
    # Numbers that are equal need not be written alike: 1 is, and 1.0.
    assert repr(made) == repr(told)


@given(found=pairs())
def test_rows_are_judged_as_their_figures_are(found: Pairs) -> None:
    verdicts = Verdicts(found.figures)
    for pair, both in zip(found.rows, _both(found), strict=True):
        assert verdicts.on(pair.base, pair.later) == compare(*both, KNOWN)


def _row(cell: int, value: int | Decimal, area: str = FORCE, period: str = "2019-20") -> FigureRow:
    named = {"area": area, "period": period, "measure": COUNTS, "dataset": "synthetic-dataset"}
    exponent = value.as_tuple().exponent if isinstance(value, Decimal) else 0
    assert isinstance(exponent, int)
    return FigureRow(
        cell=cell,
        plain=1,
        **{
            name: KNOWN.ids[noun][named[name]] if name in named else 0
            for name, noun in DIMENSIONS.items()
        },
        digits=int(Decimal(value).scaleb(-exponent)),
        exponent=exponent,
        status="published",
        qualifier="exact",
        since=1,
        source=1,
        paragraph=1,
        locator="",
        stated="1",
        fingerprint="sha256:00ff",
    )


def _pair(cell: int, before: int | Decimal, area: str = FORCE) -> tuple[FigureRow, FigureRow]:
    return _row(cell, before, area, "2018-19"), _row(cell + 1, 70, area)


def _alone(*rows: FigureRow) -> Comparability:
    base, later = Figures(KNOWN, rows, {})
    return compare(base, later, KNOWN)


def test_one_verdict_is_that_on_all_forces() -> None:
    verdicts = Verdicts(Figures(KNOWN, (), {}))
    first = verdicts.on(*_pair(1, 400))
    assert verdicts.on(*_pair(3, 500, "other-force")) is first
    assert verdicts.on(*_pair(5, 400, "the-region")) is not first


def test_one_verdict_is_that_on_all_sizes_but_for_where_they_count() -> None:
    verdicts = Verdicts(Figures(KNOWN, (), {}))
    sizes: list[list[int | Decimal]] = [
        [50, 51, 4000],
        [1, 49, -3],
        [0],
        [Decimal("49.5")],
        [Decimal("400.5")],
    ]
    cells = count(1, 2)
    found: set[int] = set()
    for alike in sizes:
        pairs = [_pair(next(cells), value) for value in alike]
        told = [verdicts.on(*pair) for pair in pairs]
        assert told == [_alone(*pair) for pair in pairs]
        assert len({id(verdict) for verdict in told}) == 1
        found.add(id(told[0]))
    assert len(found) == len(sizes)


def test_a_figure_with_more_to_say_is_judged_beside_its_own_base() -> None:
    base, later = _pair(3, 400, "other-force")
    said = replace(Figures(KNOWN, [later], {})[0], disputed=True)
    figures = Figures(KNOWN, [base, later], {later.cell: said})
    verdicts = Verdicts(figures)
    # By now another force stands for all of them.
    verdicts.on(*_pair(1, 400))
    assert verdicts.on(base, later) == compare(figures[0], said, KNOWN)
