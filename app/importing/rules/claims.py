"""What claims must satisfy, so that each can be checked when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.analysis.check_claim import CHECKS
from app.domain.claim import ClaimKind
from app.domain.observation import Cell
from app.domain.suggest import did_you_mean, nearest
from app.errors import Fault
from app.importing.parse import Parsed, sources_of
from app.importing.rules.known import Known
from app.importing.source_rows import ClaimRow

_RISES = {"rise", "rose", "risen", "increase", "increased", "up", "grew", "growth"}
_FALLS = {"fall", "fell", "fallen", "decrease", "decreased", "down", "drop", "dropped"}


def claims_have_the_parts_of_their_kind(parsed: Sequence[Parsed], _: Known) -> Iterator[Fault]:
    for read, document in sources_of(parsed):
        for at, claim in enumerate(document.claims):
            for detail in (*_operands(claim), *_statement(claim)):
                yield read.fault(("claims", at), detail)


def claims_of_a_paragraph_are_told_apart(parsed: Sequence[Parsed], _: Known) -> Iterator[Fault]:
    """The ordinal is part of a claim's id, so it is written and not counted: a claim put in before
    another one leaves the other's id as it was."""
    for read, document in sources_of(parsed):
        first: dict[tuple[int, int], int] = {}
        for at, claim in enumerate(document.claims):
            place = (claim.paragraph, claim.ordinal)
            line = read.lines["claims", at]
            if place in first:
                yield read.fault(
                    ("claims", at),
                    f"paragraph {claim.paragraph} has its claim {claim.ordinal} at line "
                    f"{first[place]} already; give this one an `ordinal` of its own",
                )
            first.setdefault(place, line)


def operands_are_in_the_record(parsed: Sequence[Parsed], known: Known) -> Iterator[Fault]:
    if known.cells is None:
        return
    for read, document in sources_of(parsed):
        for at, claim in enumerate(document.claims):
            for role, operands in claim.operands.items():
                for n, operand in enumerate(operands):
                    cell = document.cell(operand)
                    if operand.missing or not isinstance(cell, Cell) or cell in known.cells:
                        continue
                    hint = did_you_mean(nearest(cell.key, known.cells.values()))
                    yield read.fault(
                        ("claims", at, "operands", role, n),
                        f"the operand {cell.key} is not in the record{hint}",
                    )


def _operands(claim: ClaimRow) -> Iterator[str]:
    check = CHECKS[claim.kind]
    for role in check.roles:
        if not claim.operands.get(role):
            yield f"a claim of kind {claim.kind} needs the operand {role!r}"
    for role, operands in claim.operands.items():
        if role not in check.roles:
            listed = ", ".join(check.roles)
            yield f"a claim of kind {claim.kind} has no operand {role!r}; it has {listed}"
        elif len(operands) > 1 and role not in check.repeated:
            yield f"the operand {role!r} stands once"


def _statement(claim: ClaimRow) -> Iterator[str]:
    wanted = CHECKS[claim.kind].states
    for name in ("value", "unit", "direction"):
        given = getattr(claim, name) is not None
        if given != (name in wanted):
            yield f"a claim of kind {claim.kind} {'needs' if name in wanted else 'has no'} {name!r}"
    words = set(claim.stated.casefold().split())
    if claim.value is not None and words & (_FALLS if claim.value > 0 else _RISES):
        yield f"{claim.stated!r} goes the other way than {claim.value:f}; a fall is negative"
    if claim.value is not None and claim.value < 0 and claim.kind is not ClaimKind.CHANGE:
        yield f"a claim of kind {claim.kind} is not below zero"
