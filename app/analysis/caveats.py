"""Caveats by rule: what a reader should know before using an answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from app.analysis import among
from app.analysis.comparability import breaks_of, compare
from app.analysis.membership import forces_in
from app.analysis.overlaps import about_overlaps
from app.domain.caveat import Caveat
from app.domain.change import Reason
from app.domain.claim import CheckedClaim
from app.domain.dictionary import AreaKind, Break, Dictionary
from app.domain.observation import Observation, Status
from app.domain.period import Period
from app.domain.totals import Totals

_WHOLES = (AreaKind.REGION, AreaKind.COUNTRY, AreaKind.GROUP)


def about_the_question(
    dictionary: Dictionary, slugs: Mapping[str, Sequence[str]]
) -> Iterator[Caveat]:
    """Names in a question that a reader may have meant otherwise."""
    for slug in slugs.get("area", ()):
        area = dictionary.area(slug)
        for other in area.distinct_from:
            yield Caveat(
                "easily_confused_area",
                f"{area.slug} is {_a(area.kind)}; it is not {other.area}, {_a(other.kind)}. "
                f"{other.why}",
                "?area",
            )


def about_figures(dictionary: Dictionary, observations: Sequence[Observation]) -> Iterator[Caveat]:
    """What the figures of an answer do not say by themselves."""
    yield from _undetermined(dictionary, observations, "/data")
    yield from _disputed(observations, "/data")
    yield from _unsettled(observations)
    yield from _coverage(dictionary, observations)
    yield from about_breaks(dictionary, observations)
    yield from about_overlaps(dictionary, observations)
    yield from about_gathering(dictionary, observations)


def about_gathering(
    dictionary: Dictionary, figures: Sequence[Observation] | Totals
) -> Iterator[Caveat]:
    """How what the figures of an answer are about was gathered and counted."""
    datasets = among.named(figures, "dataset")
    for slug in datasets:
        dataset = dictionary.entries["datasets"][slug]
        yield Caveat("about_the_dataset", f"{slug}: {dataset.comparability}", "/data")
    if len(datasets) > 1:
        yield Caveat(
            "mixed_datasets",
            f"The answer holds figures of {len(datasets)} datasets, gathered in different ways; "
            f"they are not one series: {', '.join(datasets)}.",
            "/data",
        )
    kinds = sorted({Period.parse(slug).kind for slug in among.named(figures, "period")})
    if len(kinds) > 1:
        yield Caveat(
            "mixed_period_kinds",
            f"The answer holds different kinds of period: {', '.join(kinds)}.",
            "/data",
        )
    for slug in among.named(figures, "measure"):
        yield Caveat("what_is_measured", f"{slug}: {dictionary.measure(slug).definition}", "/data")


def about_a_claim(
    dictionary: Dictionary, claim: CheckedClaim, observations: Mapping[str, Observation], path: str
) -> Iterator[Caveat]:
    """What a verdict rests on: a claim can hold in numbers and still compare what is not alike."""
    used = {use.role: observations.get(use.observation or "") for use in claim.working}
    base, later = used.get("from"), used.get("to")
    if base is not None and later is not None:
        for reason in compare(base, later, dictionary).reasons:
            yield Caveat(reason.code, reason.detail, path)
    if claim.implied is not None:
        yield Caveat(
            "implied_not_printed",
            f"{claim.implied.notation} follows from the claim for a figure that no source states: "
            f"{claim.implied.what} It is a bound and not a figure; no list, sum, series or share "
            "has it.",
            f"{path}/implied",
        )
    held = [observations[operand] for operand in claim.operands if operand in observations]
    yield from _undetermined(dictionary, held, path)
    yield from _disputed(held, path)


def _undetermined(
    dictionary: Dictionary, observations: Sequence[Observation], path: str
) -> Iterator[Caveat]:
    for slug in among.named(observations, "area"):
        area = dictionary.area(slug)
        if area.kind is AreaKind.UNDETERMINED:
            yield Caveat(
                "undetermined_area",
                f"{area.slug} could be {' or '.join(area.may_be)}; the source does not let anyone "
                "know, so it is counted to none of them.",
                path,
            )


def _disputed(observations: Sequence[Observation], path: str) -> Iterator[Caveat]:
    for key in sorted({observation.id for observation in among.disputed(observations)}):
        yield Caveat(
            "disputed",
            f"Sources of one dataset state {key} differently. A list shows the figure that the "
            "record goes by, a claim is checked against its own source's; /v1/disagreements shows "
            "both.",
            path,
        )


def about_reasons(reasons: Sequence[Sequence[Reason]]) -> Iterator[Caveat]:
    """What the rows of an answer say of themselves, once for the whole: `reasons` are those of each
    row."""
    rows: dict[str, list[Reason]] = defaultdict(list)
    for found in reasons:
        for code, reason in {reason.code: reason for reason in found}.items():
            rows[code].append(reason)
    for code, found in sorted(rows.items()):
        yield Caveat(code, f"{len(found)} of {len(reasons)} rows: {found[0].detail}", "/data")


def _unsettled(observations: Sequence[Observation]) -> Iterator[Caveat]:
    held = among.statuses(observations)
    for status in (Status.PROVISIONAL, Status.ESTIMATED):
        if status in held:
            count = sum(observation.status is status for observation in observations)
            yield Caveat(
                f"{status}_figures",
                f"{count} of {len(observations)} figures are {status} and may be revised.",
                "/data",
            )


def _coverage(dictionary: Dictionary, observations: Sequence[Observation]) -> Iterator[Caveat]:
    """Figures of wholes behind which there are fewer forces than the whole has, or nobody knows how
    many."""
    areas = map(dictionary.area, among.named(observations, "area"))
    if not any(area.kind in _WHOLES for area in areas):
        return
    silent: list[str] = []
    for observation in observations:
        area = dictionary.area(observation.area)
        if area.kind not in _WHOLES or observation.value is None:
            continue
        if not _counts_cases(dictionary, observation):
            continue
        forces = len(forces_in(area, dictionary, Period.parse(observation.period)))
        if observation.forces is None:
            silent.append(observation.id)
        elif observation.forces < forces:
            yield Caveat(
                "partial_coverage",
                f"{observation.id}: {observation.forces} of the {forces} forces are behind it.",
                "/data",
            )
    if silent:
        yield Caveat(
            "coverage_not_stated",
            f"How many forces are behind {len(silent)} of the figures is not stated, {silent[0]} "
            "among them.",
            "/data",
        )


def _counts_cases(dictionary: Dictionary, observation: Observation) -> bool:
    measure = dictionary.measure(observation.measure)
    return measure.counted and measure.summable


def about_breaks(
    dictionary: Dictionary, figures: Sequence[Observation] | Totals
) -> Iterator[Caveat]:
    """Changes of law or of recording that fall into or between the periods of an answer."""
    if not _may_break(dictionary, figures):
        return
    days: dict[Break, list[Period]] = defaultdict(list)
    for figure, slugs in among.with_periods(figures):
        for found in breaks_of(figure, dictionary):
            days[found].extend(map(Period.parse, slugs))
    for found, periods in days.items():
        dated = [(period.start, period.end) for period in periods if period.start and period.end]
        if dated and min(dated)[0] < found.since <= max(end for _, end in dated):
            yield Caveat(
                "break_in_series",
                f"{found.detail} (Since {found.since}: {found.source}.)",
                "/data",
            )


def _may_break(dictionary: Dictionary, figures: Sequence[Observation] | Totals) -> bool:
    return any(
        dictionary.entries[noun][slug].breaks
        for name, noun in (("category", "categories"), ("dataset", "datasets"))
        for slug in among.named(figures, name)
    )


def about_emptiness(total: int) -> Iterator[Caveat]:
    """An answer without figures, said aloud."""
    if total == 0:
        yield Caveat(
            "no_match",
            "Every name in the question is known, but nothing in this release matches all of them "
            "together. A figure that is not in the record is not a zero.",
            "/data",
        )


def _a(kind: AreaKind) -> str:
    return f"{'an' if kind is AreaKind.UNDETERMINED else 'a'} {kind}"
