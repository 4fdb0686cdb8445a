import csv
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from app.domain.area_names import AreaNames
from app.domain.dictionary import NOTHING_HELD, Area, AreaKind
from app.domain.suggest import fold
from app.errors import MalformedError
from app.settings import ROOT
from tests.unit.make import area

FORCE, REGION = {AreaKind.FORCE}, {AreaKind.REGION}
FORCES_OF_THE_TABLES = 43


def seeded() -> list[Area]:
    """The areas of the seed, as far as names go."""
    rows = yaml.safe_load((ROOT / "seed" / "reference" / "areas.yaml").read_text("utf-8"))["areas"]
    return [
        area(
            row["slug"],
            AreaKind(row["kind"]),
            name=row["name"],
            gss_code=row.get("gss_code"),
            aliases=row.get("aliases") or [],
            may_be=row.get("may_be") or [],
            data=NOTHING_HELD,
        )
        for row in rows
    ]


AREAS = seeded()
NAMES = AreaNames.of(AREAS)
BY_SLUG = {each.slug: each for each in AREAS}
CODED = sorted(each.gss_code for each in AREAS if each.gss_code)
CALLED = [
    (each.slug, name)
    for each in AREAS
    if each.kind is not AreaKind.UNDETERMINED
    for name in (each.slug, each.name, *each.aliases)
    # In any other case this slug is the bare name, which the force has as well.
    if name != "west-midlands"
]
FOOTNOTES = st.sampled_from(
    ["", "7", " 9", "8,9", " 7, 12", "4,5,6,10", "*", "²", " [note 1]", "9*"]
)


def cased(text: str, upper: list[bool]) -> str:
    """The text with letters of both cases mixed."""
    return "".join(
        letter.upper() if upper[n % len(upper)] else letter.lower() for n, letter in enumerate(text)
    )


def refused(name: str, code: str | None = None, kinds: set[AreaKind] | None = None) -> str:
    """The sentence that a name is refused with."""
    with pytest.raises(MalformedError) as caught:
        NAMES.resolve(name, code=code, kinds=kinds)
    return str(caught.value)


@given(st.sampled_from(CALLED), st.lists(st.booleans(), min_size=1), FOOTNOTES)
def test_every_name_leads_to_its_area(
    called: tuple[str, str], upper: list[bool], footnote: str
) -> None:
    slug, name = called
    printed = cased(name, upper) + footnote
    assert NAMES.resolve(printed) == slug
    assert NAMES.resolve(f" {printed}\n", kinds={BY_SLUG[slug].kind}) == slug
    if code := BY_SLUG[slug].gss_code:
        assert NAMES.resolve(printed, code=code) == slug


def test_no_name_agrees_with_the_code_of_another_area() -> None:
    agreed = set()
    for slug, name in CALLED:
        for code in set(CODED) - {BY_SLUG[slug].gss_code}:
            other = NAMES.resolve("", code=code)
            with suppress(MalformedError):
                assert NAMES.resolve(name, code=code) == other
                agreed.add((name, other))
    # Lists of forces call these two by the name of their country.
    assert {(name.casefold(), other) for name, other in agreed} == {
        ("scotland", "police-scotland"),
        ("northern ireland", "police-service-of-northern-ireland"),
        ("northern-ireland", "police-service-of-northern-ireland"),
    }


@pytest.mark.parametrize("slug", BY_SLUG)
def test_every_slug_and_every_code_is_exact(slug: str) -> None:
    assert NAMES.resolve(slug) == slug
    if code := BY_SLUG[slug].gss_code:
        for printed in ("", " ", slug, BY_SLUG[slug].name):
            assert NAMES.resolve(printed, code=f" {code.lower()} ") == slug
    for kind in set(AreaKind) - {BY_SLUG[slug].kind}:
        assert f"is {slug} ({BY_SLUG[slug].kind}); wanted here: {kind}" in refused(
            slug, kinds={kind}
        )


