from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.observation import Cell, Citation, Inference, Status
from app.errors import MalformedError
from tests.unit.make import observation

SLUGS = st.sampled_from(["a", "b", "b-c", "7", "synthetic-count"])
OPTIONAL = st.none() | SLUGS
CELLS = st.builds(
    Cell,
    SLUGS,
    SLUGS,
    st.sampled_from(["2019-20", "2017/2022", "unstated"]),
    OPTIONAL,
    OPTIONAL,
    OPTIONAL,
    SLUGS,
)


@given(CELLS)
def test_the_key_leads_back_to_the_cell(cell: Cell) -> None:
    assert Cell.parse(cell.key) == cell


@given(CELLS, CELLS)
def test_two_cells_have_two_keys(one: Cell, other: Cell) -> None:
    assert (one.key == other.key) == (one == other)


def test_a_dimension_that_does_not_apply_is_a_dash() -> None:
    assert Cell("m", "a", "2022", None, "p", None, "d").key == "m:a:2022:-:p:-:d"


@pytest.mark.parametrize("key", ["", "m:a:2022:-:-:-", "m:a:2022:-:-:-:d:x", "m:a:2022::-:-:d"])
def test_what_is_not_a_key_is_refused(key: str) -> None:
    with pytest.raises(MalformedError, match="measure:area:period"):
        Cell.parse(key)


def test_only_three_statuses_have_a_value() -> None:
    assert [status for status in Status if status.has_value] == [
        Status.PUBLISHED,
        Status.PROVISIONAL,
        Status.ESTIMATED,
    ]


def test_citations_and_inferences_fit_a_line() -> None:
    cited = Citation("synthetic-article", 5, str(Decimal(427)), "sha256:0")
    assert str(cited) == "synthetic-article paragraph 5 “427” sha256:0"
    table = Citation("synthetic-table", None, "427", "sha256:0", "row 7")
    assert str(table) == "synthetic-table row 7 “427” sha256:0"
    assert str(Inference("period", "Made up.")) == "period: Made up."


def test_an_observation_fits_a_line_by_its_id() -> None:
    found = observation(1)
    assert str(found) == found.id
