"""Members of a ranking before they are ranked: the number of each, or why it has none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from app.analysis.changes import change
from app.analysis.check_claim import observed_interval
from app.analysis.comparability import readings
from app.analysis.rankings.ranking import Entrant
from app.analysis.rates import work_out
from app.domain.change import Lineage, Reason
from app.domain.dictionary import Dictionary
from app.domain.interval import Interval
from app.domain.observation import DIMENSIONS, Observation
from app.domain.quantity import Qualifier
from app.domain.rate import Per
from app.domain.share import Share, ShareKind, ShareStatus

NOT_IN_RECORD = Reason(
    "not_in_record", "The record holds no such figure of it, which does not say that it has none."
)
_ONE = Interval.point(1)


def by_value(later: Observation | None, area: str, dictionary: Dictionary) -> Entrant:
    """A member to be ordered by its figure."""
    why_not = list(_why_no_number(later))
    number = None if why_not or later is None or later.value is None else Fraction(later.value)
    return Entrant(
        slug=area,
        name=dictionary.area(area).name,
        number=number,
        interval=_interval(later, dictionary),
        unit=later.unit if later else None,
        earlier=None,
        later=later,
        not_ranked=why_not,
        flags=list(readings("figure", later)) if number is not None and later else [],
        lineage=Lineage(
            observations=[later.id] if later else [],
            formula=None if number is None or later is None else f"{later.value:f}",
            release=dictionary.release,
        ),
    )


def by_change(
    earlier: Observation | None, later: Observation | None, area: str, dictionary: Dictionary
) -> Entrant:
    """A member to be ordered by its change in per cent."""
    if earlier is None and later is None:
        return by_value(None, area, dictionary)
    found = change(earlier, later, dictionary, 0)
    number = None if found.percent_exact is None else Fraction(found.percent_exact)
    before, after = _interval(earlier, dictionary), _interval(later, dictionary)
    interval = None
    if number is not None and before is not None and after is not None and before.is_positive():
        interval = (after.over(before) - _ONE).scaled(100)
    reasons = found.comparability.reasons
    return Entrant(
        slug=area,
        name=dictionary.area(area).name,
        number=number,
        interval=interval,
        unit="per-cent",
        earlier=earlier,
        later=later,
        not_ranked=reasons if number is None else [],
        flags=[] if number is None else reasons,
        lineage=found.lineage,
    )


def by_rate(
    later: Observation | None,
    area: str,
    people: Mapping[tuple[str, str], Observation],
    dictionary: Dictionary,
    per: Per,
) -> Entrant:
    """A member to be ordered by its rate; a tiny base keeps it out."""
    if later is None:
        return by_value(None, area, dictionary)
    worked = work_out(later, people, dictionary, per)
    number = worked.exact if worked.ranked else None
    return Entrant(
        slug=area,
        name=dictionary.area(area).name,
        number=number,
        interval=worked.interval,
        unit=f"per-{per}",
        earlier=None,
        later=later,
        not_ranked=[] if worked.ranked else worked.reasons,
        flags=worked.reasons if worked.ranked else [],
        lineage=worked.lineage,
    )


def by_share(row: Share, rows: Sequence[Share], dictionary: Dictionary, dimension: str) -> Entrant:
    """A member to be ordered by its share: of all where that is one number, else of the known. A
    part of a part that is ranked itself stands apart."""
    exact = row.share_of_all_exact or row.share_of_known_exact
    printed = row.share_of_known if row.kind is ShareKind.PUBLISHED else None
    number = Fraction(exact) if exact else None if printed is None else Fraction(printed)
    why_not = list(row.reasons) if number is None else []
    if row.status is ShareStatus.CONTRADICTED:
        number, why_not = None, list(row.reasons)
    whole = next((other.part for other in rows if _lies_in(row, other)), None)
    if number is not None and whole is not None:
        number = None
        why_not = [Reason("part_of_a_member", f"It is a part of {whole}, which has a share.")]
    return Entrant(
        slug=row.part,
        name=dictionary.entries[DIMENSIONS[dimension]][row.part].name,
        number=number,
        interval=_of_share(row),
        unit="per-cent",
        earlier=None,
        later=row.observation,
        not_ranked=why_not,
        flags=[] if number is None else row.reasons,
        lineage=row.lineage,
    )


def _lies_in(row: Share, other: Share) -> bool:
    return other.children is not None and row.part in other.children.parts


def _of_share(row: Share) -> Interval | None:
    """Where the share lies: as the bounds were served, rounded to six places."""
    allowed = row.bounds_of_known if row.share_of_all is None else row.bounds
    if allowed is None:
        return None
    low, high = (None if end is None else Fraction(end) for end in allowed.interval)
    return Interval(low, high)


def _interval(figure: Observation | None, dictionary: Dictionary) -> Interval | None:
    return None if figure is None else observed_interval(figure, dictionary.entries["measures"])


def _why_no_number(figure: Observation | None) -> Iterator[Reason]:
    if figure is None:
        yield NOT_IN_RECORD
    elif figure.value is None:
        yield Reason("no_value", f"The figure is {figure.status.replace('_', ' ')}.")
    elif figure.qualifier is not Qualifier.EXACT:
        yield Reason(
            "inexact_value",
            f"The figure is stated as {figure.qualifier.words} {figure.value:f}, which "
            "is a range and not one number.",
        )