@given(
    st.text(max_size=30)
    | st.sampled_from(CALLED).flatmap(
        lambda called: st.sampled_from(["x", "shire", " Fire", " excluding London"]).map(
            lambda more: called[1] + more
        )
    )
)
def test_an_unknown_name_never_resolves(name: str) -> None:
    letters = set(re.findall(r"[^\W\d_]+", fold(name))) - {"the", "police", "service", "of"}
    letters -= {"constabulary", "force", "region"}
    known = [set(re.findall(r"[^\W\d_]+", fold(spelling))) for _, spelling in CALLED]
    assume(not any(letters <= words for words in known))
    assert "is not an area in the record" in refused(name)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Avon and Somerset Constabulary", "avon-and-somerset-police"),
        ("AVON & SOMERSET POLICE SERVICE", "avon-and-somerset-police"),
        ("Avon and Somerset 9", "avon-and-somerset-police"),
        ("Greater Manchester8,9", "greater-manchester-police"),
        ("Lancashire Police Force 8", "lancashire-police"),
        ("North West 7,8", "north-west"),
        ("ENGLAND AND WALES7,8,9,10", "england-and-wales"),
        ("London, City of", "city-of-london-police"),
        ("London, City of Police13", "city-of-london-police"),
        ("Yorkshire, North", "north-yorkshire-police"),
        ("Metropolitan Police, The", "metropolitan-police"),
        ("Kent,", "kent-police"),
        ("the Metropolitan Police", "metropolitan-police"),
        ("Met", "metropolitan-police"),
        ("Jersey", "jersey-police"),
        ("Kent Service", "kent-police"),
        ("North East region", "north-east"),
        ("The North East Region 7", "north-east"),
        ("West Midlands Region", "west-midlands"),
        ("the West Midlands Constabulary", "west-midlands-police"),
        ("West Midlands force", "west-midlands-police"),
        ("46 forces", "all-46-forces"),
        ("All 46 forces8", "all-46-forces"),
        ("39 forces", "england-and-wales-39-forces"),
        ("Scotland", "scotland"),
        ("Northern Ireland", "northern-ireland"),
        ("London", "london"),
    ],
)
def test_names_are_read_as_tables_print_them(name: str, slug: str) -> None:
    assert NAMES.resolve(name) == slug


@pytest.mark.parametrize("name", ["West Midlands", "WEST-MIDLANDS 7", "the West Midlands*"])
def test_the_bare_west_midlands_is_a_force_and_a_region(name: str) -> None:
    assert refused(name) == (
        f"{name!r} is a name of west-midlands (region) and west-midlands-police (force); tell "
        "which by slug, code or kind of area, or write west-midlands-undetermined where the source "
        "does not say"
    )
    assert NAMES.resolve(name, kinds=FORCE) == "west-midlands-police"
    assert NAMES.resolve(name, kinds=REGION) == "west-midlands"
    assert NAMES.resolve(name, code="E23000014") == "west-midlands-police"
    assert NAMES.resolve(name, code="E12000005") == "west-midlands"


def test_the_kind_wanted_chooses_among_areas_that_share_a_name() -> None:
    assert NAMES.resolve("Northern Ireland", kinds=FORCE) == "police-service-of-northern-ireland"
    assert NAMES.resolve("Scotland 3", kinds=FORCE) == "police-scotland"
    assert NAMES.resolve("Scotland", kinds={AreaKind.COUNTRY, AreaKind.REGION}) == "scotland"
    assert (
        refused("London", kinds=FORCE)
        == "'London' is a name of london (region); wanted here: force"
    )
    assert "wanted here: force" in refused("West Midlands region", kinds=FORCE)
    assert "wanted here: region" in refused("Kent Police", kinds=REGION)
    assert refused("West Midlands", kinds={AreaKind.GROUP, AreaKind.COUNTRY}) == (
        "'West Midlands' is a name of west-midlands (region) and west-midlands-police (force); "
        "wanted here: country or group"
    )
    assert "wanted here: none" in refused("Kent", kinds=set())


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Police",
        "The Police Service",
        "London Police",
        "Cleveland Region",
        "West Midlands Police Region",
        "Midlands",
        "Kemt",
        "Kent 2018",
        "Kent 123",
        ", 7",
        "England and Wales (excluding Greater Manchester Police)",
        "England (excluding Greater Manchester Police)",
        "West Midlands (force or region not determined)",
        "x" * 1000,
    ],
)
def test_what_is_no_name_is_not_guessed(name: str) -> None:
    assert "is not an area in the record" in refused(name)


def test_the_nearest_is_suggested_among_the_kinds_wanted() -> None:
    assert refused("Kemt") == "'Kemt' is not an area in the record; did you mean kent-police?"
    assert "did you mean" not in refused("Kemt", kinds=REGION)


