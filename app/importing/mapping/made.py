"""Categories from a table's own rows: found by name and code, or made where nobody has them.

Two categories are never taken for one because their names agree: where the codes beside them do
not, the new one stands apart and says from which other it is told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from app.domain.dictionary import Category
from app.domain.suggest import did_you_mean, nearest
from app.errors import MalformedError
from app.importing.entry_rows import CategoryRow, OtherCategoryRow
from app.importing.mapping.entries import Entries, KnownEntries
from app.importing.mapping.rules import CategoryRule
from app.importing.mapping.texts import forms, plain, slugified

# From this share of common letters on, a reader may take one name for the other.
RESEMBLES = 0.85


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
        kinds += [_kind(row) for made in before for row in made.values()]
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
        parent_name = parent or "no group"
        row = CategoryRow(
            slug=slug,
            name=name,
            definition=(self._rule.define or "").format(name=name, code=code, parent=parent_name),
            parent=parent,
            home_office_codes=sorted(codes),
            distinct_from=list(self._told_from(name, code, codes, parent)),
        )
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
        for kind in self._kinds.values():
            if kind.slug == parent:
                continue
            sister = kind.parent == parent and plain(name) not in kind.names
            if codes & kind.codes:
                why = (
                    f"Both are printed under the code {code}, but by other names; nobody says "
                    "whether they count the same."
                )
            elif sister or not any(_alike(plain(name), other) for other in kind.names):
                continue
            elif kind.codes:
                listed = ", ".join(sorted(kind.codes))
                why = f"This is the code {code}; that is {listed}. Only the names are alike."
            else:
                why = f"This is the code {code}; for the other no code is certain."
            yield OtherCategoryRow(category=kind.slug, why=why)


def _kind(category: Category | CategoryRow) -> Kind:
    names = frozenset(plain(name) for name in (category.name, *category.aliases))
    return Kind(category.slug, names, frozenset(category.home_office_codes), category.parent)


def _alike(name: str, other: str) -> bool:
    matcher = SequenceMatcher(a=name, b=other)
    return matcher.quick_ratio() >= RESEMBLES and matcher.ratio() >= RESEMBLES
