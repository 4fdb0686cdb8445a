"""A small, whole record in the tables of the schema 0001, all of them. Everything is made up."""

from datetime import UTC, date, datetime
from typing import Any

from alembic import command
from sqlalchemy import Connection, MetaData, insert

from app.store.migrate import configuration

CREATED = datetime(2024, 2, 29, 12, 30, tzinfo=UTC)


def fingerprint(paragraph: int) -> str:
    return f"sha256:{str(paragraph) * 64}"


def _entry(id_: int, slug: str, **more: Any) -> dict[str, Any]:
    return {"id": id_, "slug": slug, "name": f"The {slug}", "definition": "Made up.", **more}


def _release(number: int, added: int, revised: int) -> dict[str, Any]:
    return {
        "number": number,
        "created": CREATED,
        "note": f"Release {number}",
        "digest": f"sha256:{number}",
        "added": added,
        "revised": revised,
        "withdrawn": 0,
        "unchanged": 0,
    }


def _period(id_: int, slug: str, kind: str, days: tuple[date, date] | None) -> dict[str, Any]:
    start, end = days or (None, None)
    return {"id": id_, "slug": slug, "kind": kind, "start_date": start, "end_date": end}


def _cell(id_: int, area: int, period: int, **of: int) -> dict[str, Any]:
    ids = {"category": 1, "measure": 1, "platform": 0, "population": 0, "dataset": 1} | of
    return {
        "id": id_,
        "area_id": area,
        "period_id": period,
        **{f"{name}_id": found for name, found in ids.items()},
    }


def _version(id_: int, cell: int, digits: int | None, **more: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "release_from": 1,
        "release_to": None,
        "exponent": None if digits is None else 0,
        "status": "published",
        "qualifier": "exact",
        "forces": None,
        "inferred": [],
        "note": None,
    }
    return {"id": id_, "cell_id": cell, "digits": digits, **given | more}


def _cited(id_: int, observation: int, release: int, source: int, *at: Any) -> dict[str, Any]:
    paragraph, stated = at
    return {
        "id": id_,
        "observation_id": observation,
        "release_from": release,
        "source_id": source,
        "paragraph": paragraph,
        "stated": stated,
    }


