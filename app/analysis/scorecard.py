"""Scorecards: the claims of each source by verdict, and the figures that most claims wait for.

A figure that is lacking is told apart by its observation, where the record knows of it, and by the
words for it where it is printed nowhere. Only a claim that lacks one figure is made checkable by
one; a claim that lacks several is helped.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from app.domain.caveat import Caveat
from app.domain.change import Lineage
from app.domain.claim import CheckedClaim, Verdict
from app.domain.scorecard import MostWanted, Scorecard, WantedFigure

WHAT_A_SCORECARD_IS_NOT = Caveat(
    "what_a_scorecard_is_not",
    "A scorecard says how many claims the figures in the record bear out. It is not a grade of the "
    "source: a claim that cannot be checked is not wrong, and a claim that holds may still rest on "
    "figures with caveats of their own; /v1/claims shows each with its working.",
    "/data",
)

# What tells a figure from others: its observation's id, or the words for it.
Key = str


def lacking(claim: CheckedClaim) -> dict[Key, str]:
    """The figures that a claim lacks, in words, each once, by what tells it from others. A claim
    that is uncheckable for another reason, such as a base of zero, lacks none."""
    return {
        use.observation or use.missing: use.missing
        for use in claim.working
        if use.missing is not None
    }


def wanted_alone(claims: Iterable[CheckedClaim]) -> dict[Key, list[CheckedClaim]]:
    """The claims that lack one figure alone, by that figure, in order."""
    waiting: dict[Key, list[CheckedClaim]] = defaultdict(list)
    for claim in claims:
        lacks = list(lacking(claim))
        if len(lacks) == 1:
            waiting[lacks[0]].append(claim)
    return waiting


def scorecards(
    claims: Sequence[CheckedClaim], others: Sequence[CheckedClaim], release: int
) -> list[Scorecard]:
    """A scorecard a source, in the order of the claims. `others` are claims of further sources that
    lack a figure which one of these lacks; they get no scorecard."""
    by_source: dict[str, list[CheckedClaim]] = defaultdict(list)
    for claim in claims:
        by_source[claim.source].append(claim)
    everywhere = wanted_alone([*claims, *others])
    return [
        _scorecard(source, own, _most_wanted(source, own, everywhere), release)
        for source, own in by_source.items()
    ]


def wanted(claims: Sequence[CheckedClaim], release: int) -> list[WantedFigure]:
    """Every figure that a claim lacks: first what makes most claims checkable, then what helps
    most, then what the claims need first."""
    waiting = wanted_alone(claims)
    helped: dict[Key, list[CheckedClaim]] = defaultdict(list)
    words: dict[Key, str] = {}
    for claim in claims:
        lacks = lacking(claim)
        words |= lacks
        if len(lacks) > 1:
            for key in lacks:
                helped[key].append(claim)
    ranked = sorted(words, key=lambda key: (-len(waiting[key]), -len(helped[key])))
    return [
        WantedFigure(
            what=words[key],
            observation=_observation(key, words[key]),
            checkable=len(waiting[key]),
            claims=[claim.id for claim in waiting[key]],
            sources=list(dict.fromkeys(claim.source for claim in waiting[key])),
            helped=[claim.id for claim in helped[key]],
            lineage=Lineage(
                _found([*waiting[key], *helped[key]]),
                f"claims that lack this figure alone: {len(waiting[key])}; that lack others as "
                f"well: {len(helped[key])}",
                release,
            ),
        )
        for key in ranked
    ]


def _most_wanted(
    source: str, own: Sequence[CheckedClaim], everywhere: dict[Key, list[CheckedClaim]]
) -> MostWanted | None:
    waiting = wanted_alone(own)
    if not waiting:
        return None
    # The first of those that do most: max keeps the first.
    best = max(waiting, key=lambda key: len(waiting[key]))
    words = {key: text for claim in own for key, text in lacking(claim).items()}
    return MostWanted(
        what=words[best],
        observation=_observation(best, words[best]),
        claims=[claim.id for claim in waiting[best]],
        of_other_sources=[claim.id for claim in everywhere[best] if claim.source != source],
        tied=[
            words[key] for key in waiting if key != best and len(waiting[key]) == len(waiting[best])
        ],
    )


def _scorecard(
    source: str, own: Sequence[CheckedClaim], most_wanted: MostWanted | None, release: int
) -> Scorecard:
    found = Counter(claim.verdict for claim in own)
    told = " + ".join(f"{found[verdict]} {verdict.replace('_', ' ')}" for verdict in Verdict)
    return Scorecard(
        source=source,
        claims=len(own),
        holds=found[Verdict.HOLDS],
        holds_within_rounding=found[Verdict.HOLDS_WITHIN_ROUNDING],
        holds_only_if_truncated=found[Verdict.HOLDS_ONLY_IF_TRUNCATED],
        fails=found[Verdict.FAILS],
        cannot_be_checked=found[Verdict.CANNOT_BE_CHECKED],
        most_wanted=most_wanted,
        lineage=Lineage(_found(own), f"{len(own)} claims = {told}", release),
    )


def _observation(key: Key, words: str) -> str | None:
    return None if key == words else key


def _found(claims: Iterable[CheckedClaim]) -> list[str]:
    return list(dict.fromkeys(operand for claim in claims for operand in claim.operands))
