"""The wording of a request for information: plain, complete, and the same for every force.

A request describes the information, and names an applicant and an address (Freedom of Information
Act 2000, section 8); it may say in which form the answer is wanted (section 11). Above a limit of
cost it need not be answered (section 12), and an authority advises and assists whoever asks
(section 16). The Freedom of Information (Scotland) Act 2002 has the like in sections 8, 11, 12 and
15, the Freedom of Information (Jersey) Law 2011 in Articles 2, 11, 16 and 12.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.analysis.membership import forces_in
from app.domain.coverage import Breakdown
from app.domain.dictionary import Category, Dataset, Dictionary, Measure
from app.domain.period import UNSTATED, Period, PeriodKind

_MOST_LISTED = 3
Entries = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Law:
    """What a force answers under, and what it says of requests that are too much work."""

    name: str
    limit: str = "what you may spend on one request"
    help: str = "please tell me how I could narrow this request"
    note: str = ""


FOI_ACT = Law(
    "Freedom of Information Act 2000",
    "the cost limit in section 12 of the Act",
    "please tell me, as section 16 provides, how I could narrow this request",
)
# Areas whose forces are no public authorities under the Act of 2000.
ELSEWHERE = {
    "scotland": Law(
        "Freedom of Information (Scotland) Act 2002",
        "the cost limit in section 12 of the Act",
        "please tell me, as section 15 provides, how I could narrow this request",
    ),
    "jersey-police": Law(
        "Freedom of Information (Jersey) Law 2011",
        "the cost limit in Article 16 of the Law",
        "please tell me, as Article 12 provides, how I could narrow this request",
    ),
    "guernsey-police": Law(
        "States of Guernsey Freedom of Information Code",
        note=" Guernsey has no such law, and its code is for residents of the Bailiwick.",
    ),
}


@dataclass(frozen=True)
class Wanted:
    """What one letter asks for: a figure for each part of the cases in each period."""

    dataset: Dataset
    measure: Measure
    category: Category
    breakdowns: Sequence[Breakdown]
    periods: Sequence[Period]
    law: Law


def law_of(force: str, dictionary: Dictionary) -> Law:
    """What a force answers under."""
    for slug, law in ELSEWHERE.items():
        area = dictionary.entries["areas"].get(slug)
        if area is not None and force in forces_in(area, dictionary, UNSTATED):
            return law
    return FOI_ACT


def subject_line(wanted: Wanted) -> str:
    """A subject for the letter."""
    slugs = [period.slug for period in wanted.periods]
    when = f"{len(slugs)} periods from {slugs[0]} to {slugs[-1]}"
    if len(slugs) <= _MOST_LISTED:
        when = _listed(slugs)
    what = f"{wanted.category.name} ({_within(wanted.measure.name)})"
    return f"Freedom of information request: {what}, {when}"


def letter(wanted: Wanted, entries: Entries) -> str:
    """The text of the letter, without the name of the force that it goes to."""
    return "\n\n".join(_paragraphs(wanted, entries)) + "\n"


def _paragraphs(wanted: Wanted, entries: Entries) -> Iterator[str]:
    several = len(wanted.periods) > 1
    yield "To the Freedom of Information team"
    yield f"Under the {wanted.law.name}, please give me the figures below for your force."
    yield f"What is counted: {_within(_first_sentence(wanted.measure.definition))}"
    yield f"Offence: {_offence(wanted.category)}"
    yield _list_of("Periods:" if several else "Period:", map(_in_words, wanted.periods))
    if wanted.breakdowns != [Breakdown(None, None)]:
        each = "each of these periods" if several else "this period"
        parts = (_part(part, entries) for part in wanted.breakdowns)
        yield _list_of(f"For {each}, one figure each for:", parts)
        yield from _meanings(wanted.breakdowns, entries)
    yield (
        f"I will set your figures beside others, from “{wanted.dataset.name}”. What was counted "
        f"there: {wanted.dataset.definition} If you count otherwise, please say how."
    )
    yield _list_of("How to answer:", _how(wanted))
    yield (
        "I ask for summary figures only, and for nothing that could identify a person. If a figure "
        "is withheld because it is small, please withhold that figure alone. Where a figure is "
        "published already, a link to it is all that I need."
    )
    yield f"If answering all of this would exceed {wanted.law.limit}, {wanted.law.help}."
    yield "Yours faithfully,\n[your name]\n[your e-mail or postal address]"


def _how(wanted: Wanted) -> Iterator[str]:
    if len(wanted.periods) * len(wanted.breakdowns) == 1:
        yield "Please give the figure as a number."
    else:
        row = " and ".join(
            name
            for name, of in (("period", wanted.periods), ("part", wanted.breakdowns))
            if len(of) > 1
        )
        yield (
            "Please send a table in a spreadsheet file (CSV, XLSX or ODS), with one row for each "
            f"{row}."
        )
    yield "Please write 0 where the figure is zero, so that it is never taken for a gap."
    yield (
        "Where you cannot give a figure, please say why: the information is not held; or it is "
        "withheld, and under which exemption; or finding it would take too long."
    )
    if not wanted.measure.counted:
        yield "Please give with each percentage the two numbers that it is made from."
    these = "these periods" if len(wanted.periods) > 1 else "this period"
    yield (
        f"If the way of recording changed within {these} (the law, the counting rules, the use of "
        "flags, a computer system), please say what changed, and when."
    )


def _offence(category: Category) -> str:
    codes = category.home_office_codes
    if not codes:
        return f"{category.name}. {category.definition}"
    return f"{category.name}, Home Office offence code{'s' * (len(codes) > 1)} {_listed(codes)}."


def _part(part: Breakdown, entries: Entries) -> str:
    names = []
    if part.platform is not None:
        names.append(entries["platforms"][part.platform].name)
    if part.population is not None:
        names.append(entries["populations"][part.population].name)
    return ", among: ".join(names) or "all cases together"


def _meanings(parts: Sequence[Breakdown], entries: Entries) -> Iterator[str]:
    """What the parts of the cases are, each said once."""
    for slug in dict.fromkeys(part.population for part in parts):
        if slug is not None:
            population = entries["populations"][slug]
            yield f"“{population.name}” means: {_within(_first_sentence(population.definition))}"


def _in_words(period: Period) -> str:
    """The days of a period, and its short name where it has one."""
    short = "" if period.kind is PeriodKind.SPAN else f" ({period.slug})"
    return f"{period.in_days}{short}"


def _first_sentence(definition: str) -> str:
    """What is counted; the sentences after it speak to the readers of figures."""
    return re.split(r"(?<=\.)\s", definition, maxsplit=1)[0]


def _within(text: str) -> str:
    """A text as it stands within a sentence."""
    return text[:1].lower() + text[1:]


def _list_of(heading: str, items: Iterator[str] | map[str]) -> str:
    return "\n".join([heading, *(f"- {item}" for item in items)])


def _listed(texts: Sequence[str]) -> str:
    """Texts in a row: one, one and two, or one, two and three."""
    *before, last = texts
    return f"{', '.join(before)} and {last}" if before else last
