"""What a kind of claim has to say for itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.domain.claim import Claim
from app.domain.interval import Interval
from app.domain.period import Period
from app.errors import MalformedError, OnRecordError


class UndefinedError(OnRecordError):
    """The computation has no result: a base of zero, a period of unknown length."""


@dataclass(frozen=True)
class Term:
    """An operand as it enters a computation."""

    interval: Interval
    text: str
    period: Period


Terms = Mapping[str, Sequence[Term]]
Texts = Mapping[str, Sequence[str]]
Implication = tuple[Interval, str]


def stated_interval(claim: Claim) -> Interval:
    """The interval of the number that the claim states."""
    quantity = claim.quantity
    if quantity is None:
        raise MalformedError(f"the claim {claim.id} states no number")
    return quantity.interval


def nothing_implied(_role: str, _terms: Terms, _stated: Interval) -> Implication | None:
    """For kinds whose missing operand cannot be bounded."""
    return None


@dataclass(frozen=True)
class ClaimCheck:
    """One kind of claim.

    `roles` are its operands, `repeated` those that can stand several times, `states` the fields
    that say what is claimed. `compute` gives the intervals that the operands allow, one for each
    result that the claim is about; `stated` the interval in which each of them has to lie;
    `formula` the working in text, from what stands for each role and for the `days` of the
    operands' periods. `imply` bounds the operand of one role from the others and the statement;
    it raises UndefinedError where they do not bound it.
    """

    roles: tuple[str, ...]
    formula: Callable[[Texts], str]
    compute: Callable[[Terms], Sequence[Interval]]
    repeated: frozenset[str] = frozenset()
    states: tuple[str, ...] = ("value", "unit")
    stated: Callable[[Claim], Interval] = stated_interval
    imply: Callable[[str, Terms, Interval], Implication | None] = nothing_implied


def every_one_of(parts: Sequence[str]) -> str:
    """Several results in one line of working."""
    return parts[0] if len(parts) == 1 else f"every one of {', '.join(parts)}"


def ratio(above: Interval, below: Interval) -> Interval:
    """One interval over another; UndefinedError where the lower one can be zero, or the upper one
    below it."""
    if above.low is None or above.low < 0:
        raise UndefinedError("a figure that is not below zero")
    if not below.is_positive():
        raise UndefinedError("a base above zero")
    return above.over(below)


def product(one: Interval, other: Interval) -> Interval:
    """One interval times another; UndefinedError where either can be below zero."""
    for factor in (one, other):
        if factor.low is None or factor.low < 0:
            raise UndefinedError("factors that are not below zero")
    return one.times(other)
