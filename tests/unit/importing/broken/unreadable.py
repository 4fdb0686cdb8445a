"""Documents that cannot be read, or are of no known kind."""

from tests.synthetic import FILES, ONE, TWO
from tests.unit.importing.broken.case import at_line, change, marked

POPULATIONS = "reference/populations.yaml"
NESTED = "populations:\n" + "".join(f"{' ' * depth}-\n" for depth in range(1, 30))

CASES = {
    "bad YAML": at_line(POPULATIONS, "populations:\n  - slug: [a\n  - b: c\n", 3, "is not YAML"),
    "a tab": at_line(POPULATIONS, "populations:\n\t- slug: a\n", 2, "is not YAML"),
    "not UTF-8": at_line(POPULATIONS, b"populations:\n  - slug: caf\xe9\n", 2, "is not UTF-8"),
    "UTF-16": at_line(POPULATIONS, "populations: []\n".encode("utf-16"), 1, "is not UTF-8"),
    "empty": at_line(POPULATIONS, b"", 1, "is empty"),
    "only a comment": at_line(POPULATIONS, "# nothing\n", 1, "is empty"),
    "a list": at_line(POPULATIONS, "# one\n- a\n- b\n", 2, "has no keys at its top level"),
    "a text": at_line(POPULATIONS, "populations\n", 1, "has no keys at its top level"),
    "an unknown kind": at_line(
        POPULATIONS, "\nsynthetic: []\n", 2, "needs one of source, areas, categories, platforms"
    ),
    "a kind misspelt": at_line(POPULATIONS, "\npopulatoins: []\n", 2, "did you mean populations"),
    "two kinds in one": marked(
        {**FILES, POPULATIONS: "areas: []\npopulations: [] #!\n"}, "not a key that belongs here"
    ),
    "two documents": at_line(
        POPULATIONS, "populations: []\n---\npopulations: []\n", 2, "found another document"
    ),
    "a key twice": change(
        ONE, "  kind: article\n", "  kind: article\n  kind: x #!\n", "the key 'kind' stands twice"
    ),
    "two keys twice": change(
        TWO,
        "    area: synthetic-country\n",
        "    area: synthetic-country\n    area: a #!\n    measure: b #!\n",
        "the key 'area' stands twice",
        "the key 'measure' stands twice",
    ),
    "a key that is a list": change(
        ONE, "  kind: article\n", "  ? [a] #!\n  : b\n", "a key is not plain text"
    ),
    "an anchor": change(ONE, "one\n  kind", "one\n  kind: &it x #!\n  x", "anchors and aliases"),
    "an alias": at_line(POPULATIONS, "populations:\n  - slug: *a\n", 2, "anchors and aliases"),
    "a tag": at_line(POPULATIONS, "populations:\n  - slug: !!str a\n", 2, "tags are not read"),
    "a constructor": at_line(
        POPULATIONS, "populations: []\nx: !!python/object/apply:os.getcwd []\n", 2, "tags are not"
    ),
    "deep nesting": at_line(POPULATIONS, NESTED, 21, "is nested deeper than 20 levels"),
    "very deep nesting": at_line(POPULATIONS, "[" * 100_000, 1, "is nested deeper than 20 levels"),
    "too large": at_line(POPULATIONS, b"#" * 5_000_001, 1, "5,000,001 bytes; at most 5,000,000"),
    "a control character": at_line(
        POPULATIONS, "# é\npopulations:\n  - name: a\x07b\n", 3, "a character that YAML does not"
    ),
    "an escaped NUL": change(
        ONE, "title: Synthetic source one", 'title: "a\\0b" #!', "holds a control character"
    ),
}
