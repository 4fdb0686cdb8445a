"""`onrecord migrate`, `seed` and `serve`: their settings, and how each fails in plain lines."""

import gc
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.cli.serve import serve
from app.domain.source import fingerprint
from app.main import create_app
from app.settings import ROOT, Settings
from tests.cli.command import COMMAND, MODULE, environment, run
from tests.cli.conftest import Call
from tests.synthetic import AREAS, CATEGORIES, FILES, ONE, TWO, write

LEFT_OUT = "the store holds a release already; the seed is left out\n"


def test_from_nothing_to_a_seeded_store(call: Call, database_url: str) -> None:
    def said(command: str) -> str:
        ended = call(command, ONRECORD_DATABASE_URL=database_url)
        assert (ended.returncode, ended.stderr) == (0, "")
        return ended.stdout

    assert said("migrate") == "schema 0007\n"
    assert said("migrate") == "schema 0007, as before\n"
    assert said("seed") == "release 1 stored: 184 figures\n"
    assert said("seed") == LEFT_OUT


@pytest.mark.parametrize("arguments", [["--help"], ["seed", "--seed", "nowhere"], ["bogus"]])
def test_the_command_and_the_module_agree(arguments: list[str], sqlite_url: str) -> None:
    command, module = (
        run(*arguments, command=way, ONRECORD_DATABASE_URL=sqlite_url) for way in (COMMAND, MODULE)
    )
    assert module.returncode == command.returncode
    assert _words(module.stdout) == _words(command.stdout)
    assert _words(module.stderr) == _words(command.stderr)


def _words(said: str) -> list[str]:
    """The help names the command as it was called, and fills its lines."""
    assert "Traceback" not in said
    return said.replace("python -m app", "onrecord").split()


def test_the_settings_have_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOST", "PORT", "ONRECORD_DATABASE_URL", "ONRECORD_SEED"):
        monkeypatch.delenv(name, raising=False)
    settings = Settings()
    assert (settings.host, settings.port, settings.seed) == ("127.0.0.1", 8000, ROOT / "seed")
    assert settings.database_url == f"sqlite:///{ROOT / 'var' / 'onrecord.sqlite'}"


