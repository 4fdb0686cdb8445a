"""The arithmetic of the results, and the page and the chart that show them."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from bench import report
from bench.chart import drawn
from bench.ratio import Absolute, Found, Ratio
from bench.record import SIZES, Record

_SVG = "{http://www.w3.org/2000/svg}"


def test_a_ratio_is_the_median_of_its_rounds_with_their_spread() -> None:
    ratio = Ratio("W0", "peer", [3.0, 1.0, 2.0, 9.0])
    assert ratio.median == 2.5
    assert ratio.spread == (1.0, 9.0)


@pytest.mark.parametrize(
    ("median", "target", "at_most", "met"),
    [
        (0.95, 0.95, False, True),
        (0.94, 0.95, False, False),
        (1.5, 1.5, True, True),
        (1.51, 1.5, True, False),
        (0.1, None, False, None),
    ],
)
def test_whether_a_target_is_met(
    median: float, target: float | None, at_most: bool, met: bool | None
) -> None:
    assert Ratio("W0", "peer", [median], target, at_most).met is met


def page(*ratios: Ratio) -> str:
    record = Record(SIZES["10k"])
    absolutes = [Absolute("W0 hot", "On Record", 12_345.6, "requests/s")]
    when = {"w0": "2026-01-01 00:00 UTC"}
    return "\n".join(report.page(record, "10k", when, ratios, absolutes, ["A note."]))


def test_the_page_tells_each_ratio_beside_its_target() -> None:
    told = page(
        Ratio("W0 hot", "raw ASGI", [0.9, 1.0, 0.8], 0.95, excluded=2),
        Ratio("W0 cold", "Datasette", [250.0, 260.4], 25),
        Ratio("W0 cold", "ORM", [2.0]),
        Ratio("growth", "at 1m", [1.2], 1.5, at_most=True),
    )
    assert "| W0 hot | raw ASGI | 0.9 | 0.8 to 1 | at least 0.95 | **no** | 2 |" in told
    assert "| W0 cold | Datasette | 255 | 250 to 260 | at least 25 | yes | 0 |" in told
    assert "| W0 cold | ORM | 2 | 2 to 2 |  |  | 0 |" in told
    assert "| growth | at 1m | 1.2 | 1.2 to 1.2 | at most 1.5 | yes | 0 |" in told
    assert "| W0 hot | On Record | 12,346 requests/s |" in told
    assert "- A note." in told
    assert "Synthetic record of size 10k: 9,984 figures" in told
    assert "never quiet" not in told


def test_the_page_says_which_ratios_were_disturbed() -> None:
    told = page(Ratio("W0", "peer", [1.0], quiet=False), Ratio("W0", "other", [1.0]))
    assert "| W0 | peer | 1 | 1 to 1 |  |  | none: never quiet |" in told
    assert "good for little" in told


def test_the_page_names_no_machine_and_no_place_on_it() -> None:
    told = page(Ratio("W0", "peer", [1.0]))
    assert str(Path.home()) not in told
    assert str(Path(__file__).parents[2]) not in told
    assert "Python 3" in told


def test_parts_that_were_run_one_after_the_other_stand_on_one_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "HERE", tmp_path)
    report.keep(tmp_path, "w1", Found([Ratio("W1", "peer", [2.0, 4.0], 2)], [], ["From w1."]))
    report.keep(tmp_path, "w2", Found([Ratio("W2", "peer", [1.0], 2)], [], []))
    report.keep(tmp_path, "w2", Found([Ratio("W2", "peer", [5.0], 2)], [], []))
    report.write(tmp_path, Record(SIZES["10k"]), "10k", ["w1", "w2", "w3"])
    told = (tmp_path / "results.md").read_text()
    assert "| W1 | peer | 3 | 2 to 4 | at least 2 | yes | 0 |" in told
    assert "| W2 | peer | 5 |" in told
    assert "| W2 | peer | 1 |" not in told
    assert "- From w1." in told


def test_the_chart_shows_what_is_judged_and_nothing_else() -> None:
    svg = ElementTree.fromstring(
        drawn(
            [
                Ratio("W1 <hot>", "raw & bare", [0.5, 0.6], 0.95),
                Ratio("W1 cold", "Datasette", [30.0], 25),
                Ratio("W1 cold", "untold", [1.0]),
            ]
        )
    )
    texts = [element.text for element in svg.iter(f"{_SVG}text")]
    assert "W1 <hot> / raw & bare" in texts
    assert "30 (≥ 25)" in texts
    assert not any("untold" in str(text) for text in texts)
    dots = [element.attrib for element in svg.iter(f"{_SVG}circle")]
    assert len(dots) == 2
    assert float(dots[0]["cx"]) < float(dots[1]["cx"])
    assert dots[0]["fill"] == "#ffffff"


def test_a_chart_of_nothing_is_a_chart() -> None:
    ElementTree.fromstring(drawn([]))


def test_the_chart_has_room_for_the_longest_name() -> None:
    work = "synthetic work, " * 6
    svg = ElementTree.fromstring(drawn([Ratio(work, "peer", [1.0], 2), Ratio("W", "o", [1.0], 2)]))
    names = [text for text in svg.iter(f"{_SVG}text") if text.get("text-anchor") == "end"]
    [longest, _] = [float(name.attrib["x"]) / len(name.text or "") for name in names]
    # Pixels to a letter of 13 pixels' height.
    assert longest >= 7
    dot = float(next(svg.iter(f"{_SVG}circle")).attrib["cx"])
    assert float(names[0].attrib["x"]) < dot < float(svg.attrib["width"])
