"""The ratios as a chart: SVG, written by hand."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from html import escape

from bench.ratio import Ratio

RIGHT, ROW, TOP = 140, 24, 76
# Of the axis, and of a letter of a name beside it: reckoned amply, as no font is measured.
AXIS, LETTER = 490, 7
KEY = (
    "Ratio of medians, on an axis by powers of ten. Dot: found; line: spread; tick: target. "
    "Green: met; red and hollow: not."
)
MET, MISSED = "#1b6e53", "#b3412e"


def drawn(ratios: Sequence[Ratio]) -> str:
    """One row a judged ratio: a dot where it is, a line for its spread, a tick at its target, on
    an axis by powers of ten. What is judged by staying below stands under its own heading."""
    judged = [ratio for ratio in ratios if ratio.target is not None]
    height = TOP + ROW * len(judged) + 40
    left = LETTER * max((len(_name(ratio)) for ratio in judged), default=45) + 20
    width = left + AXIS + RIGHT
    values = [
        value for ratio in judged for value in (*ratio.spread, ratio.target or 1.0) if value > 0
    ]
    low = math.floor(math.log10(min([*values, 0.5])))
    high = math.ceil(math.log10(max([*values, 10])))

    def x(value: float) -> float:
        share = (math.log10(max(value, 10**low)) - low) / (high - low)
        return left + share * AXIS

    parts = [
        _tag(
            "svg",
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {width} {height}",
            width=width,
            height=height,
            font_family="sans-serif",
            font_size=13,
        ),
        "<title>Ratios of the bench against their targets</title>",
        _tag("rect", width=width, height=height, fill="#ffffff") + "</rect>",
        _text(16, 26, "On Record beside its peers and limits", font_size=16, font_weight="bold"),
        _text(16, 46, KEY, fill="#444"),
    ]
    for power in range(low, high + 1):
        at = x(10**power)
        parts.append(_line(at, at, TOP - 8, height - 30, "#888" if power == 0 else "#ddd", 1))
        parts.append(_text(at, height - 12, f"{10**power:g}", text_anchor="middle", fill="#444"))
    for number, ratio in enumerate(judged):
        parts += _row(ratio, left, TOP + ROW * number + 8, x)
    return "\n".join([*parts, "</svg>", ""])


def _name(ratio: Ratio) -> str:
    return f"{ratio.work} / {ratio.peer}"


def _row(ratio: Ratio, left: float, y: float, x: Callable[[float], float]) -> list[str]:
    assert ratio.target is not None
    colour = MET if ratio.met else MISSED
    least, greatest = ratio.spread
    sign = "\u2264" if ratio.at_most else "\u2265"
    dot = {"cx": f"{x(ratio.median):.1f}", "cy": y, "r": 5, "stroke": colour, "stroke_width": 2}
    return [
        _text(left - 10, y + 4, _name(ratio), text_anchor="end"),
        _line(x(least), x(greatest), y, y, colour, 2),
        _line(x(ratio.target), x(ratio.target), y - 8, y + 8, "#111", 2),
        _tag("circle", **dot, fill=colour if ratio.met else "#ffffff") + "</circle>",
        _text(
            left + AXIS + 14, y + 4, f"{ratio.median:.3g} ({sign} {ratio.target:g})", fill=colour
        ),
    ]


def _line(x1: float, x2: float, y1: float, y2: float, colour: str, width: int) -> str:
    ends = {name: f"{at:.1f}" for name, at in (("x1", x1), ("x2", x2), ("y1", y1), ("y2", y2))}
    return _tag("line", **ends, stroke=colour, stroke_width=width) + "</line>"


def _text(x: float, y: float, text: str, **attributes: str | int) -> str:
    return f"{_tag('text', x=f'{x:.1f}', y=f'{y:.1f}', **attributes)}{escape(text)}</text>"


def _tag(name: str, **attributes: object) -> str:
    """An opening tag; an underscore in a name stands for a hyphen."""
    told = (f'{key.replace("_", "-")}="{escape(str(value))}"' for key, value in attributes.items())
    return f"<{' '.join([name, *told])}>"