def rows(unstated: int, before: int, year: int) -> dict[str, list[dict[str, Any]]]:
    """Every table with its rows, in an order in which they can be inserted. The keys of periods
    are given."""
    return {
        "releases": [_release(1, 3, 0), _release(2, 1, 1)],
        "areas": [
            _entry(1, "country", kind="country", gss_code="S99000021"),
            _entry(2, "group", kind="group", gss_code=None),
            _entry(3, "force", kind="force", gss_code="S99000023"),
            _entry(4, "either", kind="undetermined", gss_code=None),
        ],
        "area_aliases": [
            {"spelling": "sf", "area_id": 3, "alias": "SF", "position": 1},
            {"spelling": "the force itself", "area_id": 3, "alias": "The Force!", "position": 0},
        ],
        "area_memberships": [
            {"id": 1, "member_id": 3, "group_id": 2, "valid_from": None, "valid_to": None},
            {
                "id": 2,
                "member_id": 3,
                "group_id": 1,
                "valid_from": date(2001, 4, 1),
                "valid_to": date(2010, 3, 31),
            },
            {
                "id": 3,
                "member_id": 3,
                "group_id": 1,
                "valid_from": date(2015, 4, 1),
                "valid_to": None,
            },
        ],
        "area_distinctions": [
            {"area_id": 3, "other_id": 1, "position": 0, "relation": "distinct_from", "why": "No."},
            {"area_id": 4, "other_id": 3, "position": 0, "relation": "may_be", "why": None},
            {"area_id": 4, "other_id": 1, "position": 1, "relation": "may_be", "why": None},
            {"area_id": 4, "other_id": 2, "position": 2, "relation": "distinct_from", "why": "X."},
        ],
        "periods": [
            _period(unstated, "unstated", "unstated", None),
            _period(before, "2018-19", "financial_year", (date(2018, 4, 1), date(2019, 3, 31))),
            _period(year, "2019-20", "financial_year", (date(2019, 4, 1), date(2020, 3, 31))),
        ],
        "categories": [
            _entry(1, "offences", parent_id=None, home_office_codes=["99A", "99B"]),
            _entry(2, "thefts", parent_id=1, home_office_codes=[]),
        ],
        "platforms": [
            _entry(1, "all", parent_id=None, operator="One"),
            _entry(2, "one", parent_id=1, operator="Two"),
        ],
        "populations": [_entry(1, "adults")],
        "measures": [
            _entry(1, "count", unit="offences", counted=True, summable=True, comparable=True),
            _entry(2, "money", unit="pounds", counted=False, summable=False, comparable=False),
        ],
        "datasets": [
            _entry(1, "dataset", producer="P", method="M", coverage="C", comparability="D")
        ],
        "support_organisations": [
            {
                "id": number,
                "slug": slug,
                "name": slug.title(),
                "about": "Made up.",
                "website": "https://help.example",
                "phone": phone,
            }
            for number, slug, phone in ((1, "helpline", "000"), (2, "charity", None))
        ],
        "sources": [
            {
                "id": 1,
                "slug": "article",
                "title": "Made up",
                "publisher": "P",
                "kind": "article",
                "published": date(2021, 2, 28),
                "url": "https://news.example/1",
                "notes": "N.",
            },
            {
                "id": 2,
                "slug": "release",
                "title": "Made up too",
                "publisher": None,
                "kind": "press release",
                "published": None,
                "url": None,
                "notes": "O.",
            },
        ],
        "source_paragraphs": [
            {"source_id": source, "paragraph": paragraph, "fingerprint": fingerprint(paragraph)}
            for source, paragraph in ((1, 2), (1, 3), (2, 5))
        ],
        "source_support": [
            {"source_id": 1, "organisation_id": 2, "paragraph": 3},
            {"source_id": 1, "organisation_id": 1, "paragraph": 2},
        ],
        "cells": [
            _cell(1, 3, year),
            _cell(2, 3, before),
            _cell(3, 1, unstated, measure=2, category=0, platform=2, population=1),
            _cell(4, 3, year, category=2),
        ],
        "observations": [
            _version(1, 1, 120, release_to=2),
            _version(2, 2, 100, qualifier="about", forces=4, note="Noted."),
            _version(3, 3, 160, exponent=4, inferred=[{"field": "period", "reason": "Made up."}]),
            _version(4, 1, 125, release_from=2),
            _version(5, 4, None, release_from=2, status="suppressed"),
        ],
        "citations": [
            _cited(1, 1, 1, 2, 5, "120"),
            _cited(2, 1, 1, 1, 2, "120"),
            _cited(3, 2, 1, 1, 3, "about one hundred"),
            _cited(4, 3, 1, 1, 3, "£1.60 million"),
            _cited(5, 4, 2, 1, 2, "125"),
            _cited(6, 5, 2, 1, 2, "not shown"),
            # A further place, found by a later release.
            _cited(7, 2, 2, 2, 5, "about 100"),
        ],
        "claims": [
            {
                "id": 1,
                "source_id": 1,
                "paragraph": 3,
                "ordinal": 2,
                "kind": "change",
                "statement": "Made up.",
                "digits": -20,
                "exponent": 0,
                "unit": "per-cent",
                "qualifier": "nearly",
                "direction": None,
                "inferred": [{"field": "value", "reason": "Made up."}],
                "release_from": 1,
                "release_to": None,
            },
            {
                "id": 2,
                "source_id": 2,
                "paragraph": 5,
                "ordinal": 1,
                "kind": "trend",
                "statement": "Made up too.",
                "digits": None,
                "exponent": None,
                "unit": None,
                "qualifier": "exact",
                "direction": "up",
                "inferred": [],
                "release_from": 1,
                "release_to": 2,
            },
        ],
        "claim_citations": [
            {"claim_id": 1, "position": 0, "source_id": 1, "paragraph": 3, "stated": "a fifth"},
            {"claim_id": 1, "position": 1, "source_id": 1, "paragraph": 2, "stated": "again"},
            {"claim_id": 2, "position": 0, "source_id": 2, "paragraph": 5, "stated": "more"},
        ],
        "claim_operands": [
            {"claim_id": 1, "position": 0, "role": "from", "cell_id": 2, "missing": None},
            {"claim_id": 1, "position": 1, "role": "to", "cell_id": None, "missing": "The rest."},
            {"claim_id": 2, "position": 0, "role": "from", "cell_id": 2, "missing": None},
            {"claim_id": 2, "position": 1, "role": "to", "cell_id": 1, "missing": None},
        ],
    }


def fill(connection: Connection, unstated: int, before: int, year: int) -> None:
    """Bring an empty database to the schema 0001, and store the record."""
    command.upgrade(configuration(connection), "0001")
    found = MetaData()
    found.reflect(connection)
    filled = rows(unstated, before, year)
    assert set(filled) == set(found.tables) - {"alembic_version"}
    for name, values in filled.items():
        connection.execute(insert(found.tables[name]), values)
