"""Draws charts with their numbers written in them, as SVG: pure functions.

Colours come from the style sheet (overview.css): our pages allow no inline styles. Beside each
chart stands a table with the same numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from web.trainer import svg

_WIDTH, _ROW = 360, 44
_COLUMN, _WIDE_COLUMN, _HEIGHT = 28, 40, 160
_ABOVE, _BELOW = 20, 44  # for the numbers, and for the days and months
_LEAST_SCALE = 10  # so that small numbers look small
_LONGEST_NUMBER = 3  # characters over a narrow column


@dataclass(frozen=True)
class Bar:
    """One number: what it is of, its text, and how large it is drawn.

    A number that is not published is drawn in outline. `under` stands below a column, `lower`
    below that. One with an `address` leads there.
    """

    label: str
    text: str
    size: float
    is_known: bool = True
    under: str = ""
    lower: str = ""
    address: str = ""


def bars(numbers: Sequence[Bar], about: str) -> Markup:
    """Bars from left to right, one a row, the label and the number over each."""
    most = max([_LEAST_SCALE, *(bar.size for bar in numbers)])
    parts = []
    for i, bar in enumerate(numbers):
        y = i * _ROW
        drawn = [
            svg.text(0, y + 18, bar.label),
            svg.text(_WIDTH, y + 18, bar.text, "end", "value"),
            _rect(0.5, y + 26, bar.size / most * (_WIDTH - 1), 10, bar),
        ]
        parts.append(_linked(bar, drawn))
    return svg.chart(_WIDTH, _ROW * len(numbers), about, parts, _role(numbers))


def columns(numbers: Sequence[Bar], about: str) -> Markup:
    """Columns side by side, for what comes day by day; the number over each."""
    most = max([_LEAST_SCALE, *(bar.size for bar in numbers)])
    longest = max((len(bar.text) for bar in numbers if bar.is_known), default=0)
    step = _COLUMN if longest <= _LONGEST_NUMBER else _WIDE_COLUMN
    floor = _ABOVE + _HEIGHT
    width = step * len(numbers) + 48  # the last month's name may be longer than its column
    parts = []
    for i, bar in enumerate(numbers):
        x, height = i * step, bar.size / most * _HEIGHT
        middle = x + step / 2
        number = bar.text if bar.is_known else "<5"
        drawn = [
            _rect(x + 3.5, floor - height, step - 7, height, bar),
            svg.text(middle, floor - height - 6, number, "middle", "value"),
            svg.text(middle, floor + 16, bar.under, "middle"),
        ]
        parts.append(_linked(bar, drawn))
        # A month's name is as wide as three columns.
        if bar.lower and not any(other.lower for other in numbers[i + 1 : i + 3]):
            parts.append(svg.text(x + 3, floor + 36, bar.lower))
    parts.append(svg.line("floor", [(0, floor + 0.5), (step * len(numbers), floor + 0.5)]))
    return svg.chart(width, floor + _BELOW, about, parts, _role(numbers))


def _linked(bar: Bar, drawn: Sequence[Markup]) -> Markup:
    inner = Markup("").join(drawn)
    return svg.link(bar.address, f"{bar.label}: {bar.text}", inner) if bar.address else inner


def _role(numbers: Sequence[Bar]) -> str:
    return "group" if any(bar.address for bar in numbers) else "img"


def _rect(x: float, y: float, width: float, height: float, bar: Bar) -> Markup:
    if not bar.size:
        return Markup("")
    return svg.rect("known" if bar.is_known else "few", x, y, width, height)
