"""Draws how a model does, as SVG with its numbers written in it: pure functions.

Colours come from the style sheet (models.css): our pages allow no inline styles.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from web.trainer import svg

_CELL, _MARGIN_LEFT, _TOP, _RIGHT = 24, 124, 112, 48
_SIDE, _MARGIN = 280, 48
# Shades of a cell: from how much of its row is there.
_SHADES = (0.0, 0.1, 0.3, 0.7)


class Point(NamedTuple):
    """A tenth of confidence: how sure, how often right (both 0 to 1), and of how many."""

    confidence: float
    accuracy: float
    messages: int


def confusion(names: Sequence[str], counts: Sequence[Sequence[int]], about: str) -> Markup:
    """A matrix: rows what a message is, columns what the model takes it for; `about` says whose."""
    size = _CELL * len(names)
    parts = []
    for i, name in enumerate(names):
        middle = i * _CELL + _CELL / 2
        parts.append(svg.text(_MARGIN_LEFT - 6, _TOP + middle + 4, name, anchor="end"))
        x, y = _MARGIN_LEFT + middle + 4, _TOP - 6
        parts.append(svg.text(x, y, name, turn=-60))
    for row, numbers in enumerate(counts):
        total = sum(numbers)
        for column, count in enumerate(numbers):
            x, y = _MARGIN_LEFT + column * _CELL, _TOP + row * _CELL
            shade = sum(count > total * least for least in _SHADES) if count else 0
            kind = "right" if row == column else "wrong"
            parts.append(svg.rect(f"cell {kind} shade-{shade}", x, y, _CELL, _CELL))
            if count:
                middle = x + _CELL / 2
                parts.append(
                    svg.text(middle, y + 16, str(count), "middle", f"count {kind} shade-{shade}")
                )
    return svg.chart(_MARGIN_LEFT + size + _RIGHT, _TOP + size + 1, about, parts)


def reliability(candidate: Sequence[Point], current: Sequence[Point]) -> Markup:
    """How often right against how sure; on the diagonal both are the same."""
    whole, parts = _SIDE + 2 * _MARGIN, []
    for tenth in range(0, 11, 2):
        share = tenth / 10
        parts.append(svg.text(_x(share), _y(0) + 20, f"{tenth * 10}", "middle"))
        parts.append(svg.text(_x(0) - 8, _y(share) + 4, f"{tenth * 10}", "end"))
        parts.append(_line("grid", [(share, 0), (share, 1)]))
        parts.append(_line("grid", [(0, share), (1, share)]))
    parts.append(_line("diagonal", [(0, 0), (1, 1)]))
    parts.append(svg.text(_x(0.5), _y(0) + 40, "Så säker är modellen, %", "middle"))
    parts.append(svg.text(_x(0), _y(1) - 16, "Så ofta har den rätt, %"))
    for name, points in (("current", current), ("candidate", candidate)):
        parts.append(_line(name, [(p.confidence, p.accuracy) for p in points]))
        parts += [_mark(name, point) for point in points]
    return svg.chart(whole, whole, "Säkerhet mot andel rätt", parts)


def _line(kind: str, points: Sequence[tuple[float, float]]) -> Markup:
    return svg.line(f"line {kind}", [(_x(x), _y(y)) for x, y in points])


def _mark(kind: str, point: Point) -> Markup:
    """A round one for the candidate, a square one for the current model."""
    x, y = _x(point.confidence), _y(point.accuracy)
    if kind == "candidate":
        return svg.circle(f"mark {kind}", x, y, 5)
    return svg.rect(f"mark {kind}", x - 4.5, y - 4.5, 9, 9)


def _x(share: float) -> float:
    return _MARGIN + share * _SIDE


def _y(share: float) -> float:
    return _MARGIN + (1 - share) * _SIDE
