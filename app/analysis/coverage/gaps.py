"""The gaps of a coverage matrix: what to know about them, and the requests that would fill them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from app.analysis.coverage.expected import Scope
from app.analysis.coverage.letter import FOI_ACT, Law, Wanted, law_of, letter, subject_line
from app.analysis.coverage.matrix import Matrix
from app.domain.caveat import Caveat
from app.domain.change import Lineage
from app.domain.coverage import (
    NOT_IN_RECORD,
    Breakdown,
    CoverageCell,
    FormToFill,
    InformationRequest,
    Named,
)
from app.domain.dictionary import Dictionary
from app.domain.observation import Cell, Status
from app.domain.period import Period

# A figure that was suppressed is an answer; one that was withdrawn was given once.
GAPS = (NOT_IN_RECORD, Status.NOT_SUPPLIED)
# Measure, category, law, the parts of the cases, the periods.
_Key = tuple[str, str, Law, tuple[Breakdown, ...], tuple[str, ...]]


def about_coverage(matrix: Matrix, scope: Scope) -> Iterator[Caveat]:
    """What a matrix does not say by itself."""
    statuses = Counter(cell.status for cell in matrix.cells)
    held = sum(many for status, many in statuses.items() if _has_value(status))
    if held < len(matrix.cells):
        others = ", ".join(
            f"{many:,} {'is' if many == 1 else 'are'} {_in_words(status)}"
            for status, many in sorted(statuses.items())
            if not _has_value(status)
        )
        yield Caveat(
            "partial_coverage",
            f"{held:,} of {len(matrix.cells):,} cells {'has' if held == 1 else 'have'} a figure; "
            f"{others}. A figure that is not in the record is neither a zero nor a refusal.",
            "/data",
        )
    if matrix.covering:
        yield Caveat(
            "expected_forces",
            f"The dataset has figures of {', '.join(matrix.covering)}; all forces within are "
            "expected to have their own, whether or not they were asked.",
            "/data",
        )
    if matrix.of_wholes:
        yield Caveat(
            "only_of_wholes",
            "The record holds this for wholes only, and for no single force.",
            "/data",
        )
    if matrix.outside:
        areas = Counter(figure.area for figure in matrix.outside)
        told = ", ".join(f"{area} ({many:,})" for area, many in areas.items())
        yield Caveat(
            "outside_the_matrix",
            f"Figures of areas that are no force stand outside the matrix: {told}. "
            f"/v1/observations?dataset={scope.dataset}&area={','.join(areas)} shows them.",
            "/data",
        )


def requests(
    matrix: Matrix,
    dictionary: Dictionary,
    day: date,
    form: Callable[[Sequence[Cell]], FormToFill],
) -> list[InformationRequest]:
    """The requests that would fill the gaps. Forces that lack the same get the same letter. `day`
    is the one that is asked: a period that had not ended by then is left out. `form` makes the
    table to fill in."""
    gaps = [cell for cell in matrix.cells if _can_be_asked(cell, dictionary, day)]
    found: dict[_Key, dict[str, list[CoverageCell]]] = defaultdict(dict)
    for area, category, measure, cells in _by_force(gaps):
        law = law_of(area, dictionary)
        for periods, parts in _blocks(cells).items():
            key = (measure, category, law, tuple(parts), periods)
            found[key][area] = [cell for part in parts for cell in parts[part]]
    return [_request(key, cells, dictionary, form) for key, cells in found.items()]


def about_requests(
    matrix: Matrix, asked: Sequence[InformationRequest], dictionary: Dictionary, day: date
) -> Iterator[Caveat]:
    """What to know before sending what was drafted, and what was left out."""
    gaps = [cell for cell in matrix.cells if cell.status in GAPS]
    if matrix.cells and not gaps:
        yield Caveat("nothing_to_ask", "Every cell of the matrix has an answer.", "/data")
    early = sorted({cell.period for cell in gaps if not _has_ended(cell.period, day)})
    if early:
        yield Caveat(
            "period_not_ended",
            f"Nothing is asked for {', '.join(early)}, which had not ended by {day.isoformat()}, "
            "when this release was made, or has no known end.",
            "/data",
        )
    for code, why, left in (
        ("no_offence", "is about no offence and so is not for the police to answer", _no_offence),
        ("one_person", "can be about one person", _of_one),
    ):
        for slug in sorted({cell.measure for cell in gaps if left(cell, dictionary)}):
            yield Caveat(code, f"Nothing is asked about {slug}, which {why}.", "/data")
    if asked:
        yield Caveat(
            "before_sending",
            "Each text is a draft for a person to check and to sign. Figures that are published "
            "need no request: look first at what the Home Office, the Office for National "
            "Statistics and the force publish. Send each force its own copy.",
            "/data",
        )
    for law, forces in _by_law(asked, dictionary).items():
        yield Caveat(
            "other_law",
            f"{', '.join(forces)}: the {FOI_ACT.name} does not apply there, so the letter names "
            f"the {law.name} and stands apart.{law.note}",
            "/data",
        )


def _in_words(status: str) -> str:
    return "not in the record" if status == NOT_IN_RECORD else status.replace("_", " ")


def _has_value(status: str) -> bool:
    return status != NOT_IN_RECORD and Status(status).has_value


def _can_be_asked(cell: CoverageCell, dictionary: Dictionary, day: date) -> bool:
    left_out = _no_offence(cell, dictionary) or _of_one(cell, dictionary)
    return cell.status in GAPS and not left_out and _has_ended(cell.period, day)


def _no_offence(cell: CoverageCell, _: Dictionary) -> bool:
    return cell.category is None


def _of_one(cell: CoverageCell, dictionary: Dictionary) -> bool:
    """Whether a figure can be about one person: a whole number that is neither added nor compared,
    such as the age of the youngest victim."""
    measure = dictionary.measure(cell.measure)
    return measure.counted and not measure.summable and not measure.comparable


def _has_ended(slug: str, day: date) -> bool:
    end = Period.parse(slug).end
    return end is not None and end < day


def _by_force(
    gaps: Iterable[CoverageCell],
) -> Iterator[tuple[str, str, str, list[CoverageCell]]]:
    """The gaps of each force in one measure and category: its area, category and measure."""
    found: dict[tuple[str, str, str], list[CoverageCell]] = defaultdict(list)
    for cell in gaps:
        found[cell.area, cell.category or "", cell.measure].append(cell)
    for (area, category, measure), cells in found.items():
        yield area, category, measure, cells


def _blocks(
    cells: Iterable[CoverageCell],
) -> Mapping[tuple[str, ...], dict[Breakdown, list[CoverageCell]]]:
    """Gaps by their periods: the parts of the cases that lack the same ones go together, so that
    each part is asked for in each of the periods."""
    by_part: dict[Breakdown, list[CoverageCell]] = defaultdict(list)
    for cell in cells:
        by_part[Breakdown(cell.platform, cell.population)].append(cell)
    blocks: dict[tuple[str, ...], dict[Breakdown, list[CoverageCell]]] = defaultdict(dict)
    for part, own in by_part.items():
        blocks[tuple(cell.period for cell in own)][part] = own
    return blocks


def _request(
    key: _Key,
    cells: Mapping[str, Sequence[CoverageCell]],
    dictionary: Dictionary,
    form: Callable[[Sequence[Cell]], FormToFill],
) -> InformationRequest:
    measure, category, law, parts, periods = key
    gaps = [cell for own in cells.values() for cell in own]
    wanted = Wanted(
        dataset=dictionary.entries["datasets"][gaps[0].dataset],
        measure=dictionary.measure(measure),
        category=dictionary.entries["categories"][category],
        breakdowns=list(parts),
        periods=[Period.parse(slug) for slug in periods],
        law=law,
    )
    formula = " × ".join(
        _counted(len(of), noun)
        for noun, of in (("force", cells), ("period", periods), ("breakdown", parts))
    )
    return InformationRequest(
        areas=[Named(slug, dictionary.area(slug).name) for slug in cells],
        dataset=wanted.dataset.slug,
        measure=measure,
        category=category,
        offence=wanted.category.name,
        home_office_codes=wanted.category.home_office_codes,
        periods=list(periods),
        breakdowns=list(parts),
        law=law.name,
        subject_line=subject_line(wanted),
        wording=letter(wanted, dictionary.entries),
        template=form([_cell(gap) for gap in gaps]),
        lineage=Lineage(
            [gap.observation for gap in gaps if gap.observation is not None],
            f"{formula} = {_counted(len(gaps), 'figure')}",
            dictionary.release,
        ),
    )


def _counted(many: int, noun: str) -> str:
    return f"{many} {noun}{'s' * (many != 1)}"


def _cell(gap: CoverageCell) -> Cell:
    return Cell(
        measure=gap.measure,
        area=gap.area,
        period=gap.period,
        category=gap.category,
        platform=gap.platform,
        population=gap.population,
        dataset=gap.dataset,
    )


def _by_law(
    asked: Iterable[InformationRequest], dictionary: Dictionary
) -> Mapping[Law, Sequence[str]]:
    """The forces that answer under another law than the Act of 2000."""
    found: dict[Law, dict[str, None]] = defaultdict(dict)
    for area in (area.slug for request in asked for area in request.areas):
        law = law_of(area, dictionary)
        if law != FOI_ACT:
            found[law][area] = None
    return {law: list(forces) for law, forces in found.items()}
