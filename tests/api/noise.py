"""Synthetic figures, none of them real: every kind of gap and mismatch that a change can meet."""

from typing import Any

from app.domain.source import fingerprint


def _entry(slug: str, **fields: Any) -> dict[str, Any]:
    return {"slug": slug, "name": f"Synthetic {slug}", "definition": "Synthetic.", **fields}


def _figure(area: str, period: str, value: int | None, **fields: Any) -> dict[str, Any]:
    stated = "suppressed" if value is None else str(value)
    row = {"area": area, "period": period, "cited": [{"paragraph": 1, "stated": stated}], **fields}
    return row if value is None else {**row, "value": str(value)}


def _source(slug: str, **rest: Any) -> dict[str, Any]:
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


def _force(letter: str) -> dict[str, Any]:
    return _entry(f"force-{letter}", kind="force", member_of=[{"area": "region"}])


NOISE: dict[str, dict[str, Any]] = {
    "areas": {
        "areas": [
            _entry("region", kind="region"),
            *(_force(letter) for letter in "abcdefgh"),
        ]
    },
    "categories": {"categories": [_entry("offence"), _entry("other-offence")]},
    "measures": {
        "measures": [
            _entry("count", unit="offences", counted="true", summable="true", comparable="true"),
            _entry("age", unit="years", counted="true", summable="false", comparable="false"),
        ]
    },
    "datasets": {
        "datasets": [
            _entry(slug, producer="P", method="M", coverage="C", comparability="C")
            for slug in ("dataset", "other-dataset")
        ]
    },
    "source": _source(
        "source",
        observations=[
            # plain; its neighbours must not leak into it
            _figure("force-a", "2019-20", 300),
            _figure("force-a", "2018-19", 200),
            _figure("force-a", "2017-18", 100),
            _figure("force-a", "2019-20", 7, category="other-offence"),
            _figure("force-a", "2018-19", 5, category="other-offence"),
            _figure("force-a", "2019-20", 9, measure="age"),
            _figure("force-a", "2019", 280),
            # no base
            _figure("force-b", "2019-20", 50),
            # zero base
            _figure("force-c", "2018-19", 0),
            _figure("force-c", "2019-20", 60),
            # no later figure
            _figure("force-d", "2018-19", 70),
            # later figure suppressed
            _figure("force-e", "2018-19", 80),
            _figure("force-e", "2019-20", None, status="suppressed"),
            # base in another dataset
            _figure("force-f", "2018-19", 90, dataset="other-dataset"),
            _figure("force-f", "2019-20", 99),
            # a gap in between
            _figure("force-g", "2016-17", 400),
            _figure("force-g", "2019-20", 100),
            # unchanged
            _figure("force-h", "2018-19", 1000),
            _figure("force-h", "2019-20", 1000),
            # other coverage
            # another dataset of the same year
            _figure("force-g", "2016-17", 380, dataset="other-dataset"),
            _figure("region", "2018-19", 1500, forces=6),
            _figure("region", "2019-20", 1700, forces=8),
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
    "second": _source(
        "second",
        observations=[
            # as the first source has it
            _figure("force-b", "2019-20", 50),
            # otherwise
            _figure("force-a", "2019-20", 310),
            # otherwise, and both can be true
            {
                **_figure("force-c", "2019-20", 50, qualifier="more_than"),
                "cited": [{"paragraph": 1, "stated": "more than 50"}],
            },
            # a figure where the first source has none, which is no disagreement about a number
            _figure("force-e", "2019-20", 85),
        ],
    ),
}
