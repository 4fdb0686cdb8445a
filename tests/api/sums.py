"""Synthetic figures, none of them real: what may be added, beside all that must not be."""

from __future__ import annotations

from typing import Any

from tests.api.noise import entry, figure, force, source

QUARTERS = ("2019-q2", "2019-q3", "2019-q4", "2020-q1")


def _year(letter: str, *values: int | None) -> list[dict[str, Any]]:
    return [
        figure(f"force-{letter}", quarter, value)
        if value is not None
        else figure(f"force-{letter}", quarter, None, status="suppressed")
        for quarter, value in zip(QUARTERS, values, strict=False)
    ]


SUMS: dict[str, dict[str, Any]] = {
    "areas": {
        "areas": [
            entry("region", kind="region"),
            *(force(letter) for letter in "abc"),
            # a part of another force, and what is no force
            entry("force-part", kind="force", member_of=[{"area": "force-c"}]),
            entry("body", kind="body"),
        ]
    },
    "categories": {"categories": [entry("offence"), entry("part", parent="offence")]},
    "platforms": {"platforms": [entry("platform", operator="Synthetic")]},
    "populations": {"populations": [entry("under-18s")]},
    "measures": {
        "measures": [
            entry("count", unit="offences", counted="true", summable="true", comparable="true"),
            entry("other-count", unit="cases", counted="true", summable="true", comparable="false"),
            entry("age", unit="years", counted="true", summable="false", comparable="false"),
            entry("people", unit="people", counted="false", summable="true", comparable="true"),
            entry("share", unit="per-cent", counted="false", summable="false", comparable="false"),
        ]
    },
    "datasets": {
        "datasets": [
            entry(slug, producer="P", method="M", coverage="C", comparability="C")
            for slug in ("dataset", "other-dataset")
        ]
    },
    "source": source(
        "source",
        observations=[
            # two of three forces; what is beside them is not theirs
            figure("force-a", "2019-20", 300),
            figure("force-b", "2019-20", 200),
            figure("force-c", "2019-20", None, status="suppressed"),
            figure("region", "2019-20", 900),
            figure("body", "2019-20", 50),
            figure("force-part", "2019-20", 10),
            # each of another kind, and each a total of its own
            figure("force-a", "2019-20", 1000, dataset="other-dataset"),
            figure("force-a", "2019-20", 30, category="part"),
            figure("force-a", "2019-20", 40, platform="platform"),
            figure("force-a", "2019-20", 20, population="under-18s"),
            figure("force-a", "2019-20", 7, measure="other-count"),
            figure("force-a", "2019", 280),
            # what cannot be added
            figure("force-a", "2019-20", 9, measure="age"),
            figure("force-a", "2019-20", 900, measure="people"),
            figure("force-a", "unstated", 5),
            figure("force-b", "unstated", 6),
            # every force, one of them a range, one provisional, one disputed
            figure("force-a", "2018-19", 100),
            {
                **figure("force-b", "2018-19", 150, qualifier="more_than"),
                "cited": [{"paragraph": 1, "stated": "more than 150"}],
            },
            figure("force-c", "2018-19", 70, status="provisional"),
            # every force, and plain
            figure("force-a", "2017-18", 1),
            figure("force-b", "2017-18", 0),
            figure("force-c", "2017-18", 3, status="estimated"),
            # nobody
            figure("force-a", "2016-17", None, status="suppressed"),
            # a year of quarters that is another than the printed one, one that lacks its last,
            # one that lacks a value, and one of a force that is a part
            *_year("a", 70, 75, 80, 80),
            *_year("b", 50, 50, 50),
            *_year("c", 10, 20, 30, 40),
            *_year("part", 1, 1, 1, 1),
            # the year before, of which nobody has all
            figure("force-a", "2018-q2", 60),
        ],
    ),
    "second": source("second", observations=[figure("force-a", "2018-19", 110)]),
}
