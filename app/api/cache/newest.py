"""Which release is the newest: looked up again by the requests themselves, a few at a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor

from app.store.engine import Engine, in_process, reading
from app.store.releases import Mark, holds, newest_mark
from app.store.watch import Watch

# What is known counts for so long; the request that comes next asks again, and all others wait.
FRESH_SECONDS = 0.02
# A standby that is behind gives an older release than one that was seen. For so long it is
# believed to be behind; after that, the record has been put back.
BEHIND_SECONDS = 60.0
SEEN = 64

# Under this name the application says of which release its answer is: of the newest, by its mark,
# or, with a release that was asked for, of NO_RELEASE, as no other one will change the answer.
RELEASE = "onrecord.release"
NO_RELEASE = None

# Asks the store for the newest release, and whether a release is still one of the record's.
Look = Callable[[Mark | None], Awaitable[tuple[Mark | None, bool]]]


class Newest:
    """The newest release as this process knows it. `changed` is told when another takes its place,
    and whether the record is otherwise the same."""

    def __init__(self, look: Look, changed: Callable[[bool], None]) -> None:
        self._look, self._changed = look, changed
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
        loop = asyncio.get_running_loop()
        # What is told counts from now on, be it that nothing is known.
        stale_at = loop.time() + FRESH_SECONDS
        try:
            found, of_one_record = await self._look(self.mark)
        except Exception:
            # The application meets the same failure, and knows how to say it.
            self._told = None
        else:
            self._take(found, of_one_record)
        finally:
            self._looking = None
        self.fresh = self._told
        loop.call_at(stale_at, self.doubt)

    def _take(self, found: Mark | None, of_one_record: bool) -> None:
        if found is not None and found != self.mark:
            if self._is_behind(found):
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


def look_up(engine: Engine) -> Look:
    """How a store is asked: within the loop where that is a short read, else on a thread of its
    own, so that it never waits behind a long answer."""

    def read(known: Mark | None) -> tuple[Mark | None, bool]:
        with reading(engine) as connection:
            found = newest_mark(connection)
            return found, known is None or found == known or holds(connection, known)

    if in_process(engine):
        watch = Watch(engine)

        async def look(known: Mark | None) -> tuple[Mark | None, bool]:
            try:
                return read(known) if watch.changed() or known is None else (known, True)
            except Exception:
                # It was not seen what is new.
                watch.forget()
                raise

        return look

    thread = ThreadPoolExecutor(1, "newest")

    async def look_on_thread(known: Mark | None) -> tuple[Mark | None, bool]:
        return await asyncio.get_running_loop().run_in_executor(thread, read, known)

    return look_on_thread
