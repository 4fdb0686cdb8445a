"""`onrecord verify`: green on the articles, red on anything else."""

import re
import shutil
from pathlib import Path

import pytest

from app.domain.source import fingerprint
from app.settings import ROOT
from tests.cli.command import run
from tests.cli.conftest import Call
from tests.synthetic import FILES, write


@pytest.fixture
def articles(shared: Path, tmp_path: Path) -> Path:
    """A copy of the articles, to change."""
    if not any((shared / "articles").glob("*.txt")):
        pytest.skip("the articles are not on this machine; they are not the project's to copy")
    return Path(shutil.copytree(shared / "articles", tmp_path / "articles"))


def _cited_with_a_digit(article: Path) -> tuple[bytes, bytes]:
    """A line that the seed cites, and the same with one digit changed."""
    seed = "".join(path.read_text() for path in (ROOT / "seed" / "sources").glob("*.yaml"))
    for line in article.read_text(encoding="utf-8-sig").splitlines():
        if line.strip() and fingerprint(line) in seed and (found := re.search(r"\d", line)):
            other = str((int(found[0]) + 1) % 10)
            changed = line[: found.start()] + other + line[found.end() :]
            return line.encode(), changed.encode()
    raise AssertionError(f"{article.name} has no cited line with a digit")


def test_green_on_the_articles(call: Call, shared: Path, articles: Path) -> None:
    ended = run("verify", "--articles", str(shared / "articles"))
    assert (ended.returncode, ended.stderr) == (0, "")
    assert re.fullmatch(
        r"5 sources, \d+ observations, \d+ claims; "
        r"checked \d+ fingerprints and \d+ statements; 0 missed\n",
        ended.stdout,
    )
    for number, path in enumerate(sorted(articles.glob("*.txt"), reverse=True)):
        path.rename(path.with_name(f"renamed {number}.txt"))
    assert call("verify", "--articles", str(articles)).stdout == ended.stdout


def test_red_on_a_copy_with_one_digit_changed(articles: Path) -> None:
    article = sorted(articles.glob("*.txt"))[0]
    line, changed = _cited_with_a_digit(article)
    article.write_bytes(article.read_bytes().replace(line, changed, 1))
    ended = run("verify", "--articles", str(articles))
    assert (ended.returncode, ended.stderr) == (1, "")
    *misses, summary = ended.stdout.splitlines()
    assert re.fullmatch(r"MISS [a-z0-9-]+ paragraph \d+: the fingerprint does not match", misses[0])
    assert len({miss.partition(":")[0] for miss in misses}) == 1
    assert summary.endswith(f"; {len(misses)} missed")


def test_red_where_an_article_is_not_there(call: Call, articles: Path) -> None:
    sorted(articles.glob("*.txt"))[0].unlink()
    ended = call("verify", "--articles", str(articles))
    assert ended.returncode == 1
    assert ended.stdout.count("not checked: ") == 1
    assert ended.stdout.endswith("0 missed\n")


def test_without_articles_it_says_what_it_could_not_check(call: Call) -> None:
    ended = call("verify")
    assert (ended.returncode, ended.stderr) == (0, "")
    *unchecked, summary = ended.stdout.splitlines()
    assert len(unchecked) == 5
    assert all(
        re.fullmatch(
            r"not checked: [a-z0-9-]+: no text found; \d+ paragraphs and \d+ statements .+", line
        )
        for line in unchecked
    )
    assert summary.endswith("checked 0 fingerprints and 0 statements; 0 missed")


def test_a_folder_that_is_not_there_is_told(call: Call, tmp_path: Path) -> None:
    ended = call("verify", "--articles", str(tmp_path / "nowhere"))
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == f"{tmp_path / 'nowhere'} is not a folder\n"


def test_an_article_that_cannot_be_read_is_told(call: Call, tmp_path: Path) -> None:
    (tmp_path / "folder.txt").mkdir()
    ended = call("verify", "--articles", str(tmp_path))
    assert ended.returncode == 1
    assert ended.stderr == f"{tmp_path / 'folder.txt'} cannot be read: Is a directory\n"


def test_another_seed_is_proved_on_its_own(call: Call, tmp_path: Path) -> None:
    seed = write(tmp_path / "seed")
    (tmp_path / "one.txt").write_text("Synthetic.\n")
    ended = call("verify", "--seed", str(seed), "--articles", str(tmp_path))
    assert ended.returncode == 1
    assert "not checked: synthetic-one: no text found" in ended.stdout
    (seed / "sources" / "synthetic-one.yaml").write_text(FILES["reference/areas.yaml"])
    assert call("verify", "--seed", str(seed)).stderr.endswith("fault(s); nothing was stored\n")
