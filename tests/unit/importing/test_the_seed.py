"""The seed itself: what it must hold, and its proof against the articles where they are at hand."""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from app.domain.dictionary import AreaKind
from app.domain.observation import Citation
from app.domain.record import Record
from app.domain.source import paragraphs
from app.domain.statement import Said
from app.importing.run import read_record
from app.importing.verify import verify
from tests.imported import seed_files, seed_rows

NOT_AMONG_46 = {"police-scotland", "british-transport-police"}


@pytest.fixture(scope="module")
def record() -> Record:
    return read_record(seed_files())


def _receipts(record: Record) -> Iterator[Sequence[Citation]]:
    """The citations of every figure and of every claim."""
    yield from (figure.citations for figure in record.figures)
    yield from (claim.citations for claim in record.claims)


@pytest.fixture(scope="module")
def articles(shared: Path) -> dict[str, str]:
    paths = sorted((shared / "articles").glob("*.txt"))
    if not paths:
        pytest.skip("the articles are not on this machine; they are not the project's to copy")
    return {path.name: path.read_text(encoding="utf-8-sig") for path in paths}


@pytest.fixture(scope="module")
def codes(record: Record) -> dict[str, str]:
    """Slugs of the forces by code."""
    return {
        area.gss_code: area.slug
        for area in record.areas
        if area.kind is AreaKind.FORCE and area.gss_code
    }


def test_every_force_is_there(record: Record) -> None:
    forces = {area.slug for area in record.areas if area.kind is AreaKind.FORCE}
    among_46 = {
        area.slug
        for area in record.areas
        if "all-46-forces" in (link.area for link in area.parents)
    }
    assert len(among_46) == 46
    assert forces == among_46 | NOT_AMONG_46


def test_every_force_is_placed(record: Record) -> None:
    """England's in one of its nine regions, the others in a country or the Channel Islands; the
    force of the railways has no territory."""
    kinds = {area.slug: area.kind for area in record.areas}
    placed = {
        area.slug: [link.area for link in area.parents if link.area != "all-46-forces"]
        for area in record.areas
        if area.kind is AreaKind.FORCE
    }
    regions = Counter(
        place for places in placed.values() for place in places if kinds[place] is AreaKind.REGION
    )
    assert regions == {
        "north-east": 3,
        "north-west": 5,
        "yorkshire-and-the-humber": 4,
        "east-midlands": 5,
        "west-midlands": 4,
        "east-of-england": 6,
        "london": 2,
        "south-east": 5,
        "south-west": 5,
    }
    assert [slug for slug, places in placed.items() if not places] == ["british-transport-police"]


def test_codes_are_those_of_the_list_of_force_areas(codes: dict[str, str], shared: Path) -> None:
    path = shared / "reference" / "dfe-police-force-areas.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        listed = {row["pfa_code"]: row["pfa_name"] for row in csv.DictReader(file)}
    # Pseudo codes stand for places that have no code of their own.
    real = {code: name for code, name in listed.items() if not code.endswith("99999999")}
    assert set(codes) == set(real)
    for code, name in real.items():
        known = codes[code].replace("-", " ")
        word = re.findall(r"\w+", name.casefold())[-1 if name.startswith("Police") else 0]
        assert word in known, f"{name} is {codes[code]}"


def test_regions_are_those_of_the_population_tables(
    record: Record, codes: dict[str, str], shared: Path
) -> None:
    regions = {area.gss_code: area.slug for area in record.areas}
    parents = {area.slug: [link.area for link in area.parents] for area in record.areas}
    path = shared / "reference" / "pfa_population_from_ONS_P3.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        # A name that runs over two lines has torn its row, and its code with it.
        rows = [row for row in csv.DictReader(file) if row["region_code"] in regions]
    assert len({row["pfa_code"] for row in rows}) == 43
    for row in rows:
        assert regions[row["region_code"]] in parents[codes[row["pfa_code"]]]


def test_populations_of_2016_and_2017_are_those_of_the_tables(
    codes: dict[str, str], shared: Path
) -> None:
    path = shared / "reference" / "pfa_population_from_ONS_P3.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        printed = {
            (codes[row["pfa_code"]], row["mid_year"]): row["population_rounded_100"]
            for row in csv.DictReader(file)
            if row["pfa_code"] in codes
        }
    earlier = {place: value for place, value in printed.items() if place[1] != "2018"}
    assert earlier == _populations("2016", "2017")
    assert len(earlier) == 2 * 43


