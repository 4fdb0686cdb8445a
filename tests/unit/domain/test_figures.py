from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.domain.figures import Figures
from app.domain.observation import DIMENSIONS, Cell, Citation
from tests.unit.rows import KNOWN, figures

_CITATION = Citation("an-article", 1, "1", "sha256:00ff")


@given(found=figures())
def test_a_page_is_the_sequence_of_its_figures(found: Figures) -> None:
    told = list(found)
    assert len(told) == len(found)
    assert [found[at] for at in range(len(found))] == told
    assert list(found[1:3]) == told[1:3]
    for figure, row in zip(told, found.rows, strict=True):
        assert (figure is found.others.get(row.cell)) == (row.cell in found.others)


@given(found=figures(), at=st.integers(0, 6))
def test_two_pages_make_one(found: Figures, at: int) -> None:
    pages = [_by_itself(page) for page in (found[:at], found[at:])]
    assert list(pages[0].followed_by(pages[1])) == list(found)


def _by_itself(page: Figures) -> Figures:
    """The page with what belongs to its own rows alone."""
    cells = {row.cell for row in page.rows}
    others = {cell: told for cell, told in page.others.items() if cell in cells}
    return Figures(page.dictionary, page.rows, others)


@given(found=figures())
def test_a_row_tells_what_its_keys_name(found: Figures) -> None:
    for figure, row in zip(found, found.rows, strict=True):
        assert figure.id == Cell(*(getattr(figure, name) for name in Cell.__dataclass_fields__)).key
        for name, noun in DIMENSIONS.items():
            slug = getattr(figure, name)
            assert getattr(row, name) == (0 if slug is None else KNOWN.ids[noun][slug])
        if row.cell in found.others:
            continue
        assert (figure.value is None) == (row.digits is None)
        if row.digits is not None and row.exponent is not None and figure.value is not None:
            # Not as 4.2 for 4.20: how many places are printed says how exact it is.
            assert figure.value.as_tuple().exponent == row.exponent
            assert figure.value == Decimal(row.digits) * Decimal(10) ** row.exponent
        assert figure.unit == KNOWN.measure(figure.measure).unit
        assert (figure.release.from_, figure.release.to) == (row.since, None)
        (citation,) = figure.citations
        assert citation.release == figure.release
        assert citation.paragraph == (row.paragraph or None)
        assert citation.locator == (row.locator or None)
        assert (citation.stated, citation.fingerprint) == (row.stated, row.fingerprint)
        assert KNOWN.ids["sources"][citation.source] == row.source


@given(found=figures())
def test_positions_are_the_keys_in_order(found: Figures) -> None:
    for place, row in zip(found.positions, found.rows, strict=True):
        assert place == tuple(getattr(row, name) for name in DIMENSIONS)


@given(found=figures())
def test_a_figure_with_more_to_say_names_its_own_sources(found: Figures) -> None:
    cited = [["a-table", "an-article"], ["an-article"], []]
    others = {
        row.cell: replace(
            told, citations=[replace(_CITATION, source=source) for source in cited[n % len(cited)]]
        )
        for n, (row, told) in enumerate(zip(found.rows, found, strict=True))
    }
    named = [source for n in range(len(found.rows)) for source in cited[n % len(cited)]]
    assert Figures(KNOWN, found.rows, others).sources == list(dict.fromkeys(named))
