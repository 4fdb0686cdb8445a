"""What every part works with: the record of a size, the servers on it, and how to drive them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from bench import record as records
from bench import servers
from bench.drive import CONCURRENCIES, LONGEST_BLOCK, Contender, blocks
from bench.peers import datasette_file, duckdb_file, orm_models
from bench.probe import Probe
from bench.ratio import Absolute, Ratio
from bench.servers import Server
from bench.turns import Way, in_turns

# The targets are for so many at once.
JUDGED_AT = 16
# From one block to the next equal servers differ by five in a hundred, which is as much as a hot
# answer may cost: so many times the rounds.
NEAR = 3
CHUNK = 1 << 20
_NOT_SENT_AGAIN = ("date", "server", "connection", "transfer-encoding", "keep-alive")
_PEERS = {"datasette": datasette_file, "orm": orm_models, "duckdb": duckdb_file}


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
        return _read_through(records.built(self.record, self.folder))

    def peer(self, name: str) -> Path:
        """The folder of a peer with the same rows, made once for each way to make it."""
        peer = _PEERS[name]
        made_by = [Path(str(peer.__file__))]
        return _read_through(
            records.made(self.folder, name, made_by, lambda folder: peer.fill(self.record, folder))
        )

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
        """The bare ASGI apps and, where it is installed, nginx, each sending an answer of ours."""
        folder = self.folder / "captured"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        headers = [pair for pair in answer.headers if pair[0].lower() not in _NOT_SENT_AGAIN]
        (folder / "answer.json").write_text(
            json.dumps({"status": answer.status, "headers": headers})
        )
        (folder / "body").write_bytes(answer.body)
        with ExitStack() as stack:
            found: list[Server] = []
            for limit in (servers.raw, servers.least):
                found.append(limit(folder))
                stack.callback(found[-1].stop)
            # nginx decides by itself when to send a 304.
            if answer.status == servers.OK:
                static = servers.static(folder)
                if static is None:
                    self.note("nginx is not installed and was left out.")
                else:
                    found.append(static)
                    stack.callback(static.stop)
            yield found

    def race(
        self,
        work: str,
        contenders: Sequence[Contender],
        targets: Mapping[str, float],
        concurrencies: Sequence[int] = CONCURRENCIES,
        *,
        at_most: bool = False,
        alone: Mapping[str, Way] | None = None,
        near: bool = False,
    ) -> list[Ratio]:
        """We, who come first, against the others, at each number of questions at once; and beside
        what does the same `alone`, without a server. Where a target is `near` to one, it is judged
        by more rounds."""
        found: list[Ratio] = []
        for concurrency in concurrencies:
            ways: dict[str, Way] = {**blocks(contenders, concurrency, self.seconds)}
            for left_out in (one.name for one in contenders if one.name not in ways):
                self.note(
                    f"{work}, {concurrency} at once: {left_out} was left out, as so many answers "
                    f"take it more than {LONGEST_BLOCK} seconds."
                )
            judged = concurrency == JUDGED_AT
            found += self.compared(
                f"{work}, {concurrency} at once",
                {**ways, **(alone or {})},
                targets if judged else {},
                unit="requests/s",
                at_most=at_most,
                times=NEAR if near and judged else 1,
            )
        return found

    def compared(
        self,
        work: str,
        ways: Mapping[str, Way],
        targets: Mapping[str, float],
        *,
        unit: str,
        at_most: bool = False,
        times: int = 1,
    ) -> list[Ratio]:
        """The first of some ways against the others, in turns. Each gives how much it did in a
        unit of time."""
        turns = in_turns(ways, times * self.rounds, self.probe)
        first, *others = ways
        for name in ways:
            self.absolutes.append(Absolute(work, name, turns.median(name), unit))
        found = [
            Ratio(
                work,
                other,
                turns.ratios(first, other),
                targets.get(other),
                at_most,
                turns.excluded,
                turns.quiet,
            )
            for other in others
        ]
        for ratio in found:
            self.tell(f"{work}: {ratio.median:.3g} of {ratio.peer}")
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


def _read_through(folder: Path) -> Path:
    """The folder, its files read once: nobody is to wait for a disk where others need not."""
    for file in folder.iterdir():
        with file.open("rb") as content:
            while content.read(CHUNK):
                pass
    return folder
