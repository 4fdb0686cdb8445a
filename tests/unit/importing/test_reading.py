"""Documents without a fault, and the record that they make."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import yaml

from app.domain.observation import Citation, Inference, Observation
from app.domain.record import Record
from app.errors import RefusedError
from app.importing.document import Document
from app.importing.run import digest_of, read_record
from tests.synthetic import AREAS, FILES, ONE, TWO, documents, edited

HASH_1, HASH_7 = f"sha256:{'1' * 64}", f"sha256:{'7' * 64}"


@pytest.fixture(scope="module")
def record() -> Record:
    return read_record(documents())


def _figure(record: Record, **wanted: str) -> Observation:
    (found,) = (
        observation
        for observation in record.observations
        if all(getattr(observation, name) == value for name, value in wanted.items())
    )
    return found


def _as_json(text: str) -> str:
    def unquoted(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: unquoted(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [unquoted(inner) for inner in value]
        return {"null": None, "true": True, "false": False, "120": 120}.get(value, value)

    return json.dumps(unquoted(yaml.load(text, yaml.BaseLoader)), indent=1)


@pytest.mark.parametrize(
    "written",
    [
        _as_json,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text,
        lambda text: "\ufeff" + text.replace("\n", "\r\n"),
        lambda text: "---\n" + text + "...\n",
        lambda text: text.rstrip("\n"),
    ],
    ids=["JSON", "CRLF", "BOM", "BOM and CRLF", "markers", "no last newline"],
)
def test_other_ways_to_write_a_file_are_read_alike(
    written: Callable[[str], str], record: Record
) -> None:
    assert read_record(documents({name: written(text) for name, text in FILES.items()})) == record


def test_lines_are_counted_alike_in_crlf() -> None:
    text = FILES[TWO].replace("kind: article", "kind: []").replace("\n", "\r\n")
    with pytest.raises(Exception, match="1 fault") as refused:
        read_record(documents({**FILES, TWO: text}))
    assert refused.value.faults[0].line == 4  # type: ignore[attr-defined]


def test_a_value_keeps_the_places_that_were_written(record: Record) -> None:
    money = _figure(record, measure="synthetic-money").value
    assert money is not None
    assert money.as_tuple() == Decimal("1.60E+6").as_tuple()


def test_a_row_takes_from_the_defaults_what_it_leaves_out(record: Record) -> None:
    assert [observation.id for observation in record.observations] == [
        "synthetic-count:synthetic-force-a:2019-20:synthetic-thefts:-:-:synthetic-dataset",
        "synthetic-count:synthetic-force-a:2018-19:synthetic-thefts:-:-:synthetic-dataset",
        "synthetic-count:synthetic-force-b:2019-20:synthetic-thefts:-:-:synthetic-dataset",
        "synthetic-money:synthetic-country:unstated:-:-:-:synthetic-dataset",
    ]


def test_a_figure_printed_twice_is_one_with_the_receipts_of_both(record: Record) -> None:
    figure = _figure(record, area="synthetic-force-a", period="2019-20")
    assert figure.citations == [
        Citation("synthetic-one", 1, "120", HASH_1),
        Citation("synthetic-two", 7, "120", HASH_7),
    ]
    assert figure.unit == "offences"


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        (None, None, None),
        (None, "b", "b"),
        ("a", None, "a"),
        ("a", "a", "a"),
        ("a", "b", "a b"),
    ],
)
def test_the_notes_of_both_sources_stay(
    first: str | None, second: str | None, together: str | None
) -> None:
    record = read_record(
        documents(
            {
                **FILES,
                ONE: FILES[ONE].replace("value: 120\n", f"value: 120\n    note: {first or '~'}\n"),
                TWO: FILES[TWO].replace("Synthetic note of the second source.", second or "~"),
            }
        )
    )
    assert _figure(record, area="synthetic-force-a", period="2019-20").note == together


def test_what_two_sources_inferred_is_told_once_each() -> None:
    def inferred(reasons: str) -> str:
        return f"value: 120\n    inferred: {{{reasons}}}\n"

    record = read_record(
        documents(
            {
                **FILES,
                ONE: FILES[ONE].replace("value: 120\n", inferred("area: x, period: y")),
                TWO: FILES[TWO].replace("value: 120\n", inferred("period: y, category: z")),
            }
        )
    )
    assert _figure(record, area="synthetic-force-a", period="2019-20").inferred == [
        Inference("area", "x"),
        Inference("period", "y"),
        Inference("category", "z"),
    ]


def test_a_claim_is_told_apart_in_its_paragraph_by_its_ordinal() -> None:
    claim = FILES[ONE].partition("claims:\n")[2]
    second = claim.replace("paragraph: 2\n", "paragraph: 2\n    ordinal: 7\n")
    text = FILES[ONE] + claim.replace("paragraph: 2", "paragraph: 1") + second
    record = read_record(documents({**FILES, ONE: text}))
    assert [found.id for found in record.claims] == [
        "synthetic-one:2:1",
        "synthetic-one:1:1",
        "synthetic-one:2:7",
    ]


def test_two_claims_of_a_paragraph_without_ordinals_are_refused() -> None:
    claim = FILES[ONE].partition("claims:\n")[2]
    with pytest.raises(RefusedError) as refused:
        read_record(documents({**FILES, ONE: FILES[ONE] + claim}))
    (fault,) = refused.value.faults
    assert "has its claim 1 at line" in fault.detail


def test_words_that_go_the_other_way_than_the_number_are_refused() -> None:
    files = edited(ONE, "stated: 20 per cent", "stated: 20 per cent fall")
    with pytest.raises(RefusedError, match="1 fault"):
        read_record(documents(files))


def test_an_operand_can_be_missing_by_name() -> None:
    files = edited(ONE, "to: {area: synthetic-force-a}", "to: {missing: The later figure.}")
    (claim,) = read_record(documents(files)).claims
    found, missing = claim.operands
    assert found.cell is not None
    assert found.missing is None
    assert (missing.role, missing.cell, missing.missing) == ("to", None, "The later figure.")


def test_quoted_words_of_yaml_are_text() -> None:
    files = edited(AREAS, "aliases: [SFA]", 'aliases: ["null", "true", "1.60", "~"]')
    assert read_record(documents(files)).areas[1].aliases == ["null", "true", "1.60", "~"]


def test_the_digest_is_of_names_and_bytes_in_any_order() -> None:
    one, two = Document("a", b"bc"), Document("b", b"c")
    assert digest_of([one, two]) == digest_of([two, one])
    assert len({digest_of(made) for made in ([one], [two], [one, two], [])}) == 4
    assert digest_of([one]) != digest_of([Document("b", b"bc")])
    # A byte that moves from the name into the data is another document.
    assert digest_of([one]) != digest_of([Document("ab", b"c")])
