"""The limit of the engine: the statements that our answers are made from, run by the sqlite3 module
in process, and their rows fetched. Nothing is made of the rows."""

from __future__ import annotations

import asyncio
import itertools
import sqlite3
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from httpx import ASGITransport, AsyncClient
from sqlalchemy import event

from app.main import create_app
from app.settings import Settings
from bench.record import database
from bench.turns import Way

NAME = "bare sqlite3"
# Of different questions, asked again and again: the rows are in the machine's memory either way.
QUESTIONS = 100
# A statement, and the values that go with it.
Said = tuple[str, Any]


def replayed(built: Path, addresses: Iterable[str], seconds: int) -> Way:
    """Questions a second that the engine alone answers, one after the other."""
    file = database(built)
    answers = itertools.cycle(asyncio.run(statements(file, itertools.islice(addresses, QUESTIONS))))

    def way() -> float:
        connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
        answered, began = 0, time.perf_counter()
        while time.perf_counter() < began + seconds:
            for statement, values in next(answers):
                connection.execute(statement, values).fetchall()
            answered += 1
        took = time.perf_counter() - began
        connection.close()
        return answered / took

    return way


async def statements(file: Path, addresses: Iterable[str]) -> list[list[Said]]:
    """The statements by which the service, in this process, finds each answer."""
    said: list[Said] = []

    def listen(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        said.append((statement, values))

    service = create_app(Settings(database_url=f"sqlite:///{file}"))
    found: list[list[Said]] = []
    async with (
        service.router.lifespan_context(service),
        AsyncClient(transport=ASGITransport(service), base_url="http://bench") as client,
    ):
        # What it reads once, and never again, belongs to no answer.
        (await client.get("/v1")).raise_for_status()
        event.listen(service.state.engine, "before_cursor_execute", listen)
        # What takes too many steps in the loop is left off, and asked again from the beginning.
        event.listen(service.state.engine, "handle_error", lambda _: said.clear())
        for address in addresses:
            (await client.get(address)).raise_for_status()
            found.append([*said])
            said.clear()
    return found
