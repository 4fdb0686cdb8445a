"""What a reader of a document gives: figures by slug, each with the place where it is printed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from app.domain.observation import Cell, Inference, Status
from app.domain.quantity import Qualifier


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as one place of a document states it.

    `locator` says where: `row 17`, or `Table P1, cell C7`; `stated` is what is printed there.
    `line` is the row (of its sheet) that a fault would name. `reason` is why it differs from what
    was imported before, where the document says so.
    """

    cell: Cell
    value: Decimal | None
    status: Status
    line: int
    locator: str
    stated: str
    qualifier: Qualifier = Qualifier.EXACT
    forces: int | None = None
    inferred: tuple[Inference, ...] = ()
    note: str | None = None
    reason: str | None = None
