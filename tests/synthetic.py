"""A small seed that is made up from end to end, for tests to break on purpose.

Every name in it says that it is synthetic, and its figures are about no real place.
"""

from collections.abc import Mapping
from pathlib import Path

from app.importing.document import Document

ONE = "sources/synthetic-one.yaml"
TWO = "sources/synthetic-two.yaml"
AREAS = "reference/areas.yaml"
CATEGORIES = "reference/categories.yaml"
MEASURES = "reference/measures.yaml"
PLATFORMS = "reference/platforms.yaml"

FILES: Mapping[str, str] = {
    AREAS: """\
areas:
  - slug: synthetic-country
    name: Synthetic Country
    kind: country
    definition: Synthetic, the whole of it.
  - slug: synthetic-force-a
    name: Synthetic Force A
    kind: force
    gss_code: S99000001
    definition: Synthetic, one part.
    aliases: [SFA]
    member_of:
      - area: synthetic-country
  - slug: synthetic-force-b
    name: Synthetic Force B
    kind: force
    definition: Synthetic, the other part.
    member_of:
      - area: synthetic-country
""",
    CATEGORIES: """\
categories:
  - slug: synthetic-offences
    name: Synthetic offences
    definition: Synthetic, all of them.
  - slug: synthetic-thefts
    name: Synthetic thefts
    parent: synthetic-offences
    definition: Synthetic, some of them.
""",
    PLATFORMS: """\
platforms:
  - slug: synthetic-platform
    name: Synthetic Platform
    operator: Synthetic Operator
    definition: Synthetic.
""",
    "reference/populations.yaml": """\
populations:
  - slug: synthetic-adults
    name: Synthetic adults
    definition: Synthetic.
""",
    MEASURES: """\
measures:
  - slug: synthetic-count
    name: Synthetic count
    unit: offences
    counted: true
    summable: true
    comparable: true
    definition: Synthetic.
  - slug: synthetic-money
    name: Synthetic money
    unit: pounds
    counted: false
    summable: false
    comparable: false
    definition: Synthetic.
""",
    "reference/datasets.yaml": """\
datasets:
  - slug: synthetic-dataset
    name: Synthetic dataset
    producer: Synthetic Producer
    method: made up
    definition: Synthetic.
    coverage: Synthetic.
    comparability: Synthetic.
""",
    "reference/support_organisations.yaml": """\
support_organisations:
  - slug: synthetic-helpline
    name: Synthetic Helpline
    about: Nobody, as it is synthetic.
    website: https://synthetic.example
""",
    ONE: f"""\
source:
  slug: synthetic-one
  title: Synthetic source one
  kind: article
  notes: Synthetic.
  support:
    - {{organisation: synthetic-helpline, paragraph: 1}}
  paragraphs:
    1: sha256:{"1" * 64}
    2: sha256:{"2" * 64}
defaults:
  measure: synthetic-count
  category: synthetic-thefts
  dataset: synthetic-dataset
  period: 2019-20
observations:
  - area: synthetic-force-a
    value: 120
    cited: [{{paragraph: 1, stated: "120"}}]
  - area: synthetic-force-a
    period: 2018-19
    value: 100
    cited: [{{paragraph: 1, stated: one hundred}}]
  - area: synthetic-force-b
    status: suppressed
    cited: [{{paragraph: 2, stated: not shown}}]
claims:
  - paragraph: 2
    kind: change
    statement: Synthetic Force A recorded a fifth more.
    stated: 20 per cent
    value: 20
    unit: per-cent
    operands:
      from: {{area: synthetic-force-a, period: 2018-19}}
      to: {{area: synthetic-force-a}}
""",
    TWO: f"""\
source:
  slug: synthetic-two
  title: Synthetic source two
  kind: article
  notes: Synthetic.
  paragraphs:
    7: sha256:{"7" * 64}
defaults:
  measure: synthetic-count
  category: synthetic-thefts
  dataset: synthetic-dataset
observations:
  - area: synthetic-force-a
    period: 2019-20
    value: 120
    note: Synthetic note of the second source.
    cited: [{{paragraph: 7, stated: "120"}}]
  - measure: synthetic-money
    area: synthetic-country
    category: null
    period: unstated
    value: 1.60E+6
    cited: [{{paragraph: 7, stated: £1.60 million}}]
""",
}


def documents(files: Mapping[str, str | bytes] = FILES) -> list[Document]:
    """The files as the importer takes them."""
    return [Document.of(name, _encoded(text)) for name, text in files.items()]


def write(folder: Path, files: Mapping[str, str | bytes] = FILES) -> Path:
    """The files in a folder, as `onrecord seed --seed` takes them; the folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_encoded(text))
    return folder


def edited(name: str, old: str, new: str) -> dict[str, str | bytes]:
    """The files with one text in one of them replaced; it must stand there exactly once."""
    text = FILES[name]
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
    return {**FILES, name: text.replace(old, new)}


def _encoded(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()
