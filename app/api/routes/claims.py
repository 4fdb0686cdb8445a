"""Claims: what sources say about figures, checked when asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Response

from app.analysis.caveats import about_a_claim, about_figures
from app.analysis.check_claim import check_claim
from app.api.ask import Ask, answering, not_found
from app.api.documented import route
from app.api.parameters import AREA, CATEGORY, CURSOR, LIMIT, PERIOD, SOURCE, choices
from app.api.respond import respond_item, respond_page
from app.domain.claim import CheckedClaim, ClaimKind, Verdict
from app.domain.observation import Cell, Observation
from app.domain.suggest import nearest
from app.store.claims import BOUNDS, ClaimSelection, select_claims

router = APIRouter()

KIND = choices("kind", ClaimKind, "What the claims say about their operands.")
VERDICT = choices("verdict", Verdict, "What checking gave.")
ABOUT = (AREA, CATEGORY, PERIOD)
FILTERS = (SOURCE, KIND, VERDICT, *ABOUT)


@router.get(
    "/v1/claims",
    summary="Claims with their verdicts",
    **route("listClaims", "claims", CheckedClaim, FILTERS),
)
@answering(*FILTERS, LIMIT, CURSOR, position=BOUNDS)
def list_claims(question: Ask) -> Response:
    """Every claim is checked when it is asked for, by interval arithmetic on the figures that it
    rests on. The formula, the operands and both intervals are shown with the verdict. `area`,
    `category` and `period` choose the claims that rest on a figure of them."""
    asked = question.asked
    selection = ClaimSelection(asked.several("source"), asked.several("kind"))
    checked = _checked(question, selection)
    verdicts = asked.several("verdict")
    about = question.dimensions(*(parameter.name for parameter in ABOUT))
    matching = [
        (claim, figures)
        for claim, figures in checked
        if (not verdicts or claim.verdict in verdicts) and _is_about(claim, about)
    ]
    after = question.after
    rest = [each for each in matching if after is None or _position(question, each[0]) > after]
    shown = rest[: question.limit]
    return respond_page(
        question,
        CheckedClaim,
        [claim for claim, _ in shown],
        total=len(matching),
        following=_position(question, shown[-1][0]) if len(rest) > len(shown) else None,
        sources=[claim.source for claim, _ in shown],
        caveats=[
            caveat
            for at, (claim, figures) in enumerate(shown)
            for caveat in about_a_claim(question.dictionary, claim, figures, f"/data/{at}")
        ],
    )


@router.get(
    "/v1/claims/{id}",
    summary="A claim with its working",
    **route("getClaim", "claims", CheckedClaim, paged=False, path_names=True),
)
@answering()
def get_claim(
    question: Ask,
    id: Annotated[  # noqa: A002 - the name that readers know it by
        str,
        Path(
            description="Source, paragraph and ordinal, joined by colons.",
            max_length=200,
            examples=["online-offences-39-forces-2016-17:5:1"],
        ),
    ],
) -> Response:
    """One claim, with its working."""
    found = re.fullmatch(r"([a-z0-9-]+):(\d{1,6}):(\d{1,6})", id, re.ASCII)
    claims: list[tuple[CheckedClaim, Mapping[str, Observation]]] = []
    if found and found[1] in question.dictionary.ids["sources"]:
        place = (int(found[2]), int(found[3]))
        claims = _checked(question, ClaimSelection([found[1]], place=place))
    if not claims:
        known = [claim.id for claim, _ in _checked(question, ClaimSelection())]
        raise not_found("claim", id, nearest(id, known))
    claim, figures = claims[0]
    caveats = (
        *about_a_claim(question.dictionary, claim, figures, "/data"),
        *about_figures(question.dictionary, [figures[operand] for operand in claim.operands]),
    )
    return respond_item(
        question,
        CheckedClaim,
        claim,
        # A dispute is a matter of both.
        caveats=list(dict.fromkeys(caveats)),
        sources=[claim.source],
    )


def _checked(
    question: Ask, selection: ClaimSelection
) -> list[tuple[CheckedClaim, Mapping[str, Observation]]]:
    """Claims with their verdicts, each with the figures that it was checked against."""
    measures = question.dictionary.entries["measures"]
    return [
        (check_claim(grounded.claim, grounded.figures, measures), grounded.figures)
        for grounded in select_claims(question.connection, question.dictionary, selection)
    ]


def _is_about(claim: CheckedClaim, about: Mapping[str, Sequence[str]]) -> bool:
    """Whether, for each dimension asked, one of the figures that a claim rests on is of it."""
    cells = [Cell.parse(operand) for operand in claim.operands]
    return all(any(getattr(cell, name) in slugs for cell in cells) for name, slugs in about.items())


def _position(question: Ask, claim: CheckedClaim) -> tuple[int, ...]:
    source = question.dictionary.ids["sources"][claim.source]
    return (source, claim.paragraph, int(claim.id.rpartition(":")[2]))
