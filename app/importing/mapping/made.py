"""Categories from a table's own rows: found by name and code, or made where nobody has them.

Two categories are never taken for one because their names agree: where the codes beside them do
not, the new one stands apart and says from which other it is told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from heapq import nlargest

from pydantic import ValidationError

from app.domain.dictionary import Category
from app.domain.suggest import did_you_mean, nearest
from app.errors import MalformedError
from app.importing.entry_rows import CategoryRow, OtherCategoryRow
from app.importing.mapping.entries import Entries, KnownEntries
from app.importing.mapping.rules import CategoryRule
from app.importing.mapping.texts import forms, plain, slugified

# From this share of common letters on, a reader may take one name for the other.
RESEMBLES = 0.85
# More than any publisher has: a document with more has something else in the column.
MOST_MADE = 1_000
# A category is told from so many others of its code, and of so many like names, those nearest.
MOST_TOLD_FROM = 10
# Longer names are compared by their beginnings.
_COMPARED = 100


@dataclass(frozen=True)
class Kind:
    """What is to be known of a category to tell it from others."""

    slug: str
    names: frozenset[str]
    codes: frozenset[str]
    parent: str | None


class CategoryReading:
    """The categories that a table's rows name, with those that were made for it."""

    def __init__(
        self,
        rule: CategoryRule,
        entries: Entries,
        known: KnownEntries,
        before: Iterable[dict[str, CategoryRow]] = (),
    ) -> None:
        """`before` is what earlier sheets of the same document made."""
        self._rule = rule
        self._names = {plain(name): slug for name, slug in rule.names.items()}
        kinds = [_kind(category) for category in known.categories]
        kinds += [
            _kind(row) for row in entries.categories() if not known.has("categories", row.slug)
        ]
        made_before = [row for made in before for row in made.values()]
        kinds += map(_kind, made_before)
        self._left = MOST_MADE - len(made_before)
        self._kinds = {kind.slug: kind for kind in kinds}
        self._codes = {plain(text): codes for text, codes in rule.codes.items()}
        self.made: dict[str, CategoryRow] = {}

    def slug(self, texts: tuple[str, ...]) -> str:
        """The category of a row: its name, its code (or nothing), and its path from above."""
        name, printed_code, *path = texts
        parent = self._parent(path)
        named = next((self._names[form] for form in forms(name) if form in self._names), None)
        codes = frozenset(self._codes.get(plain(printed_code), [printed_code])) - {""}
        if named is not None and self._may_be(named, codes):
            return named
        if self._rule.define is None:
            hint = did_you_mean(nearest(name, self._rule.names))
            raise MalformedError(f"{name!r} is not a category of this table{hint}")
        if not codes:
            raise MalformedError(f"{name!r} has no code, and is no category that is known")
        for kind in self._kinds.values():
            if kind.codes == codes and kind.names.intersection(forms(name)):
                return kind.slug
        return self._make(name, printed_code, codes, parent)

    def _may_be(self, slug: str, codes: frozenset[str]) -> bool:
        """A category of other codes is another, however it is called."""
        kind = self._kinds.get(slug)
        return kind is None or not kind.codes or not codes or kind.codes == codes

    def _parent(self, path: Iterable[str]) -> str | None:
        found: str | None = None
        for text in path:
            known = next((self._names[form] for form in forms(text) if form in self._names), None)
            if known is None:
                hint = did_you_mean(nearest(text, self._rule.names))
                raise MalformedError(f"{text!r} is not a group of categories that is known{hint}")
            found = known
        return found

    def _make(self, name: str, code: str, codes: frozenset[str], parent: str | None) -> str:
        slug = slugified(name)
        if not slug:
            raise MalformedError(f"{name!r} has no letters that a category could be named by")
        if slug in self._kinds:
            slug = slugified(f"{slug[:60]} code {code}")
        if slug in self._kinds:
            raise MalformedError(f"{name!r} under the code {code!r} is another category already")
        if not self._left:
            raise MalformedError(f"has more than {MOST_MADE:,} categories that nobody knows")
        parent_name = parent or "no group"
        try:
            row = CategoryRow(
                slug=slug,
                name=name,
                definition=(self._rule.define or "").format(
                    name=name, code=code, parent=parent_name
                ),
                parent=parent,
                home_office_codes=sorted(codes),
                distinct_from=list(self._told_from(name, code, codes, parent)),
            )
        except ValidationError as error:
            (what, *_), why = error.errors()[0]["loc"], error.errors()[0]["msg"]
            raise MalformedError(f"{name[:80]!r} makes no category: {what}: {why}") from error
        self._left -= 1
        self.made[slug] = row
        self._kinds[slug] = _kind(row)
        return slug

    def _told_from(
        self, name: str, code: str, codes: frozenset[str], parent: str | None
    ) -> Iterable[OtherCategoryRow]:
        """The categories that a reader might take this one for, each with the difference.

        The group above is not among them, and sisters are not: their publisher tells them apart
        side by side.
        """
        alike = self._alike(plain(name), parent)
        of_code = 0
        for kind in self._kinds.values():
            if kind.slug == parent:
                continue
            if codes & kind.codes and of_code < MOST_TOLD_FROM:
                of_code += 1
                why = (
                    f"Both are printed under the code {code}, but by other names; nobody says "
                    "whether they count the same."
                )
            elif codes & kind.codes or kind.slug not in alike:
                continue
            elif kind.codes:
                listed = ", ".join(sorted(kind.codes))
                why = f"This is the code {code}; that is {listed}. Only the names are alike."
            else:
                why = f"This is the code {code}; for the other no code is certain."
            yield OtherCategoryRow(category=kind.slug, why=why)

    def _alike(self, name: str, parent: str | None) -> set[str]:
        """The categories whose names are like this one, sisters of another name left out.

        Likeness itself takes long, so it is only asked of the few that share most letters."""
        matcher = SequenceMatcher(b=name[:_COMPARED])
        near: list[tuple[float, str, str]] = []
        for kind in self._kinds.values():
            if kind.parent == parent and name not in kind.names:
                continue
            for other in kind.names:
                matcher.set_seq1(other[:_COMPARED])
                if matcher.real_quick_ratio() >= RESEMBLES:
                    share = matcher.quick_ratio()
                    if share >= RESEMBLES:
                        near.append((share, kind.slug, other))
        return {
            slug
            for _, slug, other in nlargest(MOST_TOLD_FROM, near)
            if SequenceMatcher(a=name[:_COMPARED], b=other[:_COMPARED]).ratio() >= RESEMBLES
        }


def _kind(category: Category | CategoryRow) -> Kind:
    names = frozenset(plain(name) for name in (category.name, *category.aliases))
    return Kind(category.slug, names, frozenset(category.home_office_codes), category.parent)
