"""A page of rows is looked over without looking at each: it has to give what the figures give."""

from hypothesis import given

from app.analysis import among
from app.analysis.caveats import about_figures
from app.domain.figures import Figures
from app.domain.observation import DIMENSIONS
from tests.unit.rows import KNOWN, figures


@given(found=figures())
def test_rows_and_figures_have_the_same_among_them(found: Figures) -> None:
    told = list(found)
    for name in DIMENSIONS:
        assert among.slugs(found, name) == among.slugs(told, name)
        assert among.named(found, name) == among.named(told, name)
    assert among.statuses(found) == among.statuses(told)
    assert among.disputed(found) == among.disputed(told)
    assert among.sources(found) == among.sources(told)


@given(found=figures())
def test_rows_and_figures_have_the_same_caveats(found: Figures) -> None:
    assert list(about_figures(KNOWN, found)) == list(about_figures(KNOWN, list(found)))