def test_populations_of_2018_are_those_of_table_p3(record: Record, shared: Path) -> None:
    path = shared / "official" / "policeforceareatablesyearendingjune2019.xlsx"
    if not path.is_file():
        pytest.skip("the workbook is not beside the project")
    book = CalamineWorkbook.from_path(path)
    (name,) = [name for name in book.sheet_names if name.strip() == "Table P3"]
    printed = {
        str(row[0]): row[2] for row in book.get_sheet_by_name(name).to_python() if len(row) > 2
    }
    areas = {area.gss_code: area.slug for area in record.areas}
    found = {
        (areas[code], "2018"): str(int(value))
        for code, value in printed.items()
        if code in areas and isinstance(value, int | float)
    }
    assert found == _populations("2018")
    assert len(found) == 55


def _populations(*periods: str) -> dict[tuple[str, str], str]:
    """The seeded populations of some years by area and year."""
    return {
        (row["area"], row["period"]): row["value"]
        for row in seed_rows()
        if row["period"] in periods
    }


def test_west_midlands_is_three_areas(record: Record) -> None:
    areas = {area.slug: area for area in record.areas}
    force, region = areas["west-midlands-police"], areas["west-midlands"]
    unknown = [
        area
        for area in record.areas
        if set(area.may_be) >= {"west-midlands-police", "west-midlands"}
    ]
    assert (force.kind, region.kind) == (AreaKind.FORCE, AreaKind.REGION)
    assert [area.kind for area in unknown] == [AreaKind.UNDETERMINED]
    assert "west-midlands" in [other.area for other in force.distinct_from]
    assert "west-midlands-police" in [other.area for other in region.distinct_from]
    # The figure that could be of either stays with neither.
    assert any(figure.cell.area == unknown[0].slug for figure in record.figures)


def test_no_figure_and_no_claim_is_without_a_receipt(record: Record) -> None:
    sources = {cited.source.slug: cited.fingerprints for cited in record.sources}
    for citations in _receipts(record):
        assert citations
        for citation in citations:
            assert citation.paragraph is not None
            assert sources[citation.source][citation.paragraph] == citation.fingerprint


def test_figures_that_two_articles_print_are_one_each(record: Record) -> None:
    shared_by: dict[str, set[str]] = defaultdict(set)
    for figure in record.figures:
        shared_by[figure.cell.key] |= {citation.source for citation in figure.citations}
    total, changes = (
        "express-and-star-online-offences-total-2019-20",
        "express-and-star-rise-and-fall-2019-20",
    )
    for force in ("west-midlands-police", "staffordshire-police"):
        found = f"offences-recorded:{force}:2019-20:online-child-sexual-offences:-:-:nspcc-foi-2020"
        assert shared_by[found] == {total, changes}
    assert len(shared_by) == len(record.figures) - 2


def test_articles_never_differ_on_a_figure(record: Record) -> None:
    first: dict[str, Said] = {}
    for figure in record.figures:
        assert first.setdefault(figure.cell.key, figure.said).agrees(figure.said)


def test_no_value_is_negative_and_none_is_given_for_nothing(record: Record) -> None:
    for figure in record.figures:
        said = figure.said
        assert (said.value is not None) == said.status.has_value
        assert said.value is None or said.value >= 0


def test_no_paragraph_is_held_that_nothing_cites(record: Record) -> None:
    cited = {
        (citation.source, citation.paragraph)
        for citations in _receipts(record)
        for citation in citations
    }
    for source in record.sources:
        helplines = {(source.source.slug, n) for n in source.support_paragraphs.values()}
        held = {(source.source.slug, n) for n in source.fingerprints}
        assert held <= cited | helplines


def test_all_articles_prove_it(record: Record, articles: dict[str, str]) -> None:
    result = verify(record, articles)
    assert (result.misses, result.unchecked) == ([], [])
    assert result.paragraphs == sum(len(cited.fingerprints) for cited in record.sources)
    assert result.statements == sum(map(len, _receipts(record)))


def _lines_of(record: Record, articles: dict[str, str]) -> Iterator[tuple[str, str, int, str]]:
    """Source, file, number and text of every cited paragraph."""
    for cited in record.sources:
        for name, text in articles.items():
            lines = paragraphs(text)
            alone = verify(record, {name: text})
            if not any(line.startswith(f"{cited.source.slug}:") for line in alone.unchecked):
                for number in cited.fingerprints:
                    yield cited.source.slug, name, number, lines[number - 1]


def test_any_digit_changed_is_missed(record: Record, articles: dict[str, str]) -> None:
    changed = 0
    for source, name, number, line in _lines_of(record, articles):
        for digit in re.finditer(r"\d", line):
            other = str((int(digit[0]) + 1) % 10)
            mistaken = line[: digit.start()] + other + line[digit.end() :]
            result = verify(record, {name: articles[name].replace(line, mistaken)})
            assert f"{source} paragraph {number}: the fingerprint does not match" in result.misses
            changed += 1
    assert changed > 100


def test_a_paragraph_put_in_is_missed(record: Record, articles: dict[str, str]) -> None:
    for name, text in articles.items():
        longer = verify(record, {**articles, name: f"One more.\n{text}"})
        assert longer.misses
