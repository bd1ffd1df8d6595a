"""Draws how a model does, as SVG with its numbers written in it: pure functions.

Colours come from the style sheet (models.css): our pages allow no inline styles.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from markupsafe import Markup, escape

_CELL, _LEFT, _TOP, _RIGHT = 24, 124, 112, 48
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
    parts = [_svg(_LEFT + size + _RIGHT, _TOP + size + 1, about)]
    for i, name in enumerate(names):
        middle = i * _CELL + _CELL / 2
        parts.append(_text(_LEFT - 6, _TOP + middle + 4, name, anchor="end"))
        x, y = _LEFT + middle + 4, _TOP - 6
        parts.append(_text(x, y, name, more=Markup(' transform="rotate(-60 {} {})"').format(x, y)))
    for row, numbers in enumerate(counts):
        total = sum(numbers)
        for column, count in enumerate(numbers):
            x, y = _LEFT + column * _CELL, _TOP + row * _CELL
            shade = sum(count > total * least for least in _SHADES) if count else 0
            kind = "right" if row == column else "wrong"
            parts.append(
                Markup(
                    '<rect class="cell {} shade-{}" x="{}" y="{}" width="{}" height="{}"/>'
                ).format(kind, shade, x, y, _CELL, _CELL)
            )
            if count:
                middle = x + _CELL / 2
                parts.append(
                    _text(middle, y + 16, str(count), "middle", f"count {kind} shade-{shade}")
                )
    return _closed(parts)


def reliability(candidate: Sequence[Point], current: Sequence[Point]) -> Markup:
    """How often right against how sure; on the diagonal both are the same."""
    parts = [_svg(_SIDE + 2 * _MARGIN, _SIDE + 2 * _MARGIN, "Säkerhet mot andel rätt")]
    for tenth in range(0, 11, 2):
        share = tenth / 10
        parts.append(_text(_x(share), _y(0) + 20, f"{tenth * 10}", "middle"))
        parts.append(_text(_x(0) - 8, _y(share) + 4, f"{tenth * 10}", "end"))
        parts.append(_line("grid", [(share, 0), (share, 1)]))
        parts.append(_line("grid", [(0, share), (1, share)]))
    parts.append(_line("diagonal", [(0, 0), (1, 1)]))
    parts.append(_text(_x(0.5), _y(0) + 40, "Så säker är modellen, %", "middle"))
    parts.append(_text(_x(0), _y(1) - 16, "Så ofta har den rätt, %"))
    for name, points in (("current", current), ("candidate", candidate)):
        parts.append(_line(name, [(p.confidence, p.accuracy) for p in points]))
        parts += [_mark(name, point) for point in points]
    return _closed(parts)


def _svg(width: float, height: float, about: str) -> Markup:
    return Markup(
        '<svg class="chart" role="img" viewBox="0 0 {} {}" width="{}" height="{}" aria-label="{}">'
    ).format(width, height, width, height, about)


def _closed(parts: Sequence[Markup]) -> Markup:
    return Markup("\n").join([*parts, Markup("</svg>")])


def _text(
    x: float, y: float, words: str, anchor: str = "start", kind: str = "name", more: Any = ""
) -> Markup:
    return Markup('<text class="{}" x="{}" y="{}" text-anchor="{}"{}>{}</text>').format(
        kind, x, y, anchor, more, escape(words)
    )


def _line(kind: str, points: Sequence[tuple[float, float]]) -> Markup:
    path = " ".join(f"{_x(x):.1f},{_y(y):.1f}" for x, y in points)
    return Markup('<polyline class="line {}" fill="none" points="{}"/>').format(kind, path)


def _mark(kind: str, point: Point) -> Markup:
    """A round one for the candidate, a square one for the current model."""
    x, y = round(_x(point.confidence), 1), round(_y(point.accuracy), 1)
    if kind == "candidate":
        return Markup('<circle class="mark {}" cx="{}" cy="{}" r="5"/>').format(kind, x, y)
    return Markup('<rect class="mark {}" x="{}" y="{}" width="9" height="9"/>').format(
        kind, x - 4.5, y - 4.5
    )


def _x(share: float) -> float:
    return _MARGIN + share * _SIDE


def _y(share: float) -> float:
    return _MARGIN + (1 - share) * _SIDE
