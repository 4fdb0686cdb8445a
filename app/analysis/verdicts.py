"""How verdicts differ from one release to the next."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.claim import CheckedClaim
from app.domain.release import VerdictChange


def verdict_changes(
    before: Iterable[CheckedClaim], after: Iterable[CheckedClaim]
) -> list[VerdictChange]:
    """The claims of both releases whose verdict is not what it was, in the order of the second."""
    verdicts = {claim.id: claim.verdict for claim in before}
    return [
        VerdictChange(claim.id, verdicts[claim.id], claim.verdict, claim.operands)
        for claim in after
        if claim.id in verdicts and verdicts[claim.id] is not claim.verdict
    ]
