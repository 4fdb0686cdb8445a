"""Synthetic figures, none of them real, whose texts would break a careless table."""

from typing import Any

from tests.api.noise import NOISE, entry, figure, source

TEXTS = ['42, "about"', "=42", "42 none", "+42", "ünïcode ☃ 42", '42 "', "42 | b", "@42"]
PERIODS = [f"{year}-{(year + 1) % 100:02}" for year in range(2001, 2001 + len(TEXTS))]


def told(area: str, period: str, value: str, *stated: str, **fields: Any) -> dict[str, Any]:
    """A figure with a place for each text that states it."""
    cited = [{"paragraph": at, "stated": words} for at, words in enumerate(stated, start=1)]
    return {"area": area, "period": period, "value": value, "cited": cited, **fields}


def _nasty(slug: str, *figures: dict[str, Any]) -> dict[str, Any]:
    made = source(slug, observations=list(figures))
    print_ = made["source"]["paragraphs"]["1"]
    made["source"]["paragraphs"] = {"1": print_, "2": print_[:-1] + "0", "3": print_[:-1] + "1"}
    return made


MADE = {"counted": "false", "summable": "false", "comparable": "true"}
NASTY = {
    **NOISE,
    "measures": {
        "measures": [
            *NOISE["measures"]["measures"],
            entry("quoted", unit='per 100, "about"', **MADE),
            entry("formula", unit="=SUM(A1)", **MADE),
        ]
    },
    "platforms": {"platforms": [entry("platform", operator="Synthetic")]},
    "populations": {"populations": [entry("adults")]},
    "nasty": _nasty(
        "nasty",
        *(
            told("force-b", period, "42", words)
            for period, words in zip(PERIODS, TEXTS, strict=True)
        ),
        *(
            told("force-c", period, "17", "17", note=words)
            for period, words in zip(PERIODS, TEXTS, strict=True)
        ),
        *(
            told("force-d", period, "17", "17", inferred={"period": words, "area": "b"})
            for period, words in zip(PERIODS, TEXTS, strict=True)
        ),
        told("force-e", "2001-02", "1", "1", "one", '"1"'),
        told("force-e", "2002-03", "1.60E+6", "1.60 million", measure="quoted"),
        told("force-e", "2003-04", "0.05", "0.05", measure="quoted"),
        told("force-e", "2004-05", "-3.10", "down 3.10", measure="quoted", note="Synthetic fall."),
        told("force-e", "2005-06", "0.0", "0.0", measure="quoted"),
        told("force-e", "2006-07", "4", "4", measure="quoted"),
        told("force-e", "2007-08", "4", "4", measure="formula"),
        told("force-e", "2008-09", "4", "4", platform="platform"),
        told("force-e", "2008-09", "3", "3", population="adults", category=None),
        told("force-e", "2009-10", "40", "about 40", qualifier="about", status="estimated"),
        told("force-e", "2010-11", "40", "40", status="provisional", forces=3),
        figure("force-e", "2011-12", None, status="suppressed"),
        figure("force-e", "2012-13", None, status="not_supplied"),
        told("force-e", "2013-14", "7", "7"),
        told("force-e", "2014-15", "7", "7"),
    ),
}
# A revision with its reason, a withdrawal, and another source for what was cited already.
REVISED = {
    "nasty": _nasty(
        "nasty",
        told("force-e", "2013-14", "8", "8", reason='=because, it "was" wrong'),
        figure("force-e", "2014-15", None, status="withdrawn", reason="Synthetic."),
        told("force-e", "2015-16", "9", "9"),
    ),
    "third": source("third", observations=[told("force-b", PERIODS[0], "42", "forty-two")]),
    "fourth": source("fourth", observations=[told("force-b", PERIODS[1], "43", "forty-three")]),
}