def test_a_code_decides_and_the_name_must_agree() -> None:
    assert NAMES.resolve("Scotland", code="S23000009") == "police-scotland"
    assert NAMES.resolve("Kent", code=" ") == "kent-police"
    assert refused("Kent", "E99999999") == "'E99999999' is not the code of an area in the record"
    assert refused("Kent", "E23000014").startswith(
        "the code E23000014 stands for west-midlands-police (force), and 'Kent' is not a name of it"
    )
    assert "is not a name of it" in refused("West Midlands Police", "E12000005")
    assert "is not a name of it" in refused("West Midlands Region", "E23000014")
    assert "is not a name of it" in refused("x" * 1000, "E23000014")
    assert "'west-midlands' is west-midlands (region)" in refused("", "E12000005", FORCE)


def test_a_name_of_two_areas_that_nobody_left_undetermined_is_refused_too() -> None:
    names = AreaNames.of([area("one", aliases=["Twin"]), area("other", aliases=["TWIN"])])
    with pytest.raises(MalformedError, match=r"kind of area$"):
        names.resolve("twin")


def rows_of_the_workbook(shared: Path) -> Iterator[tuple[str, str]]:
    """Code and name of each area in each table; the code is empty where the table has none."""
    book = CalamineWorkbook.from_path(
        str(shared / "official" / "policeforceareatablesyearendingjune2019.xlsx")
    )
    for sheet in book.sheet_names[1:]:
        for row in book.get_sheet_by_name(sheet).to_python():
            code, name = str(row[0]), str(row[1])
            if name and (re.fullmatch(r"[A-Z]\d{8}", code) or not code):
                yield code, name


def test_every_area_of_the_official_tables_is_known(shared: Path) -> None:
    found: set[str] = set()
    unknown: set[str] = set()
    for code, name in rows_of_the_workbook(shared):
        try:
            slug = NAMES.resolve(name, code=code)
        except MalformedError:
            unknown.add(name)
            continue
        found.add(slug)
        if fold(name) == "west midlands":
            assert "west-midlands (region) and west-midlands-police (force)" in refused(name)
        else:
            assert NAMES.resolve(name) == slug
    # Parts of an area are not the area, and the record has none of these.
    assert unknown == {
        "England and Wales (excluding Greater Manchester Police)",
        "England (excluding Greater Manchester Police)",
        # Table P5 calls the East of England so: its code is right, and the name is a mistake.
        "East Midlands",
    }
    assert "E12000006 stands for east-of-england" in refused("East Midlands", "E12000006")
    kinds = [BY_SLUG[slug].kind for slug in found]
    assert kinds.count(AreaKind.FORCE) == FORCES_OF_THE_TABLES + len(["british-transport-police"])
    assert kinds.count(AreaKind.REGION) == 9
    assert {"england-and-wales", "england", "wales"} < found


def listed(path: Path, *columns: str) -> Iterator[tuple[str, ...]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from (tuple(row[column] for column in columns) for row in csv.DictReader(file))


def test_every_listed_force_area_is_known_by_code_and_by_name(shared: Path) -> None:
    known = {each.gss_code: each.slug for each in AREAS}
    path = shared / "reference" / "dfe-police-force-areas.csv"
    unknown = []
    for code, name in listed(path, "pfa_code", "pfa_name"):
        if code not in known:
            unknown.append(name)
            continue
        assert NAMES.resolve(name, code=code) == known[code]
        assert NAMES.resolve(name, kinds=FORCE) == known[code]
    # Codes that stand for no force.
    assert unknown == ["Pseudo Channel Islands", "Pseudo Isle of Man"]


def test_every_area_of_the_population_tables_is_known(shared: Path) -> None:
    path = shared / "reference" / "pfa_population_from_ONS_P3.csv"
    columns = ("pfa_code", "pfa_name_raw", "region_code", "region_name")
    resolve: Callable[..., str] = NAMES.resolve
    count = 0
    for code, force, region_code, region in listed(path, *columns):
        if region_code in CODED:
            assert BY_SLUG[resolve(force, code=code)].kind is AreaKind.FORCE
            assert BY_SLUG[resolve(region, code=region_code)].gss_code == region_code
            count += 1
    assert count > 100
