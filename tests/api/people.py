"""Synthetic figures and populations, none of them real: what a rate or a ranking can meet."""

from typing import Any

from app.analysis.rates import RESIDENTS
from tests.api.noise import entry, figure, force, source

LETTERS = "abcdefgh"
# Residents of the forces in 2018. Nobody knows those of force-h; force-e is tiny.
RESIDENT = {"a": 1_000_000, "b": 500_000, "c": 2_000_000, "d": 400_000, "e": 9_000, "f": 300_000}


def _people(letter: str, number: int, year: str = "2018", **fields: Any) -> dict[str, Any]:
    place = {"measure": RESIDENTS, "category": None, "dataset": "census"}
    return figure(f"force-{letter}", year, number, **place | fields)


PEOPLE: dict[str, dict[str, Any]] = {
    "areas": {
        "areas": [
            entry("region", kind="region"),
            entry("other-region", kind="region"),
            entry("unnamed-group", kind="group"),
            *(force(letter) for letter in LETTERS),
            entry("force-x", kind="force", member_of=[{"area": "other-region"}]),
        ]
    },
    "categories": {"categories": [entry("offence"), entry("other-offence")]},
    "platforms": {"platforms": [entry("platform", operator="Synthetic")]},
    "populations": {"populations": [entry("under-18s"), entry("some-cases")]},
    "measures": {
        "measures": [
            entry("count", unit="offences", counted="true", summable="true", comparable="true"),
            entry("age", unit="years", counted="true", summable="false", comparable="false"),
            entry("share", unit="per-cent", counted="false", summable="false", comparable="false"),
            entry(
                RESIDENTS,
                unit="people",
                counted="false",
                summable="false",
                comparable="true",
                rounded_to="100",
            ),
        ]
    },
    "datasets": {
        "datasets": [
            entry(slug, producer="P", method="M", coverage="C", comparability="C")
            for slug in ("dataset", "other-dataset", "census")
        ]
    },
    "source": source(
        "source",
        observations=[
            # ordered by value: c, then a and b together, then e; d is suppressed, f a range
            figure("force-a", "2018", 300),
            figure("force-b", "2018", 300),
            figure("force-c", "2018", 400),
            figure("force-d", "2018", None, status="suppressed"),
            figure("force-e", "2018", 90),
            {
                **figure("force-f", "2018", 200, qualifier="more_than"),
                "cited": [{"paragraph": 1, "stated": "more than 200"}],
            },
            figure("force-g", "2018", 10),
            figure("force-x", "2018", 5000),
            # the year before: a rose by half, b fell, e has a small base, c none
            figure("force-a", "2017", 200),
            figure("force-b", "2017", 400),
            figure("force-e", "2017", 9),
            figure("force-g", "2016", 40),
            # noise in every dimension, larger than all of it
            figure("force-a", "2018", 9001, category="other-offence"),
            figure("force-a", "2018-19", 9002),
            figure("force-a", "2018", 9003, platform="platform"),
            figure("force-a", "2018", 9004, population="some-cases"),
            figure("force-a", "2018", 9005, dataset="other-dataset"),
            figure("force-c", "2017", 9006, dataset="other-dataset"),
            figure("force-a", "2018", 8, measure="age"),
            figure("force-a", "2018", 12, measure="share"),
            figure("force-b", "2018", 15, measure="share"),
            # people, and people under 18 of one force alone
            *(_people(letter, number) for letter, number in RESIDENT.items()),
            _people("a", 950_000, "2016"),
            _people("g", 700_000, "2012"),
            _people("a", 200_000, population="under-18s"),
            figure("region", "2018", 1500, forces=6),
        ],
    ),
}
