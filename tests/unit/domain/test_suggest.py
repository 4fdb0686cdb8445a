import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.suggest import did_you_mean, fold, nearest

KNOWN = ["synthetic-force-north", "synthetic-force-south", "synthetic-country"]


@pytest.mark.parametrize(
    "name",
    ["Devon & Cornwall", "devon and cornwall", "DEVON-AND-CORNWALL", "  Devon  &  Cornwall. "],
)
def test_spellings_of_one_name_fold_alike(name: str) -> None:
    assert fold(name) == "devon and cornwall"


def test_apostrophes_are_dropped_whatever_their_shape() -> None:
    assert fold("King's Lynn") == fold("King’s Lynn") == "kings lynn"


@given(st.text())
def test_folding_twice_is_folding_once(name: str) -> None:
    assert fold(fold(name)) == fold(name)


def test_a_known_name_in_another_spelling_is_the_one_suggestion() -> None:
    assert nearest("Synthetic Force NORTH", KNOWN) == ["synthetic-force-north"]


def test_an_alias_leads_to_its_slug() -> None:
    assert nearest("SFN", KNOWN, {"sfn": "synthetic-force-north"}) == ["synthetic-force-north"]


def test_the_nearest_come_best_first_and_once_each() -> None:
    spellings = {"synthetic force nort": "synthetic-force-north"}
    assert nearest("synthetic-force-nor", KNOWN, spellings) == ["synthetic-force-north"]
    assert nearest("synthetic-force-outh", KNOWN) == [
        "synthetic-force-south",
        "synthetic-force-north",
    ]


def test_what_is_far_behind_the_best_is_no_suggestion() -> None:
    assert nearest("kent-polise", ["gwent-police", "kent-police"]) == ["kent-police"]


def test_there_are_at_most_three() -> None:
    assert len(nearest("area-1x", [f"area-1{n}" for n in range(9)])) == 3


def test_nothing_near_is_nothing_suggested() -> None:
    assert nearest("zzz", KNOWN) == []
    assert nearest("", KNOWN) == []


def test_an_endless_name_costs_no_more_than_a_long_one() -> None:
    assert nearest("a" * 10_000_000, KNOWN) == []


@given(st.text(max_size=40))
def test_only_known_slugs_are_suggested(asked: str) -> None:
    assert set(nearest(asked, KNOWN)) <= set(KNOWN)


def test_the_tail_of_a_message_names_them() -> None:
    assert did_you_mean(["a", "b"]) == "; did you mean a or b?"
    assert did_you_mean([]) == ""
