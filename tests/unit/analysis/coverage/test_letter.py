"""The wording of a request, read as whoever answers it would."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from app.analysis.coverage.letter import ELSEWHERE, FOI_ACT, Wanted, law_of, letter, subject_line
from app.domain.coverage import Breakdown
from app.domain.period import Period
from tests.unit import make
from tests.unit.covered import FORCES, OFFENCE, OTHER, category, figure, known

ALL = Breakdown(None, None)
ENTRIES = known([figure(7)]).entries


def wanted(**changed: Any) -> Wanted:
    given: dict[str, Any] = {
        "dataset": make.dataset("synthetic-dataset"),
        "measure": make.measure(),
        "category": category(OFFENCE),
        "breakdowns": [ALL],
        "periods": [Period.parse("2018-19"), Period.parse("2019-20")],
        "law": FOI_ACT,
    }
    return Wanted(**given | changed)


def paragraphs(**changed: Any) -> list[str]:
    text = letter(wanted(**changed), ENTRIES)
    assert text.endswith("\n")
    return text.removesuffix("\n").split("\n\n")


def periods(*slugs: str) -> list[Period]:
    return [Period.parse(slug) for slug in slugs]


def test_the_whole_letter() -> None:
    assert (
        letter(wanted(), ENTRIES)
        == """\
To the Freedom of Information team

Under the Freedom of Information Act 2000, please give me the figures below for your force.

What is counted: made up.

Offence: Synthetic offence. Made up. It is synthetic.

Periods:
- 1 April 2018 to 31 March 2019 (2018-19)
- 1 April 2019 to 31 March 2020 (2019-20)

I will set your figures beside others, from “synthetic-dataset”. What was counted there: Made up. \
If you count otherwise, please say how.

How to answer:
- Please send a table in a spreadsheet file (CSV, XLSX or ODS), with one row for each period.
- Please write 0 where the figure is zero, so that it is never taken for a gap.
- Where you cannot give a figure, please say why: the information is not held; or it is withheld, \
and under which exemption; or finding it would take too long.
- If the way of recording changed within these periods (the law, the counting rules, the use of \
flags, a computer system), please say what changed, and when.

I ask for summary figures only, and for nothing that could identify a person. If a figure is \
withheld because it is small, please withhold that figure alone. Where a figure is published \
already, a link to it is all that I need.

If answering all of this would exceed the cost limit in section 12 of the Act, please tell me, as \
section 16 provides, how I could narrow this request.

Yours faithfully,
[your name]
[your e-mail or postal address]
"""
    )


def test_home_office_codes_stand_for_the_definition() -> None:
    assert paragraphs(category=category(OTHER, ["71/17"]))[3] == (
        "Offence: Synthetic other offence, Home Office offence code 71/17."
    )
    assert paragraphs(category=category(OTHER, ["1", "2", "3"]))[3] == (
        "Offence: Synthetic other offence, Home Office offence codes 1, 2 and 3."
    )


def test_one_figure_is_asked_for_as_one() -> None:
    found = paragraphs(periods=periods("2018"))
    assert found[4] == "Period:\n- 1 January 2018 to 31 December 2018 (2018)"
    assert "- Please give the figure as a number.\n" in found[6]
    assert "changed within this period (" in found[6]
    assert "spreadsheet" not in found[6]


def test_a_span_is_named_by_its_days_alone() -> None:
    assert paragraphs(periods=periods("2018-07-01/2019-06-30"))[4] == (
        "Period:\n- 1 July 2018 to 30 June 2019"
    )


PARTS = [ALL, Breakdown("one", "synthetic-adults"), Breakdown(None, "synthetic-adults")]


def test_each_part_of_the_cases_is_named_and_explained_once() -> None:
    found = paragraphs(breakdowns=PARTS)
    assert found[5:7] == [
        (
            "For each of these periods, one figure each for:\n- all cases together\n"
            "- one, among: Synthetic adults\n- Synthetic adults"
        ),
        "“Synthetic adults” means: cases of adults.",
    ]
    assert "one row for each period and part." in found[8]
    alone = paragraphs(breakdowns=[Breakdown("one", None)], periods=periods("2018"))
    assert alone[5] == "For this period, one figure each for:\n- one"
    assert alone[6].startswith("I will set")
    several = paragraphs(breakdowns=PARTS, periods=periods("2018"))
    assert "one row for each part." in several[8]


def test_a_percentage_comes_with_what_it_is_made_from() -> None:
    told = "- Please give with each percentage the two numbers that it is made from.\n"
    assert told in paragraphs(measure=make.measure(counted=False))[6]
    assert told not in paragraphs()[6]


@pytest.mark.parametrize("law", [FOI_ACT, *ELSEWHERE.values()])
def test_each_law_says_what_becomes_of_too_much_work(law: Any) -> None:
    found = paragraphs(law=law)
    assert f"Under the {law.name}, " in found[1]
    assert found[8].startswith("If answering all of this would exceed ")
    assert found[8].endswith(", how I could narrow this request.") or law.note
    assert ("section 16" in found[8]) == (law is FOI_ACT)
    assert ("section 12" in found[8]) == ("Act" in law.name)


def test_a_code_without_sections_names_none() -> None:
    assert paragraphs(law=ELSEWHERE["guernsey-police"])[8] == (
        "If answering all of this would exceed what you may spend on one request, please tell me "
        "how I could narrow this request."
    )


def test_forces_answer_under_the_act_where_nothing_else_is_known() -> None:
    assert law_of(FORCES[0], known([figure(7)])) is FOI_ACT


@pytest.mark.parametrize(
    ("slugs", "shown"),
    [
        (["2018"], "2018"),
        (["2018", "2019"], "2018 and 2019"),
        (["2018", "2019", "2020"], "2018, 2019 and 2020"),
        (["2018", "2019", "2020", "2022"], "4 periods from 2018 to 2022"),
    ],
)
def test_the_subject_says_what_and_when(slugs: Sequence[str], shown: str) -> None:
    assert subject_line(wanted(periods=periods(*slugs))) == (
        f"Freedom of information request: Synthetic offence (synthetic count), {shown}"
    )


def test_only_the_first_sentence_of_a_definition_says_what_is_counted() -> None:
    entries: Mapping[str, Any] = ENTRIES
    definition = entries["populations"]["synthetic-adults"].definition
    assert definition.endswith("Nothing else.")
    assert "Nothing else" not in letter(wanted(breakdowns=PARTS), ENTRIES)
