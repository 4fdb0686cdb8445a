"""Reading a number as a newspaper states it, in digits or in words, with its hedge and its unit.

`read("more than 750")` is 750 hedged as more_than; `read("almost nine-fold")` is 9, nearly, in the
unit fold; `read("£1.6 million")` is 1.6E+6 pounds, good to the place that was printed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from app.domain.quantity import Qualifier
from app.errors import MalformedError


@dataclass(frozen=True)
class StatedNumber:
    """What a statement says: a size, how it was hedged, and its unit where one is named."""

    value: Decimal
    qualifier: Qualifier
    unit: str | None


_HEDGES = {
    Qualifier.ABOUT: ("about", "around", "roughly", "approximately"),
    Qualifier.NEARLY: ("nearly", "almost", "just under", "close to"),
    Qualifier.MORE_THAN: ("more than", "over", "above", "topped", "passed", "exceeded"),
    Qualifier.AT_LEAST: ("at least",),
    Qualifier.LESS_THAN: ("less than", "fewer than", "under", "below"),
}
_UNITS = {"per-cent": ("per cent", "percent", "%"), "fold": ("fold",)}
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
    | {word: n for n, word in enumerate(_ORDINALS, start=1)}
)
_SCALES = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9}
_FRACTIONS = {
    "half": Decimal(50),
    "third": Decimal("33.3"),
    "quarter": Decimal(25),
    "fifth": Decimal(20),
    "tenth": Decimal(10),
}
_DIGITS = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?", re.ASCII)


def read(text: str) -> StatedNumber:
    """The number that a short statement names; MalformedError where it names none, or several."""
    words = text.casefold().replace("’", "'").strip()
    qualifier, words = _hedge(words)
    unit = next((unit for unit, names in _UNITS.items() if _names_unit(words, names)), None)
    if words.startswith("£"):
        unit = "pounds"
    if words in ("hundreds", "thousands", "millions"):
        return StatedNumber(Decimal(10) ** _SCALES[words[:-1]], Qualifier.PLURAL, None)
    fraction = re.fullmatch(r"(?:a |one |one-)?(half|third|quarter|fifth|tenth)", words)
    if fraction and words not in _ORDINALS:  # "third" alone counts; "a third" divides
        hedged = Qualifier.FRACTION if qualifier is Qualifier.EXACT else qualifier
        return StatedNumber(_FRACTIONS[fraction[1]], hedged, "per-cent")
    digits = _DIGITS.findall(words)
    if len(digits) > 1:
        raise MalformedError(f"{text!r} names more than one number")
    value = _from_digits(words, digits[0]) if digits else _from_words(words)
    if value is None:
        raise MalformedError(f"{text!r} names no number")
    return StatedNumber(value, qualifier, unit)


def _hedge(words: str) -> tuple[Qualifier, str]:
    for qualifier, hedges in _HEDGES.items():
        for hedge in hedges:
            if words.startswith(hedge + " "):
                return qualifier, words[len(hedge) :].strip().removeprefix("the ")
    return Qualifier.EXACT, words


def _names_unit(words: str, names: tuple[str, ...]) -> bool:
    return any(re.search(rf"(?:^|[\s\d-]){re.escape(name)}(?:$|[\s-])", words) for name in names)


def _from_digits(words: str, digits: str) -> Decimal:
    after = words.partition(digits)[2].split()
    scale = _SCALES.get(after[0], 0) if after else 0
    return Decimal(digits.replace(",", "")).scaleb(scale)


def _from_words(words: str) -> Decimal | None:
    """A number spelled out: the words up to the first that is not part of one."""
    total = current = 0
    found = False
    for word in re.split(r"[\s-]+", words):
        if word in _WORDS:
            current += _WORDS[word]
        elif word in _SCALES and found:
            current *= 10 ** _SCALES[word]
            if word != "hundred":
                total, current = total + current, 0
        elif not (word == "and" and found):
            if found:
                break
            continue
        found = True
    return Decimal(total + current) if found else None
