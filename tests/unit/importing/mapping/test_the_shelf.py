"""The mappings that come with the project, and what is wrong with others."""

import pytest

from app.errors import RefusedError
from app.importing.document import Document
from app.importing.mapping.shelf import Shelf
from tests.unit.importing.mapping.synthetic import known, shelf, shelf_documents

SMALL = """
mapping:
  slug: small
  title: Small
  source: {slug: "small-{period}", title: Small, publisher: P, notes: N, series: small}
  tables:
    - name: t
      layout: rows
      figures: {measure: offences-recorded, dataset: nspcc-foi-2020}
      area: {column: Force}
      period: {column: Year}
      value: {column: Count}
"""


def shelf_faults(*texts: str) -> list[str]:
    documents = [Document.of(f"{at}.yaml", text.encode()) for at, text in enumerate(texts, start=1)]
    with pytest.raises(RefusedError) as refused:
        Shelf.read(documents)
    return [str(fault) for fault in refused.value.faults]


def test_every_reference_of_the_shelf_is_known_to_it_or_to_the_seed() -> None:
    assert [mapping.row.slug for mapping in shelf().mappings] == [
        "data-police-uk-street",
        "home-office-recorded-crime-force-quarter",
        "ons-police-force-area-tables",
    ]
    assert shelf().unknown(known()) == []


def test_no_entry_of_the_shelf_hides_one_of_the_seed() -> None:
    for noun, rows in shelf().entries.rows.items():
        assert not known().slugs[noun] & rows.keys()


def test_children_that_make_up_their_parent_are_children_of_it() -> None:
    parents = {row.slug: row.parent for row in shelf().entries.categories()}
    sums = {row.slug for row in shelf().entries.categories() if row.sum_of_children}
    (ons,) = (m.row for m in shelf().mappings if m.row.slug == "ons-police-force-area-tables")
    declared = {
        total.whole: {*total.parts} for total in ons.totals if total.dimension == "category"
    }
    for whole in sums:
        assert {slug for slug, parent in parents.items() if parent == whole} == declared[whole]


def test_a_shelf_is_read_whatever_the_order_of_its_documents() -> None:
    backwards = Shelf.read(reversed(shelf_documents()))
    assert [m.row.slug for m in backwards.mappings] == [m.row.slug for m in shelf().mappings]


def test_all_faults_of_all_documents_are_told_with_their_lines() -> None:
    faults = shelf_faults(
        SMALL.replace("layout: rows", "layout: heap").replace("      value", "      volume"),
        "categories:\n  - slug: a\n    name: A\n",
        "mapping: [",
        "",
        "[]",
        "datases: []\n",
    )
    assert faults == [
        "1.yaml:8: 'heap': Input should be 'rows' or 'grid' (at /mapping/tables/0/layout)",
        "1.yaml:12: is not a key that belongs here (at /mapping/tables/0/volume)",
        "2.yaml:2: 'definition' is missing (at /categories/0/definition)",
        "3.yaml:1: is not YAML: did not find expected node content",
        "4.yaml:1: is empty",
        (
            "5.yaml:1: needs one of mapping, areas, categories, measures, datasets, populations, "
            "platforms at its top level"
        ),
        "6.yaml:1: is not a key that belongs here (at /datases)",
    ]


