"""Reading a number as a newspaper states it, in digits or in words, with its hedge and its unit.

`read("more than 750")` is 750 hedged as more_than; `read("almost nine-fold")` is 9, nearly, in the
unit fold; `read("£1.6 million")` is 1.6E+6 pounds, good to the place that was printed.

A form that is not known is refused and never read in part: 2½ is not 2, and neither is two thirds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from app.domain.quantity import Qualifier
from app.errors import MalformedError


@dataclass(frozen=True)
class StatedNumber:
    """What a statement says: a size (a sign is not read), how it was hedged, and its unit where
    one is named."""

    value: Decimal
    qualifier: Qualifier
    unit: str | None


@dataclass(frozen=True)
class _Found:
    """A number in a text, and the characters that it takes up."""

    value: Decimal
    start: int
    end: int
    unit: str | None = None
    qualifier: Qualifier = Qualifier.EXACT


_HEDGES = {
    **dict.fromkeys(("about", "around", "roughly", "approximately"), Qualifier.ABOUT),
    **dict.fromkeys(("nearly", "almost", "just under", "close to"), Qualifier.NEARLY),
    **dict.fromkeys(("more than", "over", "above"), Qualifier.MORE_THAN),
    **dict.fromkeys(("topped", "passed", "exceeded"), Qualifier.MORE_THAN),
    **dict.fromkeys(("at least",), Qualifier.AT_LEAST),
    **dict.fromkeys(("less than", "fewer than", "under", "below"), Qualifier.LESS_THAN),
}
_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth"),
    *("sixth", "seventh", "eighth", "ninth", "tenth"),
)
_WORDS = (
    {word: n for n, word in enumerate(_SMALL)}
    | {word: n * 10 for n, word in enumerate(_TENS, start=2)}
    | {"a": 1}
)
_SCALES = {"thousand": 3, "million": 6, "billion": 9}
_AFTER_DIGITS = _SCALES | {"hundred": 2, "k": 3, "m": 6, "bn": 9}
_PLURALS = {"hundreds": Decimal(100), "thousands": Decimal(1000), "millions": Decimal(1_000_000)}
_FRACTIONS = {
    "half": Decimal(50),
    "third": Decimal("33.3"),
    "quarter": Decimal(25),
    "fifth": Decimal(20),
    "tenth": Decimal(10),
}


def _any(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(sorted(words, key=len, reverse=True))})"


_GAP = r"(?:\s+|-)"
_HUNDRED = rf"(?:{_any(_TENS)}(?:{_GAP}{_any(_SMALL[1:10])})?|{_any(_SMALL)})"
_THOUSAND = rf"(?:(?:{_HUNDRED}|a){_GAP}hundred(?:{_GAP}(?:and{_GAP})?{_HUNDRED})?|{_HUNDRED})"
_SCALED = rf"(?:{_THOUSAND}|a){_GAP}{_any(_SCALES)}"
_SPELLED = re.compile(
    rf"\b(?:{_SCALED}(?:{_GAP}{_SCALED})*(?:{_GAP}(?:and{_GAP})?{_THOUSAND})?|{_THOUSAND})\b"
)
_ORDINAL_AFTER = re.compile(rf"{_GAP}{_any(_ORDINALS)}\b")
_DIGITS = re.compile(r"£?\.?\d(?:[\d.,]*\d)?")
_WRITTEN = re.compile(r"£?((?:[1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.\d+)?)")
_SCALE_AFTER = re.compile(rf"{_GAP}?({_any(_AFTER_DIGITS)})\b")
_FRACTION = re.compile(
    rf"\b(?:(?:a|one){_GAP}({_any(_FRACTIONS)})|(half|quarter))(?=$|[,.;]|\s+of\b)"
)
_ORDINAL = re.compile(rf"(?<!\ba )(?<!\bone )\b({_any(_ORDINALS)})\b")
_HEDGE = re.compile(
    rf"\b(no |not )?({_any(_HEDGES)}|up to|at most|as many as|as few as) (?:the |a )?$"
)
_PER_CENT = re.compile(r"(?:\bper cent|\bpercent|(?<=\d)percent|%)(?!\w)")
_FOLD = re.compile(r"(?:\b|\d)fold\b")
# What turns a number beside it into another one.
_UNREAD = re.compile(
    r"\b(?:hundred|thousand|million|billion|trillion)(?:s|ths?)?\b"
    r"|\b(?:dozen|half|quarter)s?\b|\bhalves\b"
    r"|\b(?:third|fifth|sixth|seventh|eighth|ninth|tenth)s\b"
)


def read(text: str) -> StatedNumber:
    """The number that a short statement names.

    MalformedError where it names none, several, or one in a form that is not read.
    """
    words = " ".join(text.casefold().split())
    if words in _PLURALS:
        return StatedNumber(_PLURALS[words], Qualifier.PLURAL, None)
    found = _number(words, text)
    hedge = _HEDGE.search(words[: found.start])
    qualifier = found.qualifier
    if hedge:
        if hedge[1] or hedge[2] not in _HEDGES:
            raise MalformedError(f"{text!r} hedges its number in a way that is not read")
        qualifier = _HEDGES[hedge[2]]
    return StatedNumber(found.value, qualifier, found.unit or _unit(words))


def _number(words: str, text: str) -> _Found:
    if any(sign.isnumeric() and not sign.isascii() for sign in words):
        raise MalformedError(f"{text!r} names a number in signs other than plain digits")
    fractions = list(_fractions(words))
    rest = words
    for fraction in fractions:
        rest = _without(rest, fraction)
    found = [*fractions, *_in_digits(rest, text), *_in_words(rest, text)]
    if not found:
        found = [
            _Found(Decimal(_ORDINALS.index(ordinal[1]) + 1), *ordinal.span())
            for ordinal in _ORDINAL.finditer(rest)
        ]
    if len(found) > 1:
        raise MalformedError(f"{text!r} names more than one number")
    if not found:
        raise MalformedError(f"{text!r} names no number that is read")
    if _UNREAD.search(_without(words, found[0])):
        raise MalformedError(f"{text!r} names a number in a form that is not read")
    return found[0]


def _unit(words: str) -> str | None:
    if _PER_CENT.search(words):
        return "per-cent"
    return "fold" if _FOLD.search(words) else None


def _fractions(words: str) -> Iterator[_Found]:
    for match in _FRACTION.finditer(words):
        before = words[: match.start()]
        # Bare, and after another word, it is the second half of something.
        if match[2] and before and not _HEDGE.search(before):
            continue
        value = _FRACTIONS[match[1] or match[2]]
        yield _Found(value, *match.span(), "per-cent", Qualifier.FRACTION)


def _in_digits(words: str, text: str) -> Iterator[_Found]:
    for match in _DIGITS.finditer(words):
        written = _WRITTEN.fullmatch(match[0])
        scale = _SCALE_AFTER.match(words, match.end())
        end = scale.end() if scale else match.end()
        attached = re.match(r"(?!(?:st|nd|rd|th|fold|percent)\b)[^\W\d]", words[end:])
        if not written or attached or re.search(r"(?:\w|(?<!\w)[-−])$", words[: match.start()]):
            raise MalformedError(f"{text!r} names a number in a form that is not read")
        exponent = _AFTER_DIGITS[scale[1]] if scale else 0
        value = Decimal(f"{written[1].replace(',', '')}E{exponent}")
        yield _Found(value, match.start(), end, "pounds" if match[0].startswith("£") else None)


def _in_words(words: str, text: str) -> Iterator[_Found]:
    for match in _SPELLED.finditer(words):
        total = current = 0
        scales = []
        for word in re.split(_GAP, match[0]):
            if word in _SCALES:
                scales.append(_SCALES[word])
                total, current = total + current * 10 ** _SCALES[word], 0
            elif word == "hundred":
                current *= 100
            elif word != "and":
                current += _WORDS[word]
        rising = any(before <= after for before, after in pairwise(scales))
        if rising or _ORDINAL_AFTER.match(words, match.end()):
            raise MalformedError(f"{text!r} names a number in a form that is not read")
        yield _Found(Decimal(total + current), *match.span())


def _without(words: str, found: _Found) -> str:
    """The text with the number blanked out, everything else in its place."""
    return words[: found.start] + " " * (found.end - found.start) + words[found.end :]
