"""Which release is the newest: looked up again by the requests themselves, a few at a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from app.store.engine import Engine, in_process, reading
from app.store.releases import Mark, holds, newest_mark
from app.store.watch import Watch

# What is known counts for so long; the request that comes next asks again, and where the store
# cannot say at once, all others wait.
FRESH_SECONDS = 0.02
# A standby that is behind gives an older release than one that was seen. For so long it is
# believed to be behind; after that, the record has been put back.
BEHIND_SECONDS = 60.0
SEEN = 64

# Under this name the application says of which release its answer is: of the newest, by its mark,
# or, with a release that was asked for, of NO_RELEASE, as no other one will change the answer.
RELEASE = "onrecord.release"
NO_RELEASE = None


class Lookup(Protocol):
    """How it is found out which release is the newest."""

    # Whether an older release than before may be that of a server that lags.
    may_be_behind: bool

    def unchanged(self) -> bool:
        """Whether it is known at next to no cost that `newest` would say the same again."""

    async def newest(self, known: Mark | None) -> tuple[Mark | None, bool]:
        """The newest release, and whether the one known is still one of the record's."""


class Newest:
    """The newest release as this process knows it. `changed` is told when another takes its place,
    and whether the record is otherwise the same."""

    def __init__(self, lookup: Lookup, changed: Callable[[bool], None]) -> None:
        self._lookup, self._changed = lookup, changed
        # The newest known, and what is told of it: nothing, while the store cannot say.
        self.mark: Mark | None = None
        self._told: Mark | None = None
        self._seen: dict[int, Mark] = {}
        # The same for as long as it counts.
        self.fresh: Mark | None = None
        self._seen_at = 0.0
        self._looking: asyncio.Task[None] | None = None

    def doubt(self) -> None:
        """Ask the store before the next answer."""
        self.fresh = None

    def again(self) -> Mark | None:
        """The newest release if the store can say at once that it still is; else None, and `now`
        waits for the answer."""
        if self.fresh is None and self._told is not None and self._lookup.unchanged():
            self._believe(asyncio.get_running_loop().time() + FRESH_SECONDS)
        return self.fresh

    async def now(self) -> Mark | None:
        """The newest release; None where there is none, or the store cannot say."""
        if self.fresh is not None:
            return self.fresh
        if self._looking is None:
            self._looking = asyncio.ensure_future(self._find())
        # One of those who wait may go away; that must not stop the others.
        await asyncio.shield(self._looking)
        return self._told

    async def _find(self) -> None:
        # What is told counts from now on, be it that nothing is known.
        stale_at = asyncio.get_running_loop().time() + FRESH_SECONDS
        try:
            found, of_one_record = await self._lookup.newest(self.mark)
        except Exception:
            # The application meets the same failure, and knows how to say it.
            self._told = None
        else:
            self._take(found, of_one_record)
        finally:
            self._looking = None
        self._believe(stale_at)

    def _believe(self, stale_at: float) -> None:
        self.fresh = self._told
        asyncio.get_running_loop().call_at(stale_at, self.doubt)

    def _take(self, found: Mark | None, of_one_record: bool) -> None:
        if found is not None and found != self.mark:
            if self._lookup.may_be_behind and self._is_behind(found):
                self._told = self.mark
                return
            self.mark = found
            self._seen[found.number] = found
            while len(self._seen) > SEEN:
                self._seen.pop(next(iter(self._seen)))
            self._changed(of_one_record)
        # The same object while it is the same release: answers are told apart by it.
        self._told = None if found is None else self.mark
        self._seen_at = time.monotonic()

    def _is_behind(self, found: Mark) -> bool:
        """Whether it is what the newest known has replaced, as a standby would still show it."""
        return (
            self.mark is not None
            and found.number < self.mark.number
            and self._seen.get(found.number) == found
            and time.monotonic() - self._seen_at < BEHIND_SECONDS
        )


class StoreLookup:
    """Asks a store: in the loop where that is a short read, else on a thread of its own, so that it
    never waits behind a long answer."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._watch = Watch(engine)
        self.may_be_behind = not in_process(engine)
        self._thread = ThreadPoolExecutor(1, "newest") if self.may_be_behind else None

    def unchanged(self) -> bool:
        """Whether nobody has written since, as far as SQLite knows it."""
        try:
            return self._watch.unchanged()
        except Exception:
            # Who asks for the newest meets the same failure.
            return False

    async def newest(self, known: Mark | None) -> tuple[Mark | None, bool]:
        """Read again only where it may have changed."""
        if self._thread is not None:
            return await asyncio.get_running_loop().run_in_executor(self._thread, self._read, known)
        try:
            return self._read(known) if self._watch.changed() or known is None else (known, True)
        except Exception:
            # It was not seen what is new.
            self._watch.forget()
            raise

    def _read(self, known: Mark | None) -> tuple[Mark | None, bool]:
        with reading(self._engine) as connection:
            found = newest_mark(connection)
            return found, known is None or found == known or holds(connection, known)
