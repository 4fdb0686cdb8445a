from datetime import date

import pytest

from app.domain.dictionary import (
    NOTHING_HELD,
    AreaKind,
    Break,
    Distinction,
    Membership,
    OtherCategory,
    Source,
    SupportOrganisation,
)
from tests.unit.make import COUNTS, FORCE, area, dictionary, measure

SOURCE = Source(
    slug="synthetic-article",
    title="Made up",
    publisher=None,
    kind="article",
    published=None,
    url=None,
    notes="",
    series=None,
    edition=None,
    paragraphs=1,
    claims=0,
    support=[],
    data=NOTHING_HELD,
)


def test_entries_are_found_by_their_slug() -> None:
    held = dictionary(sources=[SOURCE])
    assert held.area(FORCE) == area()
    assert held.measure(COUNTS) == measure()
    assert held.source("synthetic-article") == SOURCE


def test_an_unknown_slug_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        dictionary().area("unknown")


def test_entries_fit_a_line() -> None:
    assert str(Membership("group", date(2020, 1, 1), None)) == "group"
    assert str(Distinction("region", AreaKind.REGION, "Made up.")) == "region (region): Made up."
    assert str(OtherCategory("theft", "Made up.")) == "theft: Made up."
    assert str(Break(date(2020, 1, 1), "Made up.", "A law")) == "2020-01-01: Made up. (A law)"
    web = "https://support.example"
    assert str(SupportOrganisation("s", "S", "All.", web, None)) == f"S ({web})"
    assert str(SupportOrganisation("s", "S", "All.", web, "000")) == f"S ({web}, 000)"


def test_a_force_within_a_force_is_not_separate_at_whatever_depth() -> None:
    def within(*slugs: str) -> list[Membership]:
        return [Membership(slug, None, None) for slug in slugs]

    held = dictionary(
        [
            area("country", AreaKind.COUNTRY),
            area("region", AreaKind.REGION, parents=within("country")),
            area("force", parents=within("region")),
            area("district", AreaKind.GROUP, parents=within("region", "force")),
            area("part", parents=within("region", "force")),
            area("part-of-district", parents=within("district")),
            area("alone"),
        ]
    )
    assert held.separate_forces() == ["force", "alone"]
