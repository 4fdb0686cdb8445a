"""The command `datasette`, with its server told to keep no log of requests, as ours keeps none."""

from __future__ import annotations

from functools import partial

import uvicorn
from datasette.cli import cli

if __name__ == "__main__":
    uvicorn.run = partial(uvicorn.run, loop="uvloop", http="httptools", access_log=False)
    cli()
