"""What the texts over the columns of a grid mean, by the mapping: dimensions, or to be ignored."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.period_names import read_period
from app.domain.suggest import did_you_mean, nearest
from app.errors import MalformedError
from app.importing.mapping.language import TableRule
from app.importing.mapping.patterns import is_like, period_of
from app.importing.mapping.rules import HeaderRule
from app.importing.mapping.texts import forms, plain, unmarked


class Meanings:
    """The meanings of the header texts of one grid."""

    def __init__(self, table: TableRule, rules: Sequence[HeaderRule]) -> None:
        """`rules` are those that hold for the table, its own first."""
        self._rules = rules
        # The first meaning of a text is the table's own.
        self._texts = {plain(text): rule for rule in reversed(rules) for text in rule.text}
        self._to_ignore = {plain(text) for text in table.ignore}

    def ignores(self, text: str) -> bool:
        """Whether a column under this text is to be ignored."""
        return not self._to_ignore.isdisjoint(forms(text))

    def of(self, text: str) -> tuple[HeaderRule, dict[str, str]]:
        """The rule that a text falls under, and the dimensions that it gives. MalformedError where
        there is none, or the period in it cannot be read."""
        for form in forms(text):
            if form in self._texts:
                rule = self._texts[form]
                return rule, rule.dimensions()
        for rule in self._rules:
            if rule.like is None:
                continue
            for spelling in (text, unmarked(text)):
                if is_like(rule.like, spelling):
                    return rule, rule.dimensions() | _period(rule.like, spelling)
        known = {plain(text): repr(text) for rule in self._rules for text in rule.text}
        hint = did_you_mean(nearest(forms(text)[-1], known.values(), known))
        raise MalformedError(f"the header {text!r} is not known{hint}")


def _period(pattern: str, text: str) -> dict[str, str]:
    found = period_of(pattern, text)
    return {} if found is None else {"period": read_period(found).slug}
