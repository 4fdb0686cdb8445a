from app.analysis.caveats import about_emptiness, about_figures, about_the_question
from app.domain.dictionary import AreaKind, Distinction
from tests.unit.make import COUNTS, FORCE, SHARES, area, dictionary, measure, observation

HELD = dictionary(
    areas=[
        area(
            distinct_from=[
                Distinction("the-region", AreaKind.REGION, "It is larger."),
                Distinction("unclear", AreaKind.UNDETERMINED, "It is a name."),
            ]
        ),
        area("the-region", AreaKind.REGION),
        area("unclear", AreaKind.UNDETERMINED, may_be=[FORCE, "the-region"]),
    ],
    measures=[measure(), measure(SHARES, counted=False)],
)


def codes_of_figures(*found: dict[str, str]) -> list[str]:
    caveats = about_figures(HELD, [observation(1, **each) for each in found])
    return [caveat.code for caveat in caveats]


def test_a_name_that_is_easily_taken_for_another_is_told_apart() -> None:
    caveats = list(about_the_question(HELD, {"area": [FORCE, "the-region"]}))
    assert [(caveat.code, caveat.path) for caveat in caveats] == [
        ("easily_confused_area", "?area")
    ] * 2
    assert caveats[0].detail == (
        "synthetic-force is a force; it is not the-region, a region. It is larger."
    )
    assert "it is not unclear, an undetermined. It is a name." in caveats[1].detail


def test_a_question_without_areas_needs_no_such_caveat() -> None:
    assert list(about_the_question(HELD, {"measure": [COUNTS]})) == []


def test_figures_of_one_dataset_and_kind_say_only_what_is_measured() -> None:
    caveats = list(about_figures(HELD, [observation(1), observation(2, period="2020-21")]))
    assert [caveat.code for caveat in caveats] == ["what_is_measured"]
    assert caveats[0].detail == "synthetic-count: Made up."


def test_an_undetermined_area_says_what_it_could_be() -> None:
    caveats = list(about_figures(HELD, [observation(1, area="unclear"), observation(2)]))
    assert [caveat.code for caveat in caveats] == ["undetermined_area", "what_is_measured"]
    assert "unclear could be synthetic-force or the-region" in caveats[0].detail


def test_figures_of_several_datasets_say_so() -> None:
    assert codes_of_figures({}, {"dataset": "other"}) == ["mixed_datasets", "what_is_measured"]


def test_figures_of_several_kinds_of_period_say_so() -> None:
    assert codes_of_figures({}, {"period": "2020"}) == ["mixed_period_kinds", "what_is_measured"]


def test_each_measure_is_defined_once() -> None:
    assert codes_of_figures({}, {"measure": SHARES}, {}) == ["what_is_measured"] * 2


def test_no_figures_need_no_caveat_about_them() -> None:
    assert codes_of_figures() == []


def test_an_empty_answer_is_no_zero() -> None:
    assert [caveat.code for caveat in about_emptiness(0)] == ["no_match"]
    assert list(about_emptiness(1)) == []
