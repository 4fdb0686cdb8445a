"""The limit of the HTTP server: an ASGI app that does nothing but send bytes that we sent, under
the very options with which `onrecord serve` starts its server."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any
from unittest.mock import patch

import uvicorn

from app.cli.serve import serve


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


def main() -> None:
    """Serve, with the folder of the answer given; host and port are those of the environment."""
    with patch.object(uvicorn, "run") as run:
        serve()
    options = dict(run.call_args.kwargs) | {"factory": False, "workers": 1, "lifespan": "off"}
    uvicorn.run(Raw(Path(sys.argv[1])), **options)


if __name__ == "__main__":
    main()
