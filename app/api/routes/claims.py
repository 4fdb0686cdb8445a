"""Claims: what sources say about figures, checked when asked."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Path, Response

from app.analysis.check_claim import check_claim
from app.api.ask import Ask, answering, not_found
from app.api.documented import route
from app.api.parameters import CURSOR, LIMIT, SOURCE, choices
from app.api.respond import respond_item, respond_page
from app.domain.claim import CheckedClaim, ClaimKind, Verdict
from app.domain.suggest import nearest
from app.store.claims import ClaimSelection, select_claims

router = APIRouter()

KIND = choices("kind", ClaimKind, "What the claims say about their operands.")
VERDICT = choices("verdict", Verdict, "What checking gave.")
FILTERS = (SOURCE, KIND, VERDICT)


@router.get(
    "/v1/claims",
    summary="Claims with their verdicts",
    **route("listClaims", "claims", CheckedClaim, FILTERS),
)
@answering(*FILTERS, LIMIT, CURSOR, cursor_width=3)
def list_claims(question: Ask) -> Response:
    """Every claim is checked when it is asked for, by interval arithmetic on the figures that it
    rests on. The formula, the operands and both intervals are shown with the verdict."""
    asked = question.asked
    checked = _checked(question, ClaimSelection(asked.several("source"), asked.several("kind")))
    verdicts = asked.several("verdict")
    matching = [claim for claim in checked if not verdicts or claim.verdict in verdicts]
    after = question.after
    rest = [claim for claim in matching if after is None or _position(question, claim) > after]
    shown = rest[: question.limit]
    return respond_page(
        question,
        CheckedClaim,
        shown,
        total=len(matching),
        following=_position(question, shown[-1]) if len(rest) > len(shown) else None,
        sources=[claim.source for claim in shown],
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
    claims: list[CheckedClaim] = []
    if found and found[1] in question.dictionary.ids["sources"]:
        place = (int(found[2]), int(found[3]))
        claims = _checked(question, ClaimSelection([found[1]], place=place))
    if not claims:
        known = [claim.id for claim in _checked(question, ClaimSelection())]
        raise not_found("claim", id, nearest(id, known))
    return respond_item(question, CheckedClaim, claims[0], sources=[claims[0].source])


def _checked(question: Ask, selection: ClaimSelection) -> list[CheckedClaim]:
    claims, observations = select_claims(question.connection, question.dictionary, selection)
    measures = question.dictionary.entries["measures"]
    return [check_claim(claim, observations, measures) for claim in claims]


def _position(question: Ask, claim: CheckedClaim) -> tuple[int, ...]:
    source = question.dictionary.ids["sources"][claim.source]
    return (source, claim.paragraph, int(claim.id.rpartition(":")[2]))
