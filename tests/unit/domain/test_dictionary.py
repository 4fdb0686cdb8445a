from datetime import date

import pytest

from app.domain.dictionary import (
    NOTHING_HELD,
    AreaKind,
    Distinction,
    Membership,
    Source,
    SupportOrganisation,
)
from tests.unit.make import COUNTS, FORCE, area, dictionary, measure

SOURCE = Source(
    "synthetic-article", "Made up", None, "article", None, None, "", 1, 0, [], NOTHING_HELD
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
    web = "https://support.example"
    assert str(SupportOrganisation("s", "S", "All.", web, None)) == f"S ({web})"
    assert str(SupportOrganisation("s", "S", "All.", web, "000")) == f"S ({web}, 000)"
