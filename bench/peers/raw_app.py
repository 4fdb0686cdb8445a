"""The limits of the HTTP server: ASGI apps that send bytes that we sent, under the very options
with which `onrecord serve` starts its server. One reads nothing of what is asked; one reads the
address, Accept and If-None-Match, which is less than any cache must."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any
from unittest.mock import patch

import uvicorn

from app.cli.serve import serve

READ = frozenset({b"accept", b"if-none-match"})
NO_BODY = {"type": "http.response.body", "body": b""}


class Raw:
    """Sends one captured answer, whatever is asked."""

    def __init__(self, folder: Path) -> None:
        captured = json.loads((folder / "answer.json").read_text())
        headers = [(name.encode(), value.encode()) for name, value in captured["headers"]]
        self.start = {
            "type": "http.response.start",
            "status": captured["status"],
            "headers": headers,
        }
        self.body = {"type": "http.response.body", "body": (folder / "body").read_bytes()}

    async def __call__(self, scope: Any, _receive: Any, send: Any) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        await send(self.start)
        await send(self.body)


class Least(Raw):
    """A cache of one answer that does no more than look it up by address and representation, and
    confirm it by its validator. It counts nothing, knows no release, and compresses nothing."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.etag = dict(self.start["headers"])[b"etag"]
        self.kept: dict[tuple[str, bytes, bytes], Least] = {}

    async def __call__(self, scope: Any, _receive: Any, send: Any) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        given = {name: value for name, value in scope["headers"] if name in READ}
        asked = (scope["path"], scope["query_string"], given.get(b"accept", b""))
        kept = self.kept.get(asked)
        if kept is None:
            # The first who asks.
            kept = self.kept[asked] = self
        if given.get(b"if-none-match") == kept.etag:
            # What was captured is a 304 then.
            await send(kept.start)
            await send(NO_BODY)
            return
        await send(kept.start)
        await send(kept.body if scope["method"] == "GET" else NO_BODY)


APPS = {"raw": Raw, "least": Least}


def main() -> None:
    """Serve one of the apps, with the folder of its answer; host and port are those of the
    environment."""
    name, folder = sys.argv[1:]
    with patch.object(uvicorn, "run") as run:
        serve()
    options = dict(run.call_args.kwargs) | {"factory": False, "workers": 1, "lifespan": "off"}
    uvicorn.run(APPS[name](Path(folder)), **options)


if __name__ == "__main__":
    main()
