"""Made-up figures, dictionaries and claims. Every name and number is synthetic."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from app.analysis.check_claim import check_claim
from app.domain.change import Reason
from app.domain.claim import CheckedClaim, Claim, ClaimKind, Direction, Operand
from app.domain.dictionary import (
    NOTHING_HELD,
    Area,
    AreaKind,
    Break,
    Category,
    Dataset,
    Dictionary,
    Measure,
    Platform,
    Source,
)
from app.domain.observation import Cell, Citation, Inference, Observation, Status, Validity
from app.domain.quantity import Qualifier

RELEASE = 3
COUNTS = "synthetic-count"
SHARES = "synthetic-share"
FORCE = "synthetic-force"
MISSING = "A base that is printed nowhere."


def observation(value: str | int | None, **changed: Any) -> Observation:
    """An observation of synthetic offences by one force in 2019-20, but for what is changed."""
    given: dict[str, Any] = {
        "measure": COUNTS,
        "area": FORCE,
        "period": "2019-20",
        "category": None,
        "platform": None,
        "population": None,
        "dataset": "synthetic-dataset",
    }
    given |= {name: changed.pop(name) for name in tuple(changed) if name in given}
    found: dict[str, Any] = {
        "value": None if value is None else Decimal(value),
        "unit": "offences",
        "status": Status.SUPPRESSED if value is None else Status.PUBLISHED,
        "qualifier": Qualifier.EXACT,
        "forces": None,
        "inferred": [],
        "note": None,
        "citations": [],
        "disputed": False,
        "reason": None,
        "release": Validity(RELEASE, None),
    }
    return Observation(id=Cell(**given).key, **given, **found | changed)


def cell(found: Observation) -> Cell:
    """The cell of an observation."""
    return Cell.parse(found.id)


def measure(slug: str = COUNTS, **changed: Any) -> Measure:
    """A measure that may be compared, and counts, but for what is changed."""
    given: dict[str, Any] = {
        "name": "Synthetic count",
        "definition": "Made up.",
        "unit": "offences",
        "counted": True,
        "summable": True,
        "comparable": True,
        "rounded_to": None,
        "share_along": None,
        "data": NOTHING_HELD,
    }
    return Measure(slug=slug, **given | changed)


def area(slug: str = FORCE, kind: AreaKind = AreaKind.FORCE, **changed: Any) -> Area:
    """An area without links to others, but for what is changed."""
    given: dict[str, Any] = {
        "name": slug.replace("-", " ").title(),
        "definition": "Made up.",
        "gss_code": None,
        "aliases": [],
        "parents": [],
        "members": [],
        "distinct_from": [],
        "may_be": [],
        "data": NOTHING_HELD,
    }
    return Area(slug=slug, kind=kind, **given | changed)


def dataset(slug: str) -> Dataset:
    """A dataset to be compared with care."""
    text = "Made up."
    return Dataset(slug, slug, text, text, text, text, "Mind it.", [], NOTHING_HELD)


def category(slug: str, breaks: Iterable[Break] = ()) -> Category:
    """A category by itself."""
    return Category(slug, slug, "Made up.", None, [], False, [], [], [], list(breaks), NOTHING_HELD)


def dictionary(
    areas: Iterable[Area] = (area(),),
    measures: Iterable[Measure] = (measure(), measure(SHARES, counted=False)),
    sources: Iterable[Source] = (),
    categories: Iterable[Category] = (),
) -> Dictionary:
    """A dictionary of the given entries."""
    entries: Mapping[str, Mapping[str, Any]] = {
        "areas": {entry.slug: entry for entry in areas},
        "measures": {entry.slug: entry for entry in measures},
        "categories": {entry.slug: entry for entry in categories},
        "sources": {entry.slug: entry for entry in sources},
        "datasets": {slug: dataset(slug) for slug in ("synthetic-dataset", "other")},
        "platforms": {
            slug: Platform(slug, slug, "Made up.", "Made up", parent, [], NOTHING_HELD)
            for slug, parent in (("all-of-them", None), ("one", "all-of-them"), ("two", None))
        },
    }
    return Dictionary(RELEASE, entries, {}, {}, {})


Operands = Mapping[str, Sequence[Observation | str]]


def claim(
    kind: ClaimKind,
    value: str | int | None,
    operands: Operands,
    *,
    unit: str | None = "per-cent",
    qualifier: Qualifier = Qualifier.EXACT,
    direction: Direction | None = None,
) -> Claim:
    """A claim about observations; an operand that is a text is missing, and the text says what."""
    return Claim(
        source="synthetic-article",
        paragraph=5,
        ordinal=1,
        kind=kind,
        statement="Made up.",
        stated="made up",
        value=None if value is None else Decimal(value),
        unit=unit,
        qualifier=qualifier,
        direction=direction,
        inferred=(Inference("value", "Made up."),),
        citations=(Citation("synthetic-article", 5, "made up", "sha256:0"),),
        operands=tuple(
            Operand(role, None, found)
            if isinstance(found, str)
            else Operand(role, cell(found), None)
            for role, several in operands.items()
            for found in several
        ),
        release=Validity(RELEASE, None),
    )


def checked(
    kind: ClaimKind, value: str | int | None, operands: Operands, **how: Any
) -> CheckedClaim:
    """A made-up claim, checked against its operands."""
    found = [
        operand
        for several in operands.values()
        for operand in several
        if isinstance(operand, Observation)
    ]
    return check_claim(
        claim(kind, value, operands, **how), {each.id: each for each in found}, dictionary()
    )


def years(*values: str | int | None, **changed: Any) -> list[Observation]:
    """Observations of consecutive calendar years from 2010."""
    return [observation(value, period=str(2010 + n), **changed) for n, value in enumerate(values)]


def shares(*values: str) -> list[Observation]:
    """Shares of consecutive calendar years from 2010."""
    return years(*values, measure=SHARES)


def change_claim(
    before: str | int | None, after: str | int | None, percent: str | int, **how: Any
) -> CheckedClaim:
    """A checked claim of a change in per cent from one year to the next."""
    base, later = years(before, after)
    return checked(ClaimKind.CHANGE, percent, {"from": [base], "to": [later]}, **how)


def codes(reasons: Iterable[Reason]) -> list[str]:
    """The codes of the reasons of a comparison."""
    return [reason.code for reason in reasons]
