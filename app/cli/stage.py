"""What a person can be told of the stage that an import is in."""

from __future__ import annotations

import time
from dataclasses import dataclass

from app.cli.files import OpenedFiles
from app.importing.progress import OPENING, Progress


@dataclass(frozen=True)
class Stage:
    """A stage as it was last heard of: when it began, when that was, by the monotonic clock in
    seconds, and how much of it was done then, from 0 to 1; None where nobody knows its length."""

    progress: Progress
    began: float
    heard: float
    share: float | None = None

    @classmethod
    def first(cls) -> Stage:
        """The first stage, which begins now."""
        now = time.monotonic()
        return cls(OPENING, now, now)

    def next(self, progress: Progress, files: OpenedFiles) -> Stage:
        """The stage after some more is heard of it, or of the next one."""
        now = time.monotonic()
        began = self.began if progress.doing == self.progress.doing else now
        share = None
        if progress.of:
            share = progress.done / progress.of
        elif progress.what:
            share = files.share_read()
        return Stage(progress, began, now, share)

    def told(self) -> list[str]:
        """How far it is, the most telling part first. Where the length is not known there is no
        rate and no time left to tell, only that it goes on."""
        done, what, of = self.progress.done, self.progress.what, self.progress.of
        now = time.monotonic()
        counted = [f"{done:,} of {of:,} {what}" if of else f"{done:,} {what}"] if what else []
        if not self.share or not done:
            return [*counted, f"{now - self.began:,.0f} s so far"]
        took = max(self.heard - self.began, 0.001)
        left = max(took / self.share - (now - self.began), 0)
        return [f"{self.share:.0%}", f"{left:,.0f} s left", *counted, f"{done / took:,.0f}/s"]


def fitted(parts: list[str], room: int) -> str:
    """As many of the parts as the room has characters for, and the first in any case."""
    while len(parts) > 1 and len(", ".join(parts)) > room:
        parts = parts[:-1]
    return ", ".join(parts)
