"""The limit of a static server: nginx sending bytes that we sent, from a file, with our headers."""

from __future__ import annotations

import json
import os
from pathlib import Path


def write_configuration(folder: Path, port: int) -> Path:
    """A configuration that keeps everything it writes in a folder, beside `answer.json` and
    `body`. One worker, as the others have one process."""
    captured = json.loads((folder / "answer.json").read_text())
    headers = "\n".join(
        f"            add_header {name} {_quoted(value)};"
        for name, value in captured["headers"]
        if name.lower() not in ("content-length", "content-type", "last-modified")
    )
    kind = next(
        (value for name, value in captured["headers"] if name.lower() == "content-type"), ""
    )
    file = folder / "nginx.conf"
    # Root's workers would be nobody, who may not read everywhere.
    user = "user root;" if os.geteuid() == 0 else ""
    file.write_text(f"""\
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 512; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000000;
    open_file_cache max=10;
    {"".join(f"{name}_temp_path {folder};" for name in _TEMPORARY)}
    server {{
        listen 127.0.0.1:{port};
        root {folder};
        location / {{
            rewrite ^ /body break;
            etag off;
            types {{ }}
            default_type "{kind}";
{headers}
        }}
    }}
}}
""")
    return file


_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
