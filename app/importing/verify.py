"""Proving a record against the documents that it cites.

Whoever holds the documents can check two things for every citation: that the paragraph is the one
that was read (its fingerprint), and that the figure is really stated in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.domain.observation import Citation
from app.domain.record import CitedSource, Record
from app.domain.source import fingerprint, paragraphs, states


@dataclass
class Verification:
    """What was proved, what failed, and what could not be looked at."""

    paragraphs: int = 0
    statements: int = 0
    misses: list[str] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)


def verify(record: Record, articles: Mapping[str, str]) -> Verification:
    """Check every citation of a record against the texts of its sources, by file name.

    The text of a source is found by its paragraphs and not by its name, so it can be saved under
    any name.
    """
    result = Verification()
    texts = {name: paragraphs(text) for name, text in articles.items()}
    stated = list(_citations(record))
    for cited in record.sources:
        if not cited.fingerprints:
            continue  # a table, which has no paragraphs to prove
        text = _text_of(cited, texts)
        statements = [citation for citation in stated if citation.source == cited.source.slug]
        if text is None:
            result.unchecked.append(
                f"{cited.source.slug}: no text found; {len(cited.fingerprints)} paragraphs and "
                f"{len(statements)} statements not checked"
            )
            continue
        _check(cited, statements, text, result)
    return result


def _citations(record: Record) -> Iterator[Citation]:
    for figure in record.figures:
        yield from figure.citations
    for claim in record.claims:
        yield from claim.citations


def _text_of(cited: CitedSource, texts: Mapping[str, list[str]]) -> list[str] | None:
    """The text that shares most paragraphs with the source, if any does."""
    wanted = set(cited.fingerprints.values())
    shared = {
        name: len(wanted & {fingerprint(paragraph) for paragraph in text})
        for name, text in texts.items()
    }
    best = max(shared, key=lambda name: shared[name], default=None)
    return texts[best] if best is not None and shared[best] else None


def _check(
    cited: CitedSource, statements: Sequence[Citation], text: list[str], result: Verification
) -> None:
    slug = cited.source.slug
    for number, wanted in sorted(cited.fingerprints.items()):
        result.paragraphs += 1
        if number > len(text) or fingerprint(text[number - 1]) != wanted:
            result.misses.append(f"{slug} paragraph {number}: the fingerprint does not match")
    for citation in statements:
        result.statements += 1
        number = citation.paragraph or 0  # articles alone are verified, and they have paragraphs
        if not 0 < number <= len(text) or not states(text[number - 1], citation.stated):
            result.misses.append(f"{slug} paragraph {number}: “{citation.stated}” is not in it")
