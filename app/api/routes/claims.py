"""Claims: what sources say about figures, checked when asked."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Path, Response

from app.analysis.caveats import about_a_claim, about_figures
from app.api.ask import Ask, answering, not_found
from app.api.checked import Checked, all_checked, checked
from app.api.documented import route
from app.api.parameters import AREA, CATEGORY, CURSOR, LIMIT, PERIOD, SOURCE, choices
from app.api.respond import respond_item, respond_page
from app.domain.claim import CheckedClaim, ClaimKind, Verdict
from app.domain.suggest import nearest
from app.store.claims import BOUNDS, ClaimSelection, count, ids_near

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
    selection = ClaimSelection(
        asked.several("source"),
        asked.several("kind"),
        question.dimensions(*(parameter.name for parameter in ABOUT)),
    )
    verdicts = asked.several("verdict")
    if verdicts:
        found = [
            each for each in all_checked(question, selection) if each.claim.verdict in verdicts
        ]
        total = len(found)
        after = question.after
        found = [each for each in found if after is None or each.position > after]
    else:
        total = count(question.connection, question.dictionary, selection)
        found = checked(question, selection, question.after, question.limit + 1)
    shown = found[: question.limit]
    return respond_page(
        question,
        CheckedClaim,
        [each.claim for each in shown],
        total=total,
        following=shown[-1].position if len(found) > len(shown) else None,
        sources=[each.claim.source for each in shown],
        caveats=[
            caveat
            for at, each in enumerate(shown)
            for caveat in about_a_claim(
                question.dictionary, each.claim, each.figures, f"/data/{at}"
            )
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
    claims: list[Checked] = []
    if found and found[1] in question.dictionary.ids["sources"]:
        place = (int(found[2]), int(found[3]))
        claims = checked(question, ClaimSelection([found[1]], place=place))
    if not claims:
        raise not_found("claim", id, _near(question, id))
    claim, figures = claims[0].claim, claims[0].figures
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


def _near(question: Ask, id_: str) -> list[str]:
    """Ids near to one that is not held: those of its source, or of the sources nearest to it."""
    sources = question.dictionary.ids["sources"]
    named = id_.partition(":")[0]
    near = [named] if named in sources else nearest(named, sources)
    known = [
        claim
        for source in near
        for claim in ids_near(question.connection, question.dictionary, source)
    ]
    return nearest(id_, known)
