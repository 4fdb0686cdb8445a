from decimal import Decimal

from app.analysis.disagreements import disagreement
from app.domain.change import Lineage
from app.domain.disagreement import Disagreement, DisagreementKind, DisagreementVerdict
from app.domain.observation import Citation, Observation, Status
from app.domain.quantity import Qualifier
from tests.unit.make import RELEASE, SHARES, dictionary, observation

SOURCES, DATASETS = DisagreementKind.SOURCES, DisagreementKind.DATASETS


def _of(source: str, value: str | int | None, **changed: object) -> Observation:
    cited = [Citation(source, 5, "made up", "sha256:0")]
    return observation(value, citations=cited, **changed)


def _between(
    first: Observation, second: Observation, kind: DisagreementKind = SOURCES
) -> Disagreement:
    return disagreement(kind, first, second, dictionary())


def test_two_counts_contradict_each_other() -> None:
    one, other = _of("one", 427, platform="one"), _of("other", 430, platform="one")
    found = _between(one, other)
    assert found.verdict is DisagreementVerdict.CONTRADICT
    assert (found.kind, found.first, found.second) == (SOURCES, one, other)
    assert (found.difference, found.percent) == (Decimal(3), Decimal("0.7"))
    assert (found.measure, found.area, found.period) == (one.measure, one.area, one.period)
    assert (found.category, found.platform, found.population) == (None, "one", None)
    assert found.lineage == Lineage([one.id], "(430 − 427) ÷ |427| × 100", RELEASE)
    assert found.explanation == (
        "427 of one and 430 of other cannot both be true: [427, 427] and [430, 430] share no value."
    )


def test_a_hedged_figure_and_one_in_its_bounds_can_both_be_true() -> None:
    found = _between(_of("one", 752), _of("other", 750, qualifier=Qualifier.MORE_THAN))
    assert found.verdict is DisagreementVerdict.COMPATIBLE
    # What may be the same number is not so much less.
    assert (found.difference, found.percent) == (None, None)
    assert found.explanation.startswith("752 of one and 750 of other can both be true: ")
    assert found.explanation.endswith(" overlap.")


def test_a_coarser_figure_can_be_true_beside_a_finer_one() -> None:
    found = _between(_of("one", "1.6", measure=SHARES), _of("other", "1.64", measure=SHARES))
    assert found.verdict is DisagreementVerdict.COMPATIBLE
    assert found.difference is None


def test_what_is_many_times_as_much_of_nothing_has_no_percentage() -> None:
    found = _between(_of("one", 0), _of("other", 3))
    assert (found.percent, found.lineage.formula) == (None, "3 − 0")


def test_two_datasets_may_both_be_right() -> None:
    found = _between(_of("one", 427), _of("other", 430, dataset="other"), DATASETS)
    assert found.verdict is DisagreementVerdict.GATHERED_DIFFERENTLY
    assert found.difference == Decimal(3)
    assert found.lineage.observations == [found.first.id, found.second.id]
    assert found.explanation == (
        "427 of synthetic-dataset and 430 of other may both be right: the two datasets are "
        "gathered in different ways."
    )


def test_several_sources_of_a_figure_are_named_once_each() -> None:
    cited = [Citation(slug, at, "x", "sha256:0") for slug, at in (("a", 1), ("b", 1), ("a", 2))]
    told = _between(observation(427, citations=cited), _of("other", 430)).explanation
    assert told.startswith("427 of a and b and 430 of other ")


def test_a_figure_without_a_value_contradicts_nothing() -> None:
    found = _between(_of("one", None, status=Status.SUPPRESSED), _of("other", 130))
    assert found.verdict is DisagreementVerdict.COMPATIBLE
    assert (found.difference, found.percent, found.lineage.formula) == (None, None, None)
    assert found.explanation == (
        "suppressed of one and 130 of other can both be true: one of them gives no value."
    )