def test_it_serves_on_host_and_port(seeded_file: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.2", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [*COMMAND, "serve"],
        cwd=ROOT,
        env=environment(
            HOST="127.0.0.2", PORT=str(port), ONRECORD_DATABASE_URL=f"sqlite:///{seeded_file}"
        ),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert _answer(f"http://127.0.0.2:{port}/readyz") == 200
    finally:
        server.terminate()
        server.wait(20)


def test_a_server_loads_nothing_of_what_imports_figures() -> None:
    """That takes a good part of the time to start in, and is for commands and for few questions."""
    listed = "import app.main, sys; print(*sys.modules)"
    ended = subprocess.run(
        [sys.executable, "-c", listed], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = {name for name in ended.stdout.split() if name.startswith("app.importing")}
    assert loaded == {"app.importing", "app.importing.verdicts"}


@pytest.mark.parametrize(("workers", "collected"), [("1", False), ("2", True)])
def test_garbage_is_left_where_one_process_loads_the_server(
    seeded_file: Path, monkeypatch: pytest.MonkeyPatch, workers: str, collected: bool
) -> None:
    """A process that watches over workers lives as long as they, and never serves."""
    monkeypatch.setenv("ONRECORD_DATABASE_URL", f"sqlite:///{seeded_file}")
    monkeypatch.setenv("WEB_CONCURRENCY", workers)
    found: list[bool] = []
    monkeypatch.setattr("uvicorn.run", lambda *_, **__: found.append(gc.isenabled()))
    try:
        serve()
    finally:
        gc.enable()
    assert found == [collected]


def test_garbage_is_collected_once_the_server_is_up(seeded_file: Path) -> None:
    """`serve` puts it off while the server is loaded. After that it is looked for seldom."""
    service = create_app(Settings(database_url=f"sqlite:///{seeded_file}"))
    before = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    gc.disable()
    try:
        with TestClient(service):
            assert gc.isenabled()
            assert gc.get_threshold() == (10_000, 20, 50)
    finally:
        gc.enable()
        gc.set_threshold(*before)


def test_who_computes_gives_way_to_the_loop_soon(seeded_file: Path) -> None:
    service = create_app(Settings(database_url=f"sqlite:///{seeded_file}"))
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.005)
    try:
        with TestClient(service):
            assert sys.getswitchinterval() == pytest.approx(0.0002)
    finally:
        sys.setswitchinterval(before)


def _answer(url: str) -> int:
    deadline = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return int(answer.status)
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


BAD_SETTINGS: dict[str, tuple[str, Mapping[str, str], str]] = {
    "a port in words": ("serve", {"PORT": "eighty"}, "PORT: Input should be a valid integer"),
    "a port out of range": ("serve", {"PORT": "65536"}, "PORT: Input should be less than or equal"),
    "an empty port": ("serve", {"PORT": ""}, "PORT: Input should be a valid integer"),
    "no URL": ("migrate", {"ONRECORD_DATABASE_URL": "nonsense"}, "ONRECORD_DATABASE_URL is not a"),
    "an unknown database": (
        "migrate",
        {"ONRECORD_DATABASE_URL": "synthetic://host/name"},
        "ONRECORD_DATABASE_URL is not a database URL",
    ),
    "a database without a driver": (
        "seed",
        {"ONRECORD_DATABASE_URL": "oracle://host/name"},
        "ONRECORD_DATABASE_URL names a database whose driver is not installed",
    ),
    "a database out of reach, migrated": (
        "migrate",
        {"ONRECORD_DATABASE_URL": "postgresql+psycopg://u:secret@127.0.0.1:1/name"},
        "the store cannot be reached: connection",
    ),
    "a database out of reach, seeded": (
        "seed",
        {"ONRECORD_DATABASE_URL": "postgresql+psycopg://u:secret@127.0.0.1:1/name"},
        "the store cannot be reached: connection",
    ),
    "no such seed": ("seed", {"ONRECORD_SEED": "nowhere"}, "nowhere holds no YAML or JSON under"),
}


@pytest.mark.parametrize(
    ("command", "settings", "told"), BAD_SETTINGS.values(), ids=BAD_SETTINGS.keys()
)
def test_a_bad_setting_is_told_in_one_line(
    call: Call, command: str, settings: Mapping[str, str], told: str
) -> None:
    ended = call(command, **settings)
    assert ended.returncode != 0
    assert ended.stderr.startswith(told)
    assert ended.stderr.count("\n") == 1
    assert "secret" not in ended.stderr
    assert ended.stdout == ""


def test_every_bad_setting_is_told(call: Call) -> None:
    ended = call("serve", PORT="0", ONRECORD_SEED="")
    assert ended.returncode == 2
    assert ended.stderr.splitlines()[0].startswith("PORT: ")


def test_a_store_that_is_not_migrated_is_told(call: Call, sqlite_url: str) -> None:
    ended = call("seed", ONRECORD_DATABASE_URL=sqlite_url)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == (
        "the store does not have the schema of this version; run: onrecord migrate\n"
    )


def test_a_seed_file_that_cannot_be_read_is_told(
    call: Call, tmp_path: Path, sqlite_url: str
) -> None:
    (tmp_path / "sources" / "folder.yaml").mkdir(parents=True)
    ended = call("seed", "--seed", str(tmp_path), ONRECORD_DATABASE_URL=sqlite_url)
    assert ended.returncode == 1
    assert ended.stderr.endswith("folder.yaml cannot be read: Is a directory\n")
    assert ended.stderr.count("\n") == 1


def test_other_files_than_those_stored_are_told(
    call: Call, tmp_path: Path, seeded_url: str
) -> None:
    seed = str(write(tmp_path / "seed"))
    ended = call("seed", "--seed", seed, ONRECORD_DATABASE_URL=seeded_url)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == LEFT_OUT


def test_broken_files_are_told_fault_by_fault_and_nothing_is_stored(
    call: Call, tmp_path: Path, sqlite_url: str
) -> None:
    files = {
        **FILES,
        AREAS: FILES[AREAS].replace("aliases: [SFA]", "aliases: [SFA, sfa]"),
        CATEGORIES: FILES[CATEGORIES].replace("parent: synthetic-offences", "parent: xyz"),
        ONE: FILES[ONE].replace("    unit: per-cent\n", ""),
        TWO: FILES[TWO].replace("£1.60 million", "£1.70 million"),
    }
    broken = str(write(tmp_path / "broken", files))
    assert call("migrate", ONRECORD_DATABASE_URL=sqlite_url).returncode == 0
    ended = run("seed", "--seed", broken, ONRECORD_DATABASE_URL=sqlite_url)
    assert (ended.returncode, ended.stdout) == (1, "")
    *faults, last = ended.stderr.splitlines()
    read_otherwise = "'£1.70 million' reads as 1.70E+6, not as 1.60E+6"
    assert faults == [
        f"{AREAS}:11: 'sfa' is an alias already (at /areas/1/aliases/1)",
        f"{CATEGORIES}:7: 'xyz' is not known (at /categories/1/parent)",
        f"{ONE}:28: a claim of kind change needs 'unit' (at /claims/0)",
        f"{TWO}:23: {read_otherwise} (at /observations/1/cited/0/stated)",
    ]
    assert last == "4 fault(s); nothing was stored"
    # What was not stored does not stand in the way of what is right.
    right = str(write(tmp_path / "right"))
    ended = call("seed", "--seed", right, ONRECORD_DATABASE_URL=sqlite_url)
    assert ended.stdout == "release 1 stored: 4 figures\n"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"areas: [\n", f"{AREAS}:2: is not YAML: "),
        (b"areas: \xff\xfe\n", f"{AREAS}:1: is not UTF-8 text"),
        (b"", f"{AREAS}:1: is empty"),
    ],
)
def test_a_file_that_is_no_document_is_told(
    call: Call, tmp_path: Path, sqlite_url: str, data: bytes, told: str
) -> None:
    broken = str(write(tmp_path / "broken", {**FILES, AREAS: data}))
    assert call("migrate", ONRECORD_DATABASE_URL=sqlite_url).returncode == 0
    ended = call("seed", "--seed", broken, ONRECORD_DATABASE_URL=sqlite_url)
    assert ended.returncode == 1
    assert ended.stderr.startswith(told)
    assert ended.stderr.splitlines()[1:] == ["1 fault(s); nothing was stored"]


def test_fingerprints_are_printed_as_a_source_lists_them(tmp_path: Path) -> None:
    document = tmp_path / "synthetic.txt"
    document.write_text("Made up.\n\nIt’s made up.\n", encoding="utf-8")
    done = run("fingerprint", str(document))
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "1: " + fingerprint("Made up."),
        "2: " + fingerprint("It's made up."),
    ]
    assert "cannot be read" in run("fingerprint", str(tmp_path / "nowhere")).stderr
