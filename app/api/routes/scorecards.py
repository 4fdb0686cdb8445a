"""Scorecards: how the claims of each source fared, and which figures would settle more of them."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, Response

from app.analysis.scorecard import (
    WHAT_A_SCORECARD_IS_NOT,
    scorecards,
    wanted,
    wanted_alone,
)
from app.api.ask import Ask, answering
from app.api.checked import all_checked
from app.api.documented import route
from app.api.parameters import CURSOR, LIMIT, SOURCE
from app.api.respond import LISTED, respond_listed
from app.domain.claim import CheckedClaim
from app.domain.observation import Cell
from app.domain.scorecard import Scorecard, WantedFigure
from app.store.claims import ClaimSelection

router = APIRouter()

FILTERS = (SOURCE,)


@router.get(
    "/v1/scorecards",
    summary="How the claims of each source fared",
    **route("listScorecards", "claims", Scorecard, FILTERS),
)
@answering(*FILTERS, LIMIT, CURSOR, position=LISTED)
def list_scorecards(question: Ask) -> Response:
    """A row for each source that has claims: how many of them hold, hold within rounding, hold
    only if truncated, fail and cannot be checked; and the one figure, printed nowhere so far, that
    alone would make most of the uncheckable ones checkable. `/v1/scorecards/wanted` lists the
    figures that all sources together wait for."""
    claims = _claims(question, ClaimSelection(question.asked.several("source")))
    found = scorecards(claims, _waiting_elsewhere(question, claims), question.release.number)
    return respond_listed(
        question,
        Scorecard,
        found,
        sources=[card.source for card in found],
        caveats=[WHAT_A_SCORECARD_IS_NOT] if found else (),
    )


@router.get(
    "/v1/scorecards/wanted",
    summary="The figures that would make most claims checkable",
    **route("listWantedFigures", "claims", WantedFigure, FILTERS),
)
@answering(*FILTERS, LIMIT, CURSOR, position=LISTED)
def list_wanted_figures(question: Ask) -> Response:
    """Every figure that a claim lacks, the one that would make most claims checkable first: what
    to ask a police force or a publisher for next. `claims` lack that figure alone; `helped` lack
    others too. With `source` only the claims of these sources are counted."""
    claims = _claims(question, ClaimSelection(question.asked.several("source")))
    found = wanted(claims, question.release.number)
    return respond_listed(
        question, WantedFigure, found, sources=[slug for each in found for slug in each.sources]
    )


def _claims(question: Ask, selection: ClaimSelection) -> list[CheckedClaim]:
    return [each.claim for each in all_checked(question, selection)]


def _waiting_elsewhere(question: Ask, claims: Sequence[CheckedClaim]) -> list[CheckedClaim]:
    """The claims of sources that were not asked for, which may wait for the same figures."""
    asked = question.asked.several("source")
    waiting = wanted_alone(claims)
    if not asked or not waiting:
        return []
    held = [
        Cell.parse(use.observation)
        for found in waiting.values()
        for claim in found
        for use in claim.working
        if use.missing is not None and use.observation is not None
    ]
    selection = ClaimSelection(lacking=(list(waiting), held))
    return [claim for claim in _claims(question, selection) if claim.source not in asked]
