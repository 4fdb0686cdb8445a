"""What a set of documents must satisfy together. Each rule yields a fault for every breach."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from app.errors import Fault
from app.importing.parse import Parsed
from app.importing.rules import claims, dictionaries, figures
from app.importing.rules.known import Known

Rule = Callable[[Sequence[Parsed], Known], Iterator[Fault]]

RULES: tuple[Rule, ...] = (
    dictionaries.slugs_are_unique,
    dictionaries.codes_of_areas_are_unique,
    dictionaries.names_of_areas_are_unambiguous,
    dictionaries.areas_are_linked_once,
    dictionaries.what_figures_rest_on_stays,
    dictionaries.references_exist,
    dictionaries.nothing_is_inside_itself,
    figures.dimensions_are_known,
    figures.support_is_known_and_named_once,
    figures.cells_are_whole,
    figures.cells_stand_once,
    figures.places_stand_once,
    figures.stated_words_read_as_the_value,
    figures.cited_paragraphs_have_fingerprints,
    claims.claims_have_the_parts_of_their_kind,
    claims.claims_of_a_paragraph_are_told_apart,
    claims.operands_are_in_the_record,
)


def check(parsed: Sequence[Parsed], known: Known) -> list[Fault]:
    """Every fault of the record and the documents as a whole, as far as they could be read."""
    return [fault for rule in RULES for fault in rule(parsed, known)]
