"""What every part works with: the record of a size, the servers on it, and how to drive them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from bench import record as records
from bench import servers
from bench.drive import CONCURRENCIES, Contender, Turns, in_turns
from bench.peers import datasette_file, orm_models
from bench.probe import Probe
from bench.ratio import Absolute, Ratio
from bench.servers import Server

# The targets are for so many at once.
JUDGED_AT = 16
_NOT_SENT_AGAIN = ("date", "server", "connection", "transfer-encoding", "keep-alive")
_FILLED: dict[str, Callable[[records.Record, Path], None]] = {
    "datasette": datasette_file.fill,
    "orm": orm_models.fill,
}


@dataclass
class Context:
    """One run of the bench."""

    size: str
    cache: Path
    rounds: int
    seconds: int
    sizes: Sequence[str]
    probe: Probe
    absolutes: list[Absolute] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    stack: ExitStack = field(default_factory=ExitStack)

    @cached_property
    def record(self) -> records.Record:
        """The record of the size."""
        return records.Record(records.SIZES[self.size])

    @property
    def folder(self) -> Path:
        """Where all that belongs to the size is kept."""
        return self.cache / self.size

    @cached_property
    def built(self) -> Path:
        """Our own store, imported."""
        return records.built(self.record, self.folder)

    def peer(self, name: str) -> Path:
        """The folder of a peer with the same rows, made once for each way to make it."""
        return records.made(self.folder, name, lambda folder: _FILLED[name](self.record, folder))

    @cached_property
    def ours(self) -> Server:
        """Our server."""
        return self._started(servers.ours(self.built))

    @cached_property
    def datasette(self) -> Server:
        """Datasette on the same rows."""
        return self._started(servers.datasette(self.peer("datasette")))

    @cached_property
    def orm(self) -> Server:
        """The ORM app on the same rows."""
        return self._started(servers.orm(self.peer("orm")))

    @contextmanager
    def limits(self, answer: servers.Answer) -> Iterator[list[Server]]:
        """The raw ASGI app and, where it is installed, nginx, each sending an answer of ours."""
        folder = self.folder / "captured"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        headers = [pair for pair in answer.headers if pair[0].lower() not in _NOT_SENT_AGAIN]
        (folder / "answer.json").write_text(
            json.dumps({"status": answer.status, "headers": headers})
        )
        (folder / "body").write_bytes(answer.body)
        with ExitStack() as stack:
            raw = servers.raw(folder)
            stack.callback(raw.stop)
            static = None
            # nginx decides by itself when to send a 304.
            if answer.status == servers.OK:
                static = servers.static(folder)
                if static is None:
                    self.note("nginx is not installed and was left out.")
                else:
                    stack.callback(static.stop)
            yield [raw] if static is None else [raw, static]

    def race(
        self,
        work: str,
        contenders: Sequence[Contender],
        targets: Mapping[str, float],
        concurrencies: Sequence[int] = CONCURRENCIES,
    ) -> list[Ratio]:
        """We, who come first, against the others, at each number of questions at once."""
        return [
            ratio
            for concurrency in concurrencies
            for ratio in self._race_at(work, contenders, targets, concurrency)
        ]

    def _race_at(
        self,
        work: str,
        contenders: Sequence[Contender],
        targets: Mapping[str, float],
        concurrency: int,
    ) -> Iterator[Ratio]:
        turns = in_turns(
            contenders,
            concurrency,
            rounds=self.rounds,
            seconds=self.seconds,
            probe=self.probe,
        )
        named = f"{work}, {concurrency} at once"
        for contender in contenders:
            rate = turns.median(contender.name)
            self.absolutes.append(Absolute(named, contender.name, rate, "requests/s"))
        ours = contenders[0].name
        for other in contenders[1:]:
            judged = targets.get(other.name) if concurrency == JUDGED_AT else None
            yield self.ratio(named, other.name, turns.ratios(ours, other.name), judged, turns)

    def ratio(
        self,
        work: str,
        peer: str,
        rounds: Sequence[float],
        target: float | None,
        turns: Turns,
    ) -> Ratio:
        """A ratio, told at once to whoever watches."""
        found = Ratio(work, peer, rounds, target, excluded=turns.excluded, quiet=turns.quiet)
        self.tell(f"{work}: {found.median:.3g} of {peer}")
        return found

    def note(self, text: str) -> None:
        """Something that a reader of the results has to know."""
        if text not in self.notes:
            self.notes.append(text)

    @staticmethod
    def tell(text: str) -> None:
        """Say how far it is."""
        print(f"  {text}", flush=True)

    def _started(self, server: Server) -> Server:
        self.stack.callback(server.stop)
        return server
