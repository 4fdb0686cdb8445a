"""Synthetic figures, none of them real: every kind of gap and mismatch that a change can meet."""

from typing import Any

from app.domain.source import fingerprint


def entry(slug: str, **fields: Any) -> dict[str, Any]:
    return {"slug": slug, "name": f"Synthetic {slug}", "definition": "Synthetic.", **fields}


def figure(area: str, period: str, value: int | None, **fields: Any) -> dict[str, Any]:
    stated = "suppressed" if value is None else str(value)
    row = {"area": area, "period": period, "cited": [{"paragraph": 1, "stated": stated}], **fields}
    return row if value is None else {**row, "value": str(value)}


def source(slug: str, **rest: Any) -> dict[str, Any]:
    return {
        "source": {
            "slug": slug,
            "title": f"Synthetic {slug}",
            "kind": "synthetic",
            "notes": "Synthetic.",
            "paragraphs": {"1": fingerprint(slug)},
        },
        "defaults": {"measure": "count", "category": "offence", "dataset": "dataset"},
        **rest,
    }


def force(letter: str) -> dict[str, Any]:
    return entry(f"force-{letter}", kind="force", member_of=[{"area": "region"}])


NOISE: dict[str, dict[str, Any]] = {
    "areas": {
        "areas": [
            entry("region", kind="region"),
            *(force(letter) for letter in "abcdefgh"),
        ]
    },
    "categories": {"categories": [entry("offence"), entry("other-offence")]},
    "measures": {
        "measures": [
            entry("count", unit="offences", counted="true", summable="true", comparable="true"),
            entry("age", unit="years", counted="true", summable="false", comparable="false"),
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
            # plain; its neighbours must not leak into it
            figure("force-a", "2019-20", 300),
            figure("force-a", "2018-19", 200),
            figure("force-a", "2017-18", 100),
            figure("force-a", "2019-20", 7, category="other-offence"),
            figure("force-a", "2018-19", 5, category="other-offence"),
            figure("force-a", "2019-20", 9, measure="age"),
            figure("force-a", "2019", 280),
            # no base
            figure("force-b", "2019-20", 50),
            # zero base
            figure("force-c", "2018-19", 0),
            figure("force-c", "2019-20", 60),
            # no later figure
            figure("force-d", "2018-19", 70),
            # later figure suppressed
            figure("force-e", "2018-19", 80),
            figure("force-e", "2019-20", None, status="suppressed"),
            # base in another dataset
            figure("force-f", "2018-19", 90, dataset="other-dataset"),
            figure("force-f", "2019-20", 99),
            # a gap in between
            figure("force-g", "2016-17", 400),
            figure("force-g", "2019-20", 100),
            # unchanged
            figure("force-h", "2018-19", 1000),
            figure("force-h", "2019-20", 1000),
            # other coverage
            # another dataset of the same year
            figure("force-g", "2016-17", 380, dataset="other-dataset"),
            figure("region", "2018-19", 1500, forces=6),
            figure("region", "2019-20", 1700, forces=8),
        ],
        claims=[
            {
                "paragraph": 1,
                "kind": "change",
                "statement": "Synthetic: force a rose by 40 per cent.",
                "stated": "40 per cent",
                "value": "40",
                "unit": "per-cent",
                "operands": {
                    "from": {"area": "force-a", "period": "2018-19"},
                    "to": {"area": "force-a", "period": "2019-20"},
                },
            },
            {
                "paragraph": 1,
                "ordinal": "2",
                "kind": "change",
                "statement": "Synthetic: force e rose by 10 per cent.",
                "stated": "10 per cent",
                "value": "10",
                "unit": "per-cent",
                "operands": {
                    "from": {"area": "force-e", "period": "2018-19"},
                    "to": {"area": "force-e", "period": "2019-20"},
                },
            },
            {
                "paragraph": 1,
                "ordinal": "3",
                "kind": "change",
                "statement": "Synthetic: force g fell by more than 70 per cent.",
                "stated": "more than 70 per cent",
                "value": "-70",
                "unit": "per-cent",
                "qualifier": "more_than",
                "operands": {
                    "from": {"area": "force-g", "period": "2016-17"},
                    "to": {"area": "force-g", "period": "2019-20"},
                },
            },
        ],
    ),
    "second": source(
        "second",
        observations=[
            # as the first source has it
            figure("force-b", "2019-20", 50),
            # otherwise
            figure("force-a", "2019-20", 310),
            # otherwise, and both can be true
            {
                **figure("force-c", "2019-20", 50, qualifier="more_than"),
                "cited": [{"paragraph": 1, "stated": "more than 50"}],
            },
            # a figure where the first source has none, which is no disagreement about a number
            figure("force-e", "2019-20", 85),
        ],
    ),
}
