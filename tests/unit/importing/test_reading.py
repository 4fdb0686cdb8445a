"""Documents without a fault, and the record that they make."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import yaml

from app.domain.dictionary import OtherCategory
from app.domain.observation import Citation, Status
from app.domain.record import Record, StatedFigure
from app.errors import RefusedError
from app.importing.document import Document
from app.importing.order import digest_of
from app.importing.run import read_record
from tests.synthetic import AREAS, CATEGORIES, FILES, ONE, TWO, documents, edited

HASH_1, HASH_7 = f"sha256:{'1' * 64}", f"sha256:{'7' * 64}"


@pytest.fixture(scope="module")
def record() -> Record:
    return read_record(documents())


def _figures(record: Record, **wanted: str) -> list[StatedFigure]:
    return [
        figure
        for figure in record.figures
        if all(getattr(figure.cell, name) == value for name, value in wanted.items())
    ]


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
    read = read_record(documents({name: written(text) for name, text in FILES.items()}))
    assert _without_lines(read) == _without_lines(record)


def _without_lines(record: Record) -> Record:
    return replace(record, figures=[replace(figure, line=0) for figure in record.figures])


def test_lines_are_counted_alike_in_crlf() -> None:
    text = FILES[TWO].replace("kind: article", "kind: []").replace("\n", "\r\n")
    with pytest.raises(Exception, match="1 fault") as refused:
        read_record(documents({**FILES, TWO: text}))
    assert refused.value.faults[0].line == 4  # type: ignore[attr-defined]


def test_a_value_keeps_the_places_that_were_written(record: Record) -> None:
    (money,) = _figures(record, measure="synthetic-money")
    assert money.said.value is not None
    assert money.said.value.as_tuple() == Decimal("1.60E+6").as_tuple()


def test_a_row_takes_from_the_defaults_what_it_leaves_out(record: Record) -> None:
    assert [figure.cell.key for figure in record.figures] == [
        "synthetic-count:synthetic-force-a:2019-20:synthetic-thefts:-:-:synthetic-dataset",
        "synthetic-count:synthetic-force-a:2018-19:synthetic-thefts:-:-:synthetic-dataset",
        "synthetic-count:synthetic-force-b:2019-20:synthetic-thefts:-:-:synthetic-dataset",
        "synthetic-count:synthetic-force-a:2019-20:synthetic-thefts:-:-:synthetic-dataset",
        "synthetic-money:synthetic-country:unstated:-:-:-:synthetic-dataset",
    ]


def test_each_source_states_a_figure_for_itself(record: Record) -> None:
    one, two = _figures(record, area="synthetic-force-a", period="2019-20")
    assert one.citations == [Citation("synthetic-one", 1, "120", HASH_1)]
    assert two.citations == [Citation("synthetic-two", 7, "120", HASH_7)]
    assert (one.said.note, two.said.note) == (None, "Synthetic note of the second source.")
    assert (one.document, one.line) == (ONE, 17)
    assert (two.document, two.line) == (TWO, 13)


def test_two_sources_may_differ() -> None:
    files = {**FILES, TWO: FILES[TWO].replace("value: 120", "value: 121").replace("120", "121")}
    one, two = _figures(read_record(documents(files)), area="synthetic-force-a", period="2019-20")
    assert (one.said.value, two.said.value) == (Decimal(120), Decimal(121))


def test_a_row_says_why_it_differs_from_before() -> None:
    files = edited(ONE, "value: 100\n", "value: 100\n    reason: Recounted.\n")
    figures = read_record(documents(files)).figures
    assert [figure.reason for figure in figures] == [None, "Recounted.", None, None, None]


def test_a_row_can_withdraw_its_figure() -> None:
    files = edited(ONE, "value: 100\n", "status: withdrawn\n")
    _, figure, *_ = read_record(documents(files)).figures
    assert (figure.said.status, figure.said.value) == (Status.WITHDRAWN, None)


def test_a_claim_can_be_withdrawn() -> None:
    files = edited(ONE, "    kind: change\n", "    kind: change\n    withdrawn: An error.\n")
    read = read_record(documents(files))
    assert read.claims == []
    assert read.withdrawn_claims == {("synthetic-one", 2, 1): "An error."}


def test_a_source_can_be_an_edition_of_a_publication() -> None:
    edition = "  series: synthetic-series\n  edition: 2020-03-31\n"
    files = edited(ONE, "  kind: article\n", f"  kind: article\n{edition}")
    source = read_record(documents(files)).sources[0].source
    assert (source.series, str(source.edition)) == ("synthetic-series", "2020-03-31")


def test_a_category_says_what_it_is_not_and_what_it_is_made_of() -> None:
    more = (
        "    sum_of_children: true\n    aliases: [All of them]\n    home_office_codes: [99A]\n"
        "    distinct_from: [{category: synthetic-thefts, why: One is a part of the other.}]\n"
    )
    old = "    name: Synthetic offences\n"
    category = read_record(documents(edited(CATEGORIES, old, old + more))).categories[0]
    assert (category.sum_of_children, category.aliases) == (True, ["All of them"])
    assert category.home_office_codes == ["99A"]
    assert category.distinct_from == [
        OtherCategory("synthetic-thefts", "One is a part of the other.")
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
    one, two = Document.of("a", b"bc"), Document.of("b", b"c")
    assert digest_of([one, two]) == digest_of([two, one])
    assert len({digest_of(made) for made in ([one], [two], [one, two], [])}) == 4
    assert digest_of([one]) != digest_of([Document.of("b", b"bc")])
    # A byte that moves from the name into the data is another document.
    assert digest_of([one]) != digest_of([Document.of("ab", b"c")])


def test_a_document_is_read_from_its_beginning_each_time() -> None:
    document = Document.of("a", b"synthetic")
    assert (document.size, document.read(3), document.read(9)) == (9, b"syn", b"synthetic")
    assert document.fingerprint == f"sha256:{hashlib.sha256(b'synthetic').hexdigest()}"
    assert document.fingerprint == Document("b", 9, document.open).fingerprint
