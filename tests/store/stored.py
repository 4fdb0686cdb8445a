"""What a store holds, read by its own queries."""

from dataclasses import dataclass

from sqlalchemy import Engine

from app.domain.claim import Claim
from app.domain.dictionary import Dictionary
from app.domain.observation import Observation
from app.store import observations, tables
from app.store.cells import ORDER
from app.store.claims import ClaimSelection, select_claims
from app.store.dictionary import load
from app.store.engine import reading
from app.store.releases import demand_latest
from app.store.selection import Selection
from app.store.versions import all_versions, valid_in


@dataclass(frozen=True)
class Stored:
    """One release of a store: its dictionaries, figures by id, their alternatives and claims."""

    dictionary: Dictionary
    figures: dict[str, Observation]
    alternatives: dict[str, list[Observation]]
    claims: dict[str, Claim]


def stored(engine: Engine, release: int | None = None) -> Stored:
    """A release, or the newest."""
    with reading(engine) as connection:
        number = demand_latest(connection).number if release is None else release
        dictionary = load(connection, number)
        figures = observations.select_at_most(connection, dictionary, Selection(number, {}), 10**6)
        others = all_versions().where(valid_in(number), tables.observations.c.alternative > 0)
        order = (*ORDER, tables.observations.c.alternative)
        alternatives: dict[str, list[Observation]] = {}
        for found in observations.run(connection, dictionary, others.order_by(*order)):
            alternatives.setdefault(found.id, []).append(found)
        grounded = select_claims(connection, dictionary, ClaimSelection())
    return Stored(
        dictionary,
        {found.id: found for found in figures},
        alternatives,
        {each.claim.id: each.claim for each in grounded},
    )
