"""Dictionaries that are well formed, and contradict themselves or each other."""

from tests.synthetic import AREAS, CATEGORIES, FILES, ONE, TWO
from tests.unit.importing.broken.case import change, marked

SFA = "    aliases: [SFA]\n"

CASES = {
    "a slug twice": change(
        AREAS,
        "  - slug: synthetic-force-b\n",
        "  - {slug: synthetic-force-b, name: x, kind: force, definition: x}\n"
        "  - slug: synthetic-force-b #!\n",
        f"'synthetic-force-b' is also the slug of {AREAS}:14",
    ),
    "a source twice": change(
        TWO, "slug: synthetic-two", "slug: synthetic-one #!", f"is also the source of {ONE}"
    ),
    "a code twice": change(
        AREAS,
        "name: Synthetic Force B\n",
        "name: Synthetic Force B\n    gss_code: S99000001 #!\n",
        "S99000001 is the code of synthetic-force-a",
    ),
    "an alias of two areas": change(
        AREAS,
        "name: Synthetic Force B\n",
        "name: Synthetic Force B\n    aliases: [x, sfa] #!\n",
        "'sfa' already stands for synthetic-force-a",
    ),
    "an alias that is another's name": change(
        AREAS,
        SFA,
        "    aliases:\n      - SFA\n      - Synthetic force-B #!\n",
        "'Synthetic force-B' already stands for synthetic-force-b",
    ),
    "a name of two areas": change(
        AREAS,
        "name: Synthetic Force B\n",
        "name: SYNTHETIC force-A #!\n",
        "'SYNTHETIC force-A' already stands for synthetic-force-a",
    ),
    "an alias twice": change(
        AREAS, SFA, "    aliases: [SFA, sfa] #!\n", "'sfa' is an alias already"
    ),
    "a membership twice": marked(
        {
            **FILES,
            AREAS: FILES[AREAS].replace(
                f"{SFA}    member_of:\n      - area: synthetic-country\n",
                "    member_of:\n"
                "      - area: synthetic-country\n      - area: synthetic-country #!\n",
            ),
        },
        "is a member of 'synthetic-country' already",
    ),
    "an area told from itself": change(
        AREAS,
        SFA,
        "    distinct_from:\n      - {area: synthetic-force-a, why: x} #!\n",
        "is told from itself",
    ),
    "an area told from another twice": change(
        AREAS,
        SFA,
        "    distinct_from:\n      - {area: synthetic-force-b, why: x}\n"
        "      - {area: synthetic-force-b, why: y} #!\n",
        "is told from 'synthetic-force-b' already",
    ),
    "an area in a group that is unknown": change(
        AREAS,
        SFA,
        f"{SFA}    may_be: []\n    distinct_from: [{{area: synthetic-force-c, why: x}}] #!\n",
        "'synthetic-force-c' is not known; did you mean synthetic-force-",
    ),
    "an unknown parent": change(
        CATEGORIES,
        "parent: synthetic-offences",
        "parent: synthetic-ofences #!",
        "'synthetic-ofences' is not known; did you mean synthetic-offences",
    ),
    "a parent circle": marked(
        {
            **FILES,
            CATEGORIES: FILES[CATEGORIES]
            .replace("name: Synthetic offences\n", "name: x\n    parent: synthetic-thefts #!\n")
            .replace("parent: synthetic-offences\n", "parent: synthetic-offences #!\n"),
        },
        "'synthetic-offences' is inside itself",
        "'synthetic-thefts' is inside itself",
    ),
    "a membership circle": marked(
        {
            **FILES,
            AREAS: FILES[AREAS]
            .replace(
                "kind: country\n", "kind: country\n    member_of: [{area: synthetic-force-b}] #!\n"
            )
            .replace("other part.\n    member_of:\n", "other part.\n    member_of: #!\n"),
        },
        "'synthetic-country' is inside itself",
        "'synthetic-force-b' is inside itself",
    ),
    "an area inside itself": change(
        AREAS,
        "kind: country\n",
        "kind: country\n    member_of: [{area: synthetic-country}] #!\n",
        "'synthetic-country' is inside itself",
    ),
}
