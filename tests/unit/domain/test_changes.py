from hypothesis import given
from hypothesis import strategies as st

from app.analysis.changes import cells_within, changes
from app.domain.changes import Pairs
from app.domain.figures import Figures
from tests.unit.rows import KNOWN, pairs


@given(found=pairs(), at=st.integers(0, 4))
def test_a_page_is_the_sequence_of_its_changes(found: Pairs, at: int) -> None:
    made = changes(found, cells_within(found), {}, 1)
    told = list(made)
    assert len(told) == len(made) == len(found.rows)
    assert [made[n] for n in range(len(made))] == told
    assert list(made[at:]) == told[at:]
    assert list(made[:at]) == told[:at]


@given(found=pairs())
def test_a_change_has_the_figures_of_its_rows(found: Pairs) -> None:
    for pair, told in zip(found.rows, changes(found, cells_within(found), {}, 1), strict=True):
        for row, figure in ((pair.base, told.from_), (pair.later, told.to)):
            if row is None:
                assert figure is None
            else:
                assert [figure] == list(Figures(KNOWN, [row], found.others))


@given(found=pairs())
def test_each_figure_of_pairs_stands_once(found: Pairs) -> None:
    told = changes(found, cells_within(found), {}, 1)
    sides = [side for change in told for side in (change.from_, change.to) if side is not None]
    cells = [row.cell for pair in found.rows for row in pair[:2] if row is not None]
    once = dict(zip(cells, sides, strict=True))
    assert [row.cell for row in found.figures.rows] == list(dict.fromkeys(cells))
    assert list(found.figures) == list(once.values())
    assert list(found[1:].figures) == list(
        dict(
            zip(cells[len(found[:1].figures) :], sides[len(found[:1].figures) :], strict=True)
        ).values()
    )
