"""The verdicts that an import changes."""

from __future__ import annotations

from app.analysis.check_claim import check_claim
from app.analysis.verdicts import verdict_changes
from app.domain.claim import CheckedClaim
from app.domain.dictionary import Dictionary
from app.domain.release import VerdictChange
from app.store.claims import ClaimSelection, select_claims
from app.store.engine import Connection


def verdicts_changed(
    connection: Connection, before: Dictionary, after: Dictionary
) -> list[VerdictChange]:
    """What the release of one dictionary changed in the verdicts of the release before it."""
    if not before.release:
        return []
    return verdict_changes(
        _checked(connection, before, after.release), _checked(connection, after, after.release)
    )


def _checked(connection: Connection, dictionary: Dictionary, changed_in: int) -> list[CheckedClaim]:
    selection = ClaimSelection(changed_in=changed_in)
    return [
        check_claim(grounded.claim, grounded.figures, dictionary)
        for grounded in select_claims(connection, dictionary, selection)
    ]
