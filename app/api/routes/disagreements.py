"""Disagreements: where sources or datasets state one thing differently."""

from __future__ import annotations

from fastapi import APIRouter, Response

from app.analysis.disagreements import disagreement
from app.api.ask import Ask, answering
from app.api.documented import route
from app.api.parameters import CURSOR, LIMIT, OF_FIGURES, choices
from app.api.respond import respond_page
from app.domain.disagreement import Disagreement, DisagreementKind
from app.domain.observation import DIMENSIONS
from app.store import disagreements as store
from app.store.selection import Selection

router = APIRouter()

KIND = choices("kind", DisagreementKind, "Between what the figures differ.")
FILTERS = (*OF_FIGURES, KIND)


@router.get(
    "/v1/disagreements",
    summary="Where sources differ",
    **route("listDisagreements", "figures", Disagreement, FILTERS),
)
@answering(*FILTERS, LIMIT, CURSOR, position=store.PAIR_BOUNDS)
def list_disagreements(question: Ask) -> Response:
    """Figures that two sources of a dataset, or two datasets, state differently for one measure,
    area, period, category, platform and population, side by side with the difference, where each
    is printed, and whether both can be true. `dataset` is that of either figure."""
    dictionary = question.dictionary
    selection = Selection(question.release.number, question.dimensions(*DIMENSIONS))
    kinds = question.asked.several("kind") or list(DisagreementKind)
    total = store.count(question.connection, dictionary, selection, kinds)
    found = store.page(
        question.connection, dictionary, selection, kinds, question.after, question.limit + 1
    )
    shown = found[: question.limit]
    return respond_page(
        question,
        Disagreement,
        [disagreement(pair.kind, pair.first, pair.second, dictionary) for pair in shown],
        total=total,
        following=shown[-1].position if len(found) > len(shown) else None,
        figures=[figure for pair in shown for figure in (pair.first, pair.second)],
    )
