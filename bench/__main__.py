"""`make bench`: the API beside its peers and its limits, in one run, as ratios."""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path

from app.settings import ROOT
from bench import report
from bench.context import Context
from bench.drive import demand_wrk
from bench.parts import PARTS
from bench.probe import Probe
from bench.ratio import Found
from bench.record import SIZES
from bench.servers import BenchError

FEWEST_ROUNDS = 5


def main() -> int:
    """Run the parts that were asked for, keep what they found, and write the results anew."""
    asked = _arguments()
    # Whoever ends the bench ends the servers that it has started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    cache: Path = asked.cache.resolve()
    context = Context(asked.size, cache, asked.rounds, asked.seconds, asked.sizes, Probe())
    try:
        demand_wrk()
        with context.stack:
            for name in asked.parts or PARTS:
                print(f"{name}, {asked.size}", flush=True)
                ratios = PARTS[name](context)
                found = Found(ratios, [*context.absolutes], [*context.notes])
                context.absolutes.clear()
                context.notes.clear()
                report.keep(context.folder, name, found)
    except BenchError as error:
        print(f"the bench failed: {error}", file=sys.stderr)
        return 1
    report.write(context.folder, context.record, asked.size, list(PARTS))
    return 0


def _arguments() -> argparse.Namespace:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--size", choices=SIZES, default="1m")
    options.add_argument("--parts", nargs="*", choices=PARTS, help="all, unless some are named")
    options.add_argument("--sizes", type=_sizes, default=["10k", "1m"], help="of the growth")
    options.add_argument("--rounds", type=_rounds, default=FEWEST_ROUNDS)
    options.add_argument("--seconds", type=int, default=2, help="of a block, at least")
    options.add_argument("--cache", type=Path, default=ROOT / "var" / "bench")
    return options.parse_args()


def _sizes(text: str) -> list[str]:
    found = text.split(",")
    if unknown := set(found) - set(SIZES):
        raise argparse.ArgumentTypeError(f"no such size: {', '.join(sorted(unknown))}")
    return found


def _rounds(text: str) -> int:
    if int(text) < FEWEST_ROUNDS:
        raise argparse.ArgumentTypeError(f"at least {FEWEST_ROUNDS}")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