@pytest.mark.parametrize(
    ("old", "new", "detail"),
    [
        ("value: {column: Count}", "value: {}", "rows are counted, or have a value column"),
        ("value: {column: Count}", "value: {column: [Count, Force]}", "'Force' is two columns"),
        ("value: {column: Count}", "value: [{column: A, population: b}, {}]", "or have a value"),
        ("value: {column: Count}", "value: [{column: A}, {column: A}]", "another column"),
        ("{column: Year}", "{column: Year, edition: true}", "write one of column, month"),
        ("{column: Year}", "{column: Year, quarter: Q}", "a quarter needs its financial_year"),
        ("{column: Year}", "{edition: true}", "the edition is read from the title"),
        ("small-{period}", "small-{week}", "{week} is not a placeholder"),
        ("small-{period}", "small-{period:>99}", "{period:>99} is not a placeholder"),
        ("small-{period}", "small-{period!r}", "{period!r} is not a placeholder"),
        ("small-{period}", "small-{period", "expected '}'"),
        ("small-{period}", "small-{period.days}", "{period.days} is not a placeholder"),
        ("layout: rows", "layout: grid", "the headers of a grid say what its figures are"),
        (", dataset: nspcc-foi-2020}", "}", "need a measure and a dataset"),
        ("layout: rows", "layout: rows\n      title: '('", "is not a regular expression"),
        (
            "{column: Count}",
            '{column: Count, symbols: {"*": {status: published}}}',
            "a sign is no number",
        ),
        (
            "area: {column: Force}",
            "area: {column: Force}\n      category: {column: C, define: 'X'}",
            "only made where a column gives their code",
        ),
    ],
)
def test_a_mapping_that_cannot_work_is_refused(old: str, new: str, detail: str) -> None:
    assert old in SMALL
    faults = shelf_faults(SMALL.replace(old, new))
    assert detail in faults[0]
    assert len(faults) == 1


@pytest.mark.parametrize(
    ("fixed", "period", "further"),
    [
        ("category: sexual-offences", "column: Year", "category: {column: Offence}"),
        ("period: 2019-20", "column: Year", "ignore: [Remarks]"),
        ("period: 2019-20", "edition: true", "title: ^Table 1"),
    ],
)
def test_a_dimension_is_fixed_or_read_and_not_both(fixed: str, period: str, further: str) -> None:
    text = SMALL.replace("2020}", f"2020, {fixed}}}\n      {further}")
    text = text.replace("column: Year", period) + "  edition: '(?P<period>.+)'\n"
    name = fixed.partition(":")[0]
    assert shelf_faults(text) == [
        f"1.yaml:9: {name} is given twice (at /mapping/tables/0/figures/{name})"
    ]


VALUES = [
    ("{column: A, measure: households}, {column: B}", ["measure is given twice (at {}/0/measure)"]),
    (
        "{column: A, population: girls}, {column: B, population: girls}",
        ["means the same as another column of figures (at {}/1)"],
    ),
    ("{column: A, period: '2019'}", ["period is given twice (at {}/0/period)"]),
    ("{column: A, category: homicde}", []),
]


@pytest.mark.parametrize(("values", "faults"), VALUES)
def test_columns_of_figures_tell_their_own_dimensions(values: str, faults: list[str]) -> None:
    text = SMALL.replace("value: {column: Count}", f"value: [{values}]")
    place = "/mapping/tables/0/value"
    if faults:
        assert shelf_faults(text) == [f"1.yaml:12: {fault.format(place)}" for fault in faults]
        return
    small = Shelf.read([Document.of("small.yaml", text.encode())])
    (fault,) = small.mappings[0].unknown(known())
    assert fault.pointer == f"{place}/0/category"


def test_a_slug_stands_on_the_shelf_once() -> None:
    entry = "populations:\n  - {slug: a, name: A, definition: D}\n"
    assert shelf_faults(SMALL, SMALL, entry, entry) == [
        "2.yaml:3: 'small' stands in another mapping already (at /mapping/slug)",
        "4.yaml:2: 'a' stands in another mapping already (at /populations/0/slug)",
    ]


def test_a_header_has_one_meaning() -> None:
    grid = SMALL.replace("layout: rows", "layout: grid\n      title: T").replace(
        "value: {column: Count}", "headers: [{text: [Count, count]}]"
    )
    grid = grid.replace("period: {column: Year}", "period: {header: true}")
    assert "'count' has a meaning already" in shelf_faults(grid)[0]


def test_an_unknown_slug_of_a_mapping_is_told_with_the_nearest() -> None:
    text = SMALL.replace("offences-recorded", "offences-recoded")
    small = Shelf.read([Document.of("small.yaml", text.encode())])
    (fault,) = small.mappings[0].unknown(known())
    assert str(fault) == (
        "small.yaml:9: 'offences-recoded' is not known; did you mean offences-recorded? "
        "(at /mapping/tables/0/figures/measure)"
    )
