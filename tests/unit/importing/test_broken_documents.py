"""Broken documents are refused whole, with file, line and reason for every fault."""

import pytest

from app.errors import RefusedError
from app.importing.run import read_record
from tests.synthetic import AREAS, CATEGORIES, FILES, ONE, TWO, documents
from tests.unit.importing.broken.case import Broken, marked
from tests.unit.importing.broken.cases import CASES, PARTS


def refusal(broken: Broken) -> RefusedError:
    """How the importer refuses documents."""
    with pytest.raises(RefusedError) as refused:
        read_record(documents(broken.files))
    return refused.value


def assert_all_told(broken: Broken) -> None:
    """Exactly the expected faults are told, each in its place and with its reason."""
    found = refusal(broken).faults
    assert [(fault.file, fault.line) for fault in found] == [
        (file, line) for file, line, _ in broken.faults
    ], "\n".join(map(str, found))
    for fault, (_, _, reason) in zip(found, broken.faults, strict=True):
        assert reason in fault.detail


@pytest.mark.parametrize("broken", CASES.values(), ids=CASES)
def test_every_fault_is_told_with_its_place_and_reason_and_no_other(broken: Broken) -> None:
    assert_all_told(broken)


def test_no_case_hides_another() -> None:
    assert len(CASES) == sum(map(len, PARTS))


def test_all_faults_of_all_files_are_told_at_once() -> None:
    broken = marked(
        {
            **FILES,
            CATEGORIES: FILES[CATEGORIES].replace("parent: synthetic-offences", "parent: x #!"),
            ONE: FILES[ONE]
            .replace(
                'cited: [{paragraph: 1, stated: "120"}]',
                'cited: [{paragraph: 9, stated: "7"}] #!#!',
            )
            .replace("area: synthetic-force-b\n", "area: synthetic-force-c #!\n")
            .replace("unit: per-cent\n", "unit: per-cent\n    direction: up\n")
            .replace("  - paragraph: 2\n", "  - paragraph: 2 #!\n"),
            TWO: FILES[TWO]
            .replace("£1.60 million", "about £1.60 million")
            .replace("}]\n", "}] #!\n")
            .replace('"120"}] #!', '"120"}]'),
        },
        "'x' is not known",
        "paragraph 9 has no fingerprint",
        "'7' reads as 7, not as 120",
        "'synthetic-force-c' is not known",
        "a claim of kind change has no 'direction'",
        "is stated as about, not as exact",
    )
    assert_all_told(broken)


def test_a_file_of_the_wrong_shape_does_not_hide_the_faults_of_the_others() -> None:
    broken = marked(
        {
            **FILES,
            ONE: FILES[ONE].replace("kind: article", "kind: [] #!"),
            TWO: FILES[TWO].replace("area: synthetic-country", "area: synthetic-contry #!"),
        },
        "Input should be a valid string",
        "'synthetic-contry' is not known; did you mean synthetic-country",
    )
    assert_all_told(broken)


def test_what_a_refused_dictionary_may_hold_is_not_called_unknown() -> None:
    broken = marked(
        {
            **FILES,
            AREAS: FILES[AREAS].replace("aliases: [SFA]", "aliases: SFA #!"),
            TWO: FILES[TWO].replace("measure: synthetic-count", "measure: synthetic-cuont #!"),
        },
        "valid list",
        "'synthetic-cuont' is not known; did you mean synthetic-count",
    )
    assert_all_told(broken)


def test_what_a_refused_source_may_hold_is_not_called_missing() -> None:
    operand = (
        "{area: synthetic-country, measure: synthetic-money, category: null, period: unstated}"
    )
    broken = marked(
        {
            **FILES,
            ONE: FILES[ONE].replace("to: {area: synthetic-force-a}", f"to: {operand}"),
            TWO: FILES[TWO].replace("kind: article", "kind: [] #!"),
        },
        "valid string",
    )
    assert_all_told(broken)


def test_a_file_that_is_not_yaml_lets_nothing_be_called_unknown() -> None:
    broken = Broken({**FILES, AREAS: "areas: ["}, [(AREAS, 1, "is not YAML")])
    assert_all_told(broken)


@pytest.mark.parametrize(
    ("case", "pointer"),
    [
        ("negative", "/observations/0"),
        ("an unknown qualifier", "/observations/0/qualifier"),
        ("an unknown key in a lone operand", "/claims/0/operands/to/aera"),
        ("a paragraph in two spellings", "/source/paragraphs/02"),
        ("an alias twice", "/areas/1/aliases/1"),
        ("words that name no number", "/observations/0/cited/0/stated"),
        ("a further place twice", "/claims/0/also/1"),
        ("empty", ""),
    ],
)
def test_a_fault_points_into_the_document(case: str, pointer: str) -> None:
    assert refusal(CASES[case]).faults[0].pointer == pointer


def test_a_pointer_escapes_what_it_is_made_of() -> None:
    files = {**FILES, TWO: FILES[TWO].replace("  kind: article\n", "  kind: a\n  a/b~c: d #!\n")}
    assert refusal(marked(files, "belongs")).faults[0].pointer == "/source/a~1b~0c"


def test_a_fault_reads_as_one_line() -> None:
    fault = refusal(CASES["an unknown status"]).faults[0]
    assert str(fault).startswith(f"{ONE}:19: 'guessed': Input should be 'published', ")
    assert str(fault).endswith(" (at /observations/0/status)")
    assert str(refusal(CASES["other roles"])) == "4 fault(s); nothing was stored"
