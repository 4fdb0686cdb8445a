from app.domain.coverage import Breakdown, Named


def test_in_a_list_an_entry_is_its_slug() -> None:
    assert str(Named("synthetic-force", "Synthetic Force")) == "synthetic-force"


def test_in_a_list_a_part_says_what_it_leaves_open() -> None:
    assert str(Breakdown(None, None)) == "all/all"
    assert str(Breakdown("one", "synthetic-adults")) == "one/synthetic-adults"
