"""Writes the parts of a chart as SVG: pure functions.

Colours come from the style sheets: our pages allow no inline styles.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup


def chart(
    width: float, height: float, about: str, parts: Sequence[Markup], role: str = "img"
) -> Markup:
    """A whole chart; `about` says what it shows to those who do not see it.

    One with links in it is a `group`: what is in an image is not read out.
    """
    start = Markup(
        '<svg class="chart" role="{3}" viewBox="0 0 {0} {1}" width="{0}" height="{1}"'
        ' aria-label="{2}">'
    ).format(width, height, about, role)
    return Markup("\n").join([start, *parts, Markup("</svg>")])


def text(
    x: float, y: float, words: str, anchor: str = "start", kind: str = "name", turn: float = 0
) -> Markup:
    """Words at a point; `turn` is how many degrees they are turned around it."""
    turned = Markup(' transform="rotate({} {} {})"').format(turn, x, y) if turn else ""
    return Markup('<text class="{}" x="{}" y="{}" text-anchor="{}"{}>{}</text>').format(
        kind, _short(x), _short(y), anchor, turned, words
    )


def rect(kind: str, x: float, y: float, width: float, height: float) -> Markup:
    """An SVG rectangle with `kind` as its class; x and y are its upper left corner's."""
    return Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>').format(
        kind, _short(x), _short(y), _short(width), _short(height)
    )


def link(address: str, words: str, inner: Markup) -> Markup:
    """Something that leads to an address, in words for those who do not see it."""
    return Markup('<a href="{}" aria-label="{}">{}</a>').format(address, words, inner)


def line(kind: str, points: Sequence[tuple[float, float]]) -> Markup:
    """An SVG line through points (x, y), with `kind` as its class."""
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return Markup('<polyline class="{}" fill="none" points="{}"/>').format(kind, path)


def _short(number: float) -> float:
    return round(number, 1)
