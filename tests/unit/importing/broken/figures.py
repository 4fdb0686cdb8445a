"""Figures that are well formed, and do not fit the dictionaries or each other."""

from tests.synthetic import FILES, ONE, TWO
from tests.unit.importing.broken.case import change, marked

FIGURE = 'value: 120\n    cited: [{paragraph: 1, stated: "120"}]\n'
CELL_A = "synthetic-count:synthetic-force-a:2019-20:synthetic-thefts:-:-:synthetic-dataset"


def _stated(words: str, reason: str) -> tuple[str, str, str, str]:
    return (
        ONE,
        FIGURE,
        f"value: 120\n    cited:\n      - paragraph: 1\n        stated: {words} #!\n",
        reason,
    )


CASES = {
    "an unknown area": change(
        TWO,
        "area: synthetic-country",
        "area: synthetic-contry #!",
        "'synthetic-contry' is not known; did you mean synthetic-country",
    ),
    "an unknown slug near nothing": change(
        TWO, "area: synthetic-country", "area: zzz #!", "'zzz' is not known"
    ),
    "an unknown default": change(
        TWO, "  category: synthetic-thefts", "  category: synthetic-theft #!", "is not known; did"
    ),
    "an unknown helpline": change(
        ONE,
        "- {organisation: synthetic-helpline, paragraph: 1}",
        "- {organisation: synthetic-helplin, paragraph: 1} #!",
        "'synthetic-helplin' is not known; did you mean synthetic-helpline?",
    ),
    "a helpline twice": change(
        ONE,
        "paragraphs:\n",
        "  - {organisation: synthetic-helpline, paragraph: 2} #!\n  paragraphs:\n",
        "'synthetic-helpline' is named already",
    ),
    "missing dimensions": change(
        TWO,
        "  - measure: synthetic-money\n    area: synthetic-country\n",
        "  - measure: null #!\n",
        "names no measure and no area",
    ),
    "a cell twice": change(
        ONE,
        "  - area: synthetic-force-b\n",
        f"  - area: synthetic-force-a #!\n    {FIGURE}  - area: synthetic-force-b\n",
        f"the cell {CELL_A} stands twice, first at {ONE}:17; list the further places",
    ),
    "words that read as another number": change(
        *_stated('"121"', "'121' reads as 121, not as 120")
    ),
    "words that are good to another place": change(
        *_stated('"120.0"', "'120.0' reads as 120.0, not as 120")
    ),
    "words with another hedge": change(
        *_stated("nearly 120", "'nearly 120' is stated as nearly, not as exact")
    ),
    "words that name no number": change(*_stated("a number", "'a number' names no number")),
    "words that name two numbers": change(*_stated("120 of 130", "names more than one number")),
    "a claim in another unit": marked(
        {
            **FILES,
            ONE: FILES[ONE]
            .replace("stated: 20 per cent\n", "stated: 20 per cent #!\n")
            .replace("unit: per-cent", "unit: fold"),
        },
        "'20 per cent' is in per-cent, not in fold",
    ),
    "a place twice": change(
        ONE,
        FIGURE,
        'value: 120\n    cited:\n      - {paragraph: 1, stated: "120"}\n'
        '      - {paragraph: 1, stated: "120"} #!\n',
        "this place is listed already",
    ),
    "a paragraph without a fingerprint": change(
        ONE,
        FIGURE,
        'value: 120\n    cited: \n      - {paragraph: 3, stated: "120"} #!\n',
        "paragraph 3 has no fingerprint under source.paragraphs",
    ),
    "a claim's paragraph without a fingerprint": change(
        ONE, "  - paragraph: 2\n", "  - paragraph: 3 #!\n", "paragraph 3 has no fingerprint"
    ),
    "a further place without a fingerprint": change(
        ONE,
        "    kind: change\n",
        "    kind: change\n    also: [{paragraph: 9, stated: x}] #!\n",
        "paragraph 9 has no fingerprint",
    ),
    "a helpline's paragraph without a fingerprint": change(
        ONE,
        "- {organisation: synthetic-helpline, paragraph: 1}",
        "- {organisation: synthetic-helpline, paragraph: 9} #!",
        "paragraph 9 has no fingerprint",
    ),
}
