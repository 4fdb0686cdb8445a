"""Series: the same figures over time."""

from __future__ import annotations

from fastapi import APIRouter, Response

from app.analysis.series import series
from app.api.ask import Ask, answering
from app.api.documented import route
from app.api.parameters import CURSOR, LIMIT, OF_FIGURES
from app.api.query import Parameter
from app.api.respond import respond_page
from app.domain.dictionary import Dictionary
from app.domain.observation import DIMENSIONS
from app.domain.series import Series
from app.errors import MalformedError
from app.store import series as store
from app.store.selection import Selection

router = APIRouter()


def _no_filling(value: str, _: Dictionary) -> str:
    if value == "none":
        return value
    raise MalformedError(
        f"{value!r} is not none, the only choice: a figure put into a gap would look like one that "
        "a source states. Draw the gap, or ask /v1/changes for two periods that both have a figure"
    )


FILL = Parameter(
    "fill",
    "What stands in a gap: always nothing.",
    {"type": "string", "enum": ["none"], "default": "none"},
    _no_filling,
)
FILTERS = (*OF_FIGURES, FILL)


@router.get(
    "/v1/series",
    summary="Figures over time",
    **route("listSeries", "figures", Series, FILTERS),
)
@answering(*FILTERS, LIMIT, CURSOR, position=store.BOUNDS)
def list_series(question: Ask) -> Response:
    """Each series holds one area, measure, category, platform, population, dataset and kind of
    period; a span is a series of its own. A period between its first and its last without a figure
    is a gap, and says so; gaps are never filled. `breaks` says between which figures the line
    breaks, and why: other forces, other members, or a change of law or recording. With `period`, a
    series runs from the first to the last one asked."""
    selection = Selection(question.release.number, question.dimensions(*DIMENSIONS))
    total = store.count(question.connection, question.dictionary, selection)
    found = store.page(
        question.connection, question.dictionary, selection, question.after, question.limit + 1
    )
    shown = found[: question.limit]
    periods = question.asked.several("period")
    lines = [series(observations, question.dictionary, periods) for _, observations in shown]
    return respond_page(
        question,
        Series,
        lines,
        total=total,
        following=shown[-1][0] if len(found) > len(shown) else None,
        figures=[observation for line in lines for observation in line.observations],
    )
