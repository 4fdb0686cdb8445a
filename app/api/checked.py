"""Claims, checked when they are asked for, as far as that is done for one question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.analysis.check_claim import check_claim
from app.api.ask import Ask
from app.domain.claim import CheckedClaim
from app.domain.observation import Observation
from app.errors import TooMuchError
from app.store.cells import Position
from app.store.claims import ClaimSelection, count, position, select_claims

# A verdict is not stored, so that asking for one means checking every claim that may have it.
MOST_CLAIMS = 10_000


@dataclass(frozen=True)
class Checked:
    """A claim with its verdict, the figures that it was checked against, and where it stands."""

    claim: CheckedClaim
    figures: Mapping[str, Observation]
    position: Position


def checked(
    question: Ask,
    selection: ClaimSelection,
    after: Position | None = None,
    limit: int | None = None,
) -> list[Checked]:
    """Claims with their verdicts, from a position on."""
    connection, dictionary = question.connection, question.dictionary
    return [
        Checked(
            check_claim(grounded.claim, grounded.figures, dictionary),
            grounded.figures,
            position(dictionary, grounded.claim),
        )
        for grounded in select_claims(connection, dictionary, selection, after, limit)
    ]


def all_checked(question: Ask, selection: ClaimSelection) -> list[Checked]:
    """Every claim of a selection with its verdict; TooMuchError where they are too many."""
    if count(question.connection, question.dictionary, selection) > MOST_CLAIMS:
        raise TooMuchError(f"more than {MOST_CLAIMS:,} claims to check; name a source, or")
    return checked(question, selection)
