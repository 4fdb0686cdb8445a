"""Exact decimals as the two integers that their columns hold, and inferences as theirs."""

from __future__ import annotations

from decimal import Decimal

from app.domain.observation import Inference


def split(value: Decimal | None) -> tuple[int | None, int | None]:
    """Digits (signed) and exponent of a decimal; two nulls for none."""
    if value is None:
        return None, None
    sign, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)  # rows refuse infinities and not-a-number
    whole = int("".join(map(str, digits)))
    return -whole if sign else whole, exponent


def inferences(stored: list[dict[str, str]]) -> list[Inference]:
    """Inferences out of their column."""
    return [Inference(item["field"], item["reason"]) for item in stored]


def stored_inferences(found: list[Inference] | tuple[Inference, ...]) -> list[dict[str, str]]:
    """Inferences for their column."""
    return [{"field": item.field, "reason": item.reason} for item in found]
