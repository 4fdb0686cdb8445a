"""Finding the area that a table means by a name, a code, or both.

A name is compared as it stands first, then without what tables add to names: footnotes
(`Greater Manchester8,9`), the order of an index (`London, City of`), and the words that only say
that an area is a force or a region. What is left may be the name of several areas, as `West
Midlands` is, and then nothing is chosen.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from app.domain.dictionary import Area, AreaKind
from app.domain.printed import shown, without_marks
from app.domain.suggest import did_you_mean, fold, nearest
from app.errors import MalformedError

_LONGEST = 200
_Spellings = dict[str, dict[str, None]]


@dataclass(frozen=True)
class AreaNames:
    """What areas are called. Build it with `of`."""

    _areas: dict[str, Area]
    _codes: dict[str, str]
    # Folded name → the slugs it may stand for: as written, and less the words for its kind.
    _full: _Spellings
    _bare: _Spellings

    @classmethod
    def of(cls, areas: Iterable[Area]) -> AreaNames:
        """The names of these areas. An undetermined area is found by its slug alone."""
        by_slug = {area.slug: area for area in areas}
        full: _Spellings = defaultdict(dict)
        bare: _Spellings = defaultdict(dict)
        for area in by_slug.values():
            if area.kind is AreaKind.UNDETERMINED:
                continue
            for name in (area.name, *area.aliases):
                full[fold(name)][area.slug] = None
            for name in (area.slug, area.name, *area.aliases):
                bare[_less_kind(fold(name), area.kind)][area.slug] = None
        codes = {area.gss_code: area.slug for area in by_slug.values() if area.gss_code}
        return cls(by_slug, codes, dict(full), dict(bare))

    def resolve(
        self,
        name: str,
        *,
        code: str | None = None,
        kinds: Collection[AreaKind] | None = None,
        suggest: Callable[[], bool] = lambda: True,
    ) -> str:
        """The slug of the area that a table calls so.

        A code decides, and the name, where there is one, must be a name of that area. A blank
        code is no code. Without one the name decides, among areas of `kinds` where that is given.

        Raises MalformedError for a name or code that is not known, not of these kinds, or the
        name of several areas; it says how to tell those apart, or suggests the nearest, which is
        dear, and only done where `suggest` says so.
        """
        asked = name.strip()
        if code is not None and code.strip():
            slug = self._of_code(code.strip(), asked)
        elif asked in self._areas:
            slug = asked
        else:
            return self._of_name(asked, kinds, suggest)
        if not self._wanted(slug, kinds):
            raise MalformedError(f"{shown(asked or slug)} is {self._told(slug)}; {_want(kinds)}")
        return slug

    def _of_code(self, code: str, name: str) -> str:
        slug = self._codes.get(code.upper())
        if slug is None:
            raise MalformedError(f"{shown(code)} is not the code of an area in the record")
        if name and name != slug and all(slug not in found for found in self._readings(name)):
            raise MalformedError(
                f"the code {code} stands for {self._told(slug)}, and {shown(name)} is not a name "
                "of it; one of the two is wrong, or the area lacks an alias"
            )
        return slug

    def _of_name(
        self, name: str, kinds: Collection[AreaKind] | None, suggest: Callable[[], bool]
    ) -> str:
        others: dict[str, None] = {}
        for reading in self._readings(name):
            found = [slug for slug in reading if self._wanted(slug, kinds)]
            if len(found) == 1:
                return found[0]
            if found:
                raise MalformedError(self._several(name, found))
            others |= dict.fromkeys(reading)
        if others:
            told = " and ".join(map(self._told, others))
            raise MalformedError(f"{shown(name)} is a name of {told}; {_want(kinds)}")
        hint = self._hint(name, kinds) if suggest() else ""
        raise MalformedError(f"{shown(name)} is not an area in the record{hint}")

    def _readings(self, name: str) -> Iterator[Collection[str]]:
        """Slugs that a name may stand for, the closest readings of it first."""
        if len(name) > _LONGEST:
            return
        for spelling in _spellings(name):
            folded = fold(spelling)
            yield self._full.get(folded, ())
            kind = _kind_told(folded)
            yield [
                slug
                for slug in self._bare.get(_less_kind(folded, kind), ())
                if kind is None or self._areas[slug].kind is kind
            ]

    def _wanted(self, slug: str, kinds: Collection[AreaKind] | None) -> bool:
        return kinds is None or self._areas[slug].kind in kinds

    def _told(self, slug: str) -> str:
        return f"{slug} ({self._areas[slug].kind})"

    def _several(self, name: str, slugs: Collection[str]) -> str:
        told = " and ".join(map(self._told, slugs))
        either = [area.slug for area in self._areas.values() if set(slugs) <= set(area.may_be)]
        return f"{shown(name)} is a name of {told}; tell which by slug, code or kind of area" + (
            f", or write {either[0]} where the source does not say" if either else ""
        )

    def _hint(self, name: str, kinds: Collection[AreaKind] | None) -> str:
        known = [slug for slug in self._areas if self._wanted(slug, kinds)]
        spellings = {
            spelling: slug
            for spelling, slugs in self._full.items()
            for slug in slugs
            if self._wanted(slug, kinds)
        }
        return did_you_mean(nearest(name, known, spellings))


# Footnotes lose their height on the way out of a spreadsheet, and then hang on to the name.
_GLUED = re.compile(r"(?<=[^\d\s,])\s*\d{1,2}(?:\s*,\s*\d{1,2})*$", re.ASCII)


def _spellings(name: str) -> Iterator[str]:
    """A name as it is, without footnotes, and with the part after its comma put first."""
    yield name
    plain, before = name, ""
    while plain != before:
        plain, before = _GLUED.sub("", without_marks(plain)), plain
    if plain != name:
        yield plain
    first, comma, rest = plain.partition(",")
    if comma:
        yield f"{rest} {first}"


_REGION = re.compile(r" region$")
_POLICE = re.compile(
    r"^police (?:service )?(?:of )?(?=\w)|(?: (?:police|constabulary|service|force))+$"
)


def _kind_told(folded: str) -> AreaKind | None:
    """The kind of area that a name says it is, if it does."""
    if _REGION.search(folded):
        return AreaKind.REGION
    return AreaKind.FORCE if _POLICE.search(folded) else None


def _less_kind(folded: str, kind: AreaKind | None) -> str:
    """A name without its article and without the words that say it is of this kind."""
    plain = folded.removeprefix("the ")
    if kind is AreaKind.REGION:
        return _REGION.sub("", plain)
    return _POLICE.sub("", plain) if kind is AreaKind.FORCE else plain


def _want(kinds: Collection[AreaKind] | None) -> str:
    return f"wanted here: {' or '.join(sorted(kinds or ())) or 'none'}"
