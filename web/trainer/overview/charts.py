"""Draws charts with their numbers written in them, as SVG: pure functions.

Colours come from the style sheet (overview.css): our pages allow no inline styles. Beside each
chart stands a table with the same numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

_WIDTH, _ROW = 320, 44
_COLUMN, _WIDE_COLUMN, _HEIGHT = 28, 40, 160
_ABOVE, _BELOW = 20, 44  # for the numbers, and for the days and months
_LEAST_SCALE = 10  # so that small numbers look small
_LONGEST_NUMBER = 3  # characters over a narrow column


@dataclass(frozen=True)
class Bar:
    """One number: what it is of, how it is said, and how large it is drawn.

    One that is not said is drawn in outline. `under` stands below a column, `lower` below that.
    """

    label: str
    said: str
    size: float
    is_known: bool = True
    under: str = ""
    lower: str = ""


def bars(numbers: Sequence[Bar], about: str) -> Markup:
    """Bars from left to right, one a row, the label and the number over each."""
    most = max([_LEAST_SCALE, *(bar.size for bar in numbers)])
    parts = [_svg(_WIDTH, _ROW * len(numbers), about)]
    for i, bar in enumerate(numbers):
        y = i * _ROW
        parts.append(_text(0, y + 18, bar.label))
        parts.append(_text(_WIDTH, y + 18, bar.said, "end", "value"))
        parts.append(_rect(0.5, y + 26, bar.size / most * (_WIDTH - 1), 10, bar))
    return _closed(parts)


def columns(numbers: Sequence[Bar], about: str) -> Markup:
    """Columns side by side, for what comes day by day; the number over each."""
    most = max([_LEAST_SCALE, *(bar.size for bar in numbers)])
    longest = max((len(bar.said) for bar in numbers if bar.is_known), default=0)
    step = _COLUMN if longest <= _LONGEST_NUMBER else _WIDE_COLUMN
    floor = _ABOVE + _HEIGHT
    width = step * len(numbers) + 48  # the last month's name may be longer than its column
    parts = [_svg(width, floor + _BELOW, about)]
    for i, bar in enumerate(numbers):
        x, height = i * step, bar.size / most * _HEIGHT
        middle = x + step / 2
        number = bar.said if bar.is_known else "<5"
        parts.append(_rect(x + 3.5, floor - height, step - 7, height, bar))
        parts.append(_text(middle, floor - height - 6, number, "middle", "value"))
        parts.append(_text(middle, floor + 16, bar.under, "middle"))
        if bar.lower:
            parts.append(_text(x + 3, floor + 36, bar.lower))
    parts.append(
        Markup('<line class="floor" x1="0" y1="{0}" x2="{1}" y2="{0}"/>').format(
            floor + 0.5, step * len(numbers)
        )
    )
    return _closed(parts)


def _svg(width: float, height: float, about: str) -> Markup:
    return Markup(
        '<svg class="chart" role="img" viewBox="0 0 {0} {1}" width="{0}" height="{1}"'
        ' aria-label="{2}">'
    ).format(width, height, about)


def _closed(parts: Sequence[Markup]) -> Markup:
    return Markup("\n").join([*parts, Markup("</svg>")])


def _rect(x: float, y: float, width: float, height: float, bar: Bar) -> Markup:
    if not bar.size:
        return Markup("")
    return Markup('<rect class="{}" x="{}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>').format(
        "known" if bar.is_known else "few", x, y, width, height
    )


def _text(x: float, y: float, text: str, anchor: str = "start", kind: str = "name") -> Markup:
    return Markup('<text class="{}" x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>').format(
        kind, x, y, anchor, text
    )
