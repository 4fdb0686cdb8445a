from app.domain.rate import Per


def test_a_rate_is_for_so_many_of_some_people() -> None:
    assert (Per.PEOPLE.number, Per.PEOPLE.population) == (100_000, None)
    assert (Per.UNDER_18S.number, Per.UNDER_18S.population) == (1_000, "under-18s")


def test_a_base_is_no_smaller_than_what_a_rate_is_for() -> None:
    assert all(per.smallest >= per.number for per in Per)
