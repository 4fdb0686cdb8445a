"""Documents whose rows are not of the right shape."""

from tests.synthetic import AREAS, CATEGORIES, FILES, MEASURES, ONE, TWO
from tests.unit.importing.broken.case import change, marked

FIGURE = 'value: 120\n    cited: [{paragraph: 1, stated: "120"}]\n'
REST = '    cited: [{paragraph: 1, stated: "120"}]\n'
TO = "      to: {area: synthetic-force-a}\n"
COUNT = "- slug: synthetic-count\n    name: Synthetic count\n    unit: offences\n"
COUNT_MARKED = COUNT.replace("count\n", "count #!\n", 1)


def _value(written: str, reason: str) -> tuple[str, str, str, str]:
    return (ONE, FIGURE, f"value: {written} #!\n{REST}", reason)


def _figure(keys: str, reason: str) -> tuple[str, str, str, str]:
    """The first figure with other keys; its row begins, and is marked, one line above them."""
    return (ONE, f"- area: synthetic-force-a\n    {FIGURE}", f"- area: a #!\n    {keys}", reason)


CASES = {
    "negative": change(
        *_figure(
            f"value: -1\n{REST}", "is below zero; if it is printed so, say in `note` what it means"
        )
    ),
    "not a number": change(*_value("NaN", "'NaN': write a number in digits")),
    "infinite": change(*_value("Infinity", "'Infinity': write a number in digits")),
    "thirty digits": change(*_value("9" * 30, "has more than 18 digits")),
    "thirty places": change(*_value(f"0.{'9' * 30}", "has more than 18 digits")),
    "a hidden thousand digits": change(*_value("1E+1000", "has more than 18 digits")),
    "an impossible exponent": change(*_value(f"1E+{'9' * 30}", "valid decimal")),
    "an underscore": change(*_value("1_20", "write a number in digits")),
    "a comma": change(*_value('"1,200"', "write a number in digits")),
    "other digits": change(*_value("١٢٠", "write a number in digits")),
    "true as a number": change(*_value("true", "write a number in digits")),
    "a list as a number": change(*_value("[1]", "write a number in digits")),
    "a value where the status has none": change(
        *_figure(f"value: 120\n    status: suppressed\n{REST}", "suppressed has no value, yet 120")
    ),
    "no value where the status needs one": change(
        *_figure(f"status: provisional\n{REST}", "status provisional needs a value")
    ),
    "less than nothing": change(
        *_figure(f"value: 0\n    qualifier: less_than\n{REST}", "less than zero stands for nothing")
    ),
    "an unknown status": change(
        ONE, FIGURE, f"value: 120\n    status: guessed #!\n{REST}", "Input should be 'published'"
    ),
    "an unknown qualifier": change(
        ONE, FIGURE, f"value: 120\n    qualifier: loosely #!\n{REST}", "Input should be 'exact'"
    ),
    "no forces": change(
        ONE, FIGURE, f"value: 120\n    forces: 0 #!\n{REST}", "write a whole number from 1"
    ),
    "a period of another form": change(
        TWO, "period: 2019-20", "period: 2019/20 #!", "'2019/20' is not a period; write 2019-20"
    ),
    "a period that does not follow": change(
        TWO, "period: 2019-20", "period: 2019-21 #!", "'2019-21' is not a period"
    ),
    "a period under its longer name": change(
        TWO, "period: 2019-20", "period: 2019-04-01/2020-03-31 #!", "is written '2019-20'"
    ),
    "a figure without a citation": change(
        ONE, FIGURE, "value: 120\n    cited: [] #!\n", "at least 1 item"
    ),
    "a figure without `cited`": change(*_figure("value: 120\n", "is missing")),
    "an unknown key": change(TWO, "  kind: article\n", "  kind: article\n  kid: x #!\n", "belongs"),
    "an unknown key in a lone operand": change(
        ONE, TO, "      to:\n        area: synthetic-force-a\n        aera: x #!\n", "belongs here"
    ),
    "a list as a text": change(MEASURES, "unit: pounds", "unit: [pounds] #!", "valid string"),
    "a text as a list": change(AREAS, "aliases: [SFA]", "aliases: SFA #!", "valid list"),
    "a null as a list": change(AREAS, "aliases: [SFA]", "aliases: #!", "valid list"),
    "a text as a truth": change(
        MEASURES, "counted: false", "counted: partly #!", "'partly': Input should be a valid bool"
    ),
    "a slug with a capital": change(
        CATEGORIES, "slug: synthetic-offences", "slug: Synthetic #!", "'Synthetic': String should"
    ),
    "no slug": change(
        CATEGORIES,
        "- slug: synthetic-thefts\n    name: Synthetic thefts\n",
        "- name: Synthetic thefts #!\n",
        "is missing",
    ),
    "a bad fingerprint": change(ONE, f"sha256:{'1' * 64}", "sha256:123 #!", "should match pattern"),
    "a paragraph in two spellings": change(
        ONE,
        "    2: sha256",
        f"    02: sha256:{'2' * 64} #!\n    2: sha256",
        "a whole number from 1",
    ),
    "paragraph nought": marked(
        {**FILES, ONE: FILES[ONE].replace("helpline, paragraph: 1}", "helpline, paragraph: 0} #!")},
        "'0': write a whole number from 1",
    ),
    "a day as a number": change(
        AREAS,
        "aliases: [SFA]\n    member_of:\n      - area: synthetic-country\n",
        "member_of:\n      - area: synthetic-country\n        from: 86400 #!\n",
        "'86400': write a day as 2024-04-30",
    ),
    "a day that is none": change(
        ONE, "  kind: article\n", "  kind: article\n  published: 2023-02-29 #!\n", "valid date"
    ),
    "a membership that runs backwards": change(
        AREAS,
        "aliases: [SFA]\n    member_of:\n      - area: synthetic-country\n",
        "member_of:\n      - {area: synthetic-country, from: 2020-01-02, to: 2020-01-01} #!\n",
        "from 2020-01-02 to 2020-01-01 runs backwards",
    ),
    "an undetermined area that may be nothing": change(
        AREAS,
        "- slug: synthetic-country\n    name: Synthetic Country\n    kind: country\n",
        "- slug: synthetic-country #!\n    name: Synthetic Country\n    kind: undetermined\n",
        "an undetermined area, and no other, lists what it may be",
    ),
    "a count with a step that it is rounded to": change(
        MEASURES,
        f"{COUNT}    counted: true\n",
        f"{COUNT_MARKED}    counted: true\n    rounded_to: 100\n",
        "a count is exact, and has no step that it is rounded to",
    ),
    "counts as shares": change(
        MEASURES,
        f"{COUNT}    counted: true\n",
        f"{COUNT_MARKED}    counted: true\n    share_along: platform\n",
        "shares along a dimension are not counted, and their unit is per-cent",
    ),
    "shares that are not in per cent": change(
        MEASURES,
        f"{COUNT}    counted: true\n",
        f"{COUNT_MARKED}    counted: false\n    share_along: platform\n",
        "shares along a dimension are not counted, and their unit is per-cent",
    ),
    "an operand both found and missing": change(
        ONE,
        TO,
        "      to: {area: synthetic-force-a, missing: x} #!\n",
        "a cell or missing, not both",
    ),
    "a value that is withdrawn": change(
        *_figure(f"value: 120\n    status: withdrawn\n{REST}", "withdrawn has no value, yet 120")
    ),
    "a series without an edition": change(
        TWO,
        "source:\n",
        "source: #!\n  series: synthetic-series\n",
        "`series` and `edition` stand together or not at all",
    ),
    "an edition without a series": change(
        TWO,
        "source:\n",
        "source: #!\n  edition: 2020-03-31\n",
        "`series` and `edition` stand together or not at all",
    ),
    "a reason that is empty": change(
        ONE, FIGURE, f'value: 120\n    reason: "" #!\n{REST}', "at least 1 character"
    ),
    "a claim withdrawn without a reason": change(
        ONE, "kind: change\n", 'kind: change\n    withdrawn: "" #!\n', "at least 1 character"
    ),
    "a claim of an unknown kind": change(
        ONE, "kind: change", "kind: chnage #!", "'chnage': Input should be 'average'"
    ),
    "a claim with an unknown direction": change(
        ONE, "kind: change\n", "kind: change\n    direction: sideways #!\n", "Input should be 'up'"
    ),
}
