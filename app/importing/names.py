"""How the texts of a table become entries: by slug, by name, by alias, never by likeness."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any, TypeVar

from app.domain.area_names import AreaNames
from app.domain.dictionary import Area, Category, Source
from app.domain.suggest import did_you_mean, fold, nearest
from app.errors import MalformedError

Value = TypeVar("Value")
PER_CENT = "per-cent"
_CODE = re.compile(r"[A-Z]\d{8}")
# A table may have as many texts as rows; what was read is remembered, but not without end.
_REMEMBERED = 50_000
# Finding what is near is dear, and nobody reads the thousandth suggestion.
_MOST_SUGGESTIONS = 1_000


class Memo(dict[Any, Value]):
    """What texts were read as. A text is read when it is first looked up; one that cannot be read
    raises MalformedError, and the next time too, without being read again."""

    def __init__(self, read: Callable[[Any], Value]) -> None:
        super().__init__()
        self._read = read
        self._unread: dict[Any, str] = {}

    def __missing__(self, text: Any) -> Value:
        if text in self._unread:
            raise MalformedError(self._unread[text])
        try:
            value = self._read(text)
        except MalformedError as error:
            if len(self._unread) < _REMEMBERED:
                self._unread[text] = str(error)
            raise
        if len(self) >= _REMEMBERED:
            self.clear()
        self[text] = value
        return value


@dataclass(frozen=True)
class Names:
    """The slugs that texts stand for, dictionary by dictionary, and the measures that are
    percentages or counts. A dictionary that could not be read whole is None: nothing can be called
    unknown to it."""

    areas: AreaNames | None
    spellings: Mapping[str, Mapping[str, Sequence[str]] | None]
    slugs: Mapping[str, Sequence[str]]
    categories: Mapping[str, Category]
    percentages: frozenset[str]
    counted: frozenset[str]
    suggestions: Iterator[None] = field(default_factory=lambda: repeat(None, _MOST_SUGGESTIONS))

    @classmethod
    def of(cls, entries: Mapping[str, Iterable[Any]], lost: frozenset[str]) -> Names:
        """The names of all entries, noun by noun."""
        listed = {noun: list(found) for noun, found in entries.items()}
        areas: list[Area] = listed["areas"]
        return cls(
            None if "areas" in lost else AreaNames.of(areas),
            {
                noun: None if noun in lost else _spelled(found)
                for noun, found in listed.items()
                if noun != "areas"
            },
            {noun: [entry.slug for entry in found] for noun, found in listed.items()},
            {category.slug: category for category in listed["categories"]},
            frozenset(measure.slug for measure in listed["measures"] if measure.unit == PER_CENT),
            frozenset(measure.slug for measure in listed["measures"] if measure.counted),
        )

    def area(self, text: str) -> str | None:
        """The slug of an area, by slug, code or name; None where nobody can know."""
        if self.areas is None:
            return None
        if _CODE.fullmatch(text.upper()):
            return self.areas.resolve("", code=text)
        return self.areas.resolve(text, suggest=self._may_suggest)

    def entry(self, noun: str, text: str) -> str | None:
        """The slug of an entry of another dictionary; None where nobody can know."""
        known = self.spellings[noun]
        if known is None:
            return None
        found = known.get(fold(text), ())
        if len(found) > 1:
            told = " and ".join(found)
            raise MalformedError(f"{text[:80]!r} is a name of {told}; write the slug")
        if not found:
            raise MalformedError(f"{text[:80]!r} is not known{self._hint(noun, text)}")
        return found[0]

    def code_fits(self, category: str, code: str) -> None:
        """MalformedError where a Home Office code is not the category's."""
        entry = self.categories.get(category)
        if entry is None or code in entry.home_office_codes:
            return
        owners = [
            other.slug for other in self.categories.values() if code in other.home_office_codes
        ]
        named = f"; {code} is {' or '.join(owners)}" if owners else ""
        told = {other.category: other.why for other in entry.distinct_from}
        for owner in owners:
            for other in self.categories[owner].distinct_from:
                if other.category == category:
                    told.setdefault(owner, other.why)
        why = " ".join(told[owner] for owner in owners if owner in told)
        codes = ", ".join(entry.home_office_codes) or "none"
        raise MalformedError(
            f"the Home Office code {code[:40]!r} is not that of {category}, which has {codes}"
            + named
            + (f". {why}" if why else "")
        )

    def _may_suggest(self) -> bool:
        return next(self.suggestions, False) is None

    def _hint(self, noun: str, text: str) -> str:
        if not self._may_suggest():
            return ""
        spelled = self.spellings[noun] or {}
        near = nearest(text, self.slugs[noun], {name: slugs[0] for name, slugs in spelled.items()})
        why = [
            f"{slug} is not {other.category}: {other.why}"
            for slug in near
            if noun == "categories"
            for other in self.categories[slug].distinct_from
        ]
        return did_you_mean(near) + (f" ({'; '.join(why)})" if why else "")


def _spelled(entries: Sequence[Any]) -> dict[str, Sequence[str]]:
    """The slugs that a spelling stands for. Slugs win over names, and names over aliases; what is
    nothing but punctuation stands for none."""
    spelled: dict[str, Sequence[str]] = {}
    for names in (
        lambda entry: getattr(entry, "aliases", ()),
        lambda entry: (entry.title if isinstance(entry, Source) else entry.name,),
        lambda entry: (entry.slug,),
    ):
        level: dict[str, dict[str, None]] = defaultdict(dict)
        for entry in entries:
            for name in names(entry):
                level[fold(name)][entry.slug] = None
        spelled |= {name: list(slugs) for name, slugs in level.items() if name}
    return spelled
