"""`make cluster`, started as a user starts it, and stopped by Ctrl-C."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from app.settings import ROOT
from bench.cluster import services
from tests.cli.command import environment


def _lines_until(process: subprocess.Popen[str], last: str) -> str:
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if line.startswith(last):
            return said
    raise AssertionError(said)


@pytest.mark.skipif(
    not Path("/usr/sbin/nginx").exists(), reason="nginx is not installed: apt-get install nginx"
)
def test_the_cluster_serves_through_its_cache_and_leaves_nothing() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.cluster"],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        said = _lines_until(process, "Ctrl-C")
        (base,) = re.findall(r"nginx +(http://\S+)/v1", said)
        (files,) = re.findall(r"files +(\S+),", said)
        with httpx.Client(base_url=base) as client:
            cached = [
                client.get("/v1/areas?limit=1&release=1").headers["x-cache-status"]
                for _ in range(2)
            ]
            assert cached == ["MISS", "HIT"]
            table = client.get("/v1/areas?limit=1&release=1", headers={"Accept": "text/csv"})
            assert table.headers["content-type"].startswith("text/csv")
            refused = [client.get("/v1/areas?limit=0") for _ in range(2)]
            assert [each.status_code for each in refused] == [422, 422]
            assert "HIT" not in {each.headers["x-cache-status"] for each in refused}
            for worker in re.findall(r"worker \d +(http://\S+)/v1", said):
                assert httpx.get(f"{worker}/readyz").json()["release"] == 1
        assert Path(files).is_dir()
    finally:
        # Whatever failed: it ends what it has started, which nobody else would.
        process.send_signal(signal.SIGINT)
        rest = process.communicate(timeout=60)[0]
    assert rest == "stopping\n"
    assert process.returncode == 0
    assert not Path(files).exists()


def test_what_is_lacking_is_told_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)
    with pytest.raises(services.LackingError) as told, services.running():
        pass
    assert str(told.value) == "not installed: nginx; on Debian or Ubuntu: apt-get install nginx"
