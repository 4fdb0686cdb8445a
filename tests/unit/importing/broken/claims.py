"""Claims that are well formed, and cannot be checked."""

from tests.synthetic import FILES, ONE
from tests.unit.importing.broken.case import change, marked

OPERANDS = """\
      from: {area: synthetic-force-a, period: 2018-19}
      to: {area: synthetic-force-a}
"""
CELL_A = "synthetic-count:synthetic-force-a:2019-20:synthetic-thefts:-:-:synthetic-dataset"

CASES = {
    "an operand that is not in the record": change(
        ONE,
        OPERANDS,
        "      from: {area: synthetic-force-a, period: 2017-18} #!\n"
        "      to: {area: synthetic-force-a}\n",
        f"the operand {CELL_A.replace('2019-20', '2017-18')} is not in the record; did you mean ",
    ),
    "an operand of an unknown area": change(
        ONE,
        OPERANDS,
        "      from:\n        missing: x\n      to: #!\n        area: synthetic-force-c #!\n",
        "the operand synthetic-count:synthetic-force-c:2019-20:",
        "'synthetic-force-c' is not known",
    ),
    "an operand without an area": change(
        ONE, OPERANDS, "      from: {missing: x}\n      to: {period: 2018-19} #!\n", "names no area"
    ),
    "other roles": change(
        ONE,
        "  - paragraph: 2\n    kind: change\n",
        "  - paragraph: 2 #!#!#!#!\n    kind: share\n",
        "a claim of kind share has no operand 'from'; it has part, whole",
        "a claim of kind share has no operand 'to'; it has part, whole",
        "a claim of kind share needs the operand 'part'",
        "a claim of kind share needs the operand 'whole'",
    ),
    "a role twice": marked(
        {
            **FILES,
            ONE: FILES[ONE]
            .replace("  - paragraph: 2\n", "  - paragraph: 2 #!\n")
            .replace("to: {area: synthetic-force-a}", "to: [{missing: x}, {missing: y}]"),
        },
        "the operand 'to' stands once",
    ),
    "an empty role": marked(
        {
            **FILES,
            ONE: FILES[ONE]
            .replace("  - paragraph: 2\n", "  - paragraph: 2 #!\n")
            .replace("to: {area: synthetic-force-a}", "to: []"),
        },
        "a claim of kind change needs the operand 'to'",
    ),
    "a claim without its value": marked(
        {
            **FILES,
            ONE: FILES[ONE]
            .replace("  - paragraph: 2\n", "  - paragraph: 2 #!#!\n")
            .replace("    value: 20\n    unit: per-cent\n", ""),
        },
        "a claim of kind change needs 'unit'",
        "a claim of kind change needs 'value'",
    ),
    "a claim with a direction of its own": change(
        ONE,
        "  - paragraph: 2\n",
        "  - paragraph: 2 #!\n    direction: up\n",
        "a claim of kind change has no 'direction'",
    ),
    "a share below zero": marked(
        {
            **FILES,
            ONE: FILES[ONE]
            .replace(
                "  - paragraph: 2\n    kind: change\n", "  - paragraph: 2 #!\n    kind: share\n"
            )
            .replace("value: 20\n", "value: -20\n")
            .replace(" from: ", " part: ")
            .replace(" to: ", " whole: "),
        },
        "a claim of kind share is not below zero",
    ),
    "a further place twice": change(
        ONE,
        "    kind: change\n",
        "    kind: change\n    also:\n      - {paragraph: 1, stated: x}\n"
        "      - {paragraph: 2, stated: 20 per cent} #!\n",
        "this place is listed already",
    ),
}
