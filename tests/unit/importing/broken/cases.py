"""Every broken set of documents, by name."""

from tests.unit.importing.broken import claims, dictionaries, figures, shape, unreadable

PARTS = tuple(module.CASES for module in (unreadable, shape, dictionaries, figures, claims))
CASES = {name: broken for part in PARTS for name, broken in part.items()}
