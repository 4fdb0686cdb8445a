"""`make cluster`: run it until Ctrl-C, and say where everything is."""

from __future__ import annotations

import signal
import sys
import threading

from bench.cluster.services import LackingError, Services, running


def main() -> int:
    """Run the cluster until it is told to stop."""
    told = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: told.set())
    try:
        with running() as services:
            _tell(services)
            told.wait()
            print("stopping", flush=True)
    except LackingError as error:
        print(f"make cluster: {error}", file=sys.stderr)
        return 1
    return 0


def _tell(services: Services) -> None:
    print(f"\nnginx        http://127.0.0.1:{services.port}/v1")
    for number, port in enumerate(services.worker_ports, start=1):
        print(f"worker {number}     http://127.0.0.1:{port}/v1")
    for node in services.database.nodes:
        print(f"{node.name:<12} postgresql://postgres@{node.host}/postgres")
    print(f"\nthe one URL  ONRECORD_DATABASE_URL='{services.url}'")
    print(
        f"files        {services.folder}, removed at the end\n\nCtrl-C stops everything.",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
