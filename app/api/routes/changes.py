"""Changes: what changed from one period to another, force by force or like for like."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import partial

from fastapi import APIRouter, Response

from app.analysis.changes import cells_within, changes
from app.api.ask import Ask, answering
from app.api.documented import route
from app.api.like_for_like import like_for_like
from app.api.parameters import CURSOR, LIMIT, OF_FIGURES, PRECISION, a_period, choice
from app.api.problems import ProblemFault
from app.api.query import refuse
from app.api.respond import respond_page
from app.domain.change import Change
from app.domain.observation import DIMENSIONS
from app.domain.panel import PanelChange, PanelSides
from app.domain.period import Period
from app.store import changes as store
from app.store.cells import BOUNDS
from app.store.selection import Selection

router = APIRouter()


class Basis(StrEnum):
    """With what a figure is compared."""

    YEAR_ON_YEAR = "year-on-year"
    FIRST = "first"


BASIS = choice(
    "basis",
    Basis,
    "With what each figure is compared: the same period a year before, or the first figure of the "
    "same dataset and kind of period.",
    Basis.YEAR_ON_YEAR,
)
FROM = a_period("from", "Compare with this period; goes with `to`.")
TO = a_period("to", "Compare this period; goes with `from`.")
PANEL = choice(
    "panel",
    PanelSides,
    "Change like for like: each `area` that is made of forces is added up from them, as are all "
    "forces named together. `matched` gives the change on whatever figures each period has, that "
    "on the same forces in both, and how far the two differ, as does `both`; `naive` gives the "
    "first of these alone. "
    "Rows then have the shape PanelChange.",
)
FILTERS = (*OF_FIGURES, BASIS, FROM, TO, PANEL, PRECISION)


@router.get(
    "/v1/changes",
    summary="Changes, force by force or like for like",
    **route("listChanges", "figures", Change | PanelChange, FILTERS),
)
@answering(*FILTERS, LIMIT, CURSOR, position=BOUNDS, short=True)
def list_changes(question: Ask) -> Response:
    """For each area with a figure: both observations with their citations, the change, and
    whether the two may be compared. A figure without a base is a row with a reason. Unless a
    measure is named, only those are shown for which a change has a meaning. Where two or more
    whole years lie between the two, `run` has each of them.

    With `panel`, for each area that is made of forces: the change added up from its forces, on all
    figures or on the forces that can be matched, and which forces are in and out."""
    comparison, periods = _comparison(question)
    if question.asked.one("panel") is None:
        return _force_by_force(question, comparison, periods)
    return like_for_like(question, comparison, periods)


def _force_by_force(
    question: Ask, comparison: store.Comparison, periods: Sequence[str]
) -> Response:
    dimensions = question.dimensions(*DIMENSIONS)
    dimensions.setdefault("measure", _comparable_measures(question))
    if periods:
        dimensions["period"] = list(periods)
    connection, dictionary = question.connection, question.dictionary
    selection = Selection(question.release.number, dimensions)
    count = partial(store.count, connection, dictionary, selection, comparison)
    # All of them are put in order, where there are not too many.
    total = count() if comparison.tells_lost else None
    found = store.page(
        connection, dictionary, selection, comparison, question.after, question.limit + 1
    )
    shown = found[: question.limit]
    more = len(found.rows) > len(shown.rows)
    if total is None:
        # The first page may be all there is.
        total = count() if more or question.after is not None else len(found.rows)
    cells = cells_within(shown)
    between = [cell for years in cells for cell in years]
    held = store.figures_at(connection, dictionary, between)
    return respond_page(
        question,
        Change,
        changes(shown, cells, held, question.asked.one("precision", 1)),
        total=total,
        following=shown.rows[-1].position if more else None,
        figures=shown.figures,
    )


def _comparable_measures(question: Ask) -> list[str]:
    measures = question.dictionary.entries["measures"].values()
    return [measure.slug for measure in measures if measure.comparable]


def _comparison(question: Ask) -> tuple[store.Comparison, list[str]]:
    """Which periods are compared with which, and the later periods where they were named."""
    asked = question.asked
    base, later = asked.one("from"), asked.one("to")
    if base is not None or later is not None:
        refuse(list(_pair_faults(question, base, later)))
        return store.Comparison({later: base}, explicit=True), [later]
    periods = asked.several("period")
    bases = {}
    for slug in periods or question.dictionary.entries["periods"]:
        before = Period.parse(slug).year_before()
        if before is not None:
            bases[slug] = before.slug
    first = asked.one("basis") is Basis.FIRST
    return store.Comparison(bases, first=first, explicit=bool(periods)), periods


def _pair_faults(question: Ask, base: str | None, later: str | None) -> list[ProblemFault]:
    faults = []
    if base is None:
        faults.append(ProblemFault("from", "is missing; `to` needs it"))
    if later is None:
        faults.append(ProblemFault("to", "is missing; `from` needs it"))
    if base is not None and later is not None and Period.parse(base).key >= Period.parse(later).key:
        faults.append(ProblemFault("from", f"{base} does not begin before {later}"))
    faults += [
        ProblemFault(name, "does not go with `from` and `to`, which say it already")
        for name in ("period", "basis")
        if question.asked.several(name)
    ]
    return faults
