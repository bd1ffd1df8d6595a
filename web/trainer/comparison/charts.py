"""Draws how a model does, as SVG with its numbers written in it: pure functions.

Colours come from the style sheet (models.css): our pages allow no inline styles.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from web.trainer import svg

_CELL, _MARGIN_LEFT, _TOP, _RIGHT = 24, 124, 112, 48
# Shades of a cell: from how much of its row is there.
_SHADES = (0.0, 0.1, 0.3, 0.7)


def confusion(
    names: Sequence[str],
    counts: Sequence[Sequence[int]],
    about: str,
    addresses: Sequence[Sequence[str]],
) -> Markup:
    """A matrix: rows what a message is, columns what the model takes it for; `about` says whose.

    A cell that counts something leads to its messages, at its address.
    """
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
            cell = svg.rect(f"cell {kind} shade-{shade}", x, y, _CELL, _CELL)
            if count:
                middle, look = x + _CELL / 2, f"count {kind} shade-{shade}"
                number = svg.text(middle, y + 16, str(count), "middle", look)
                words = f"{count} × {names[row]} togs för {names[column]}"
                cell = svg.link(addresses[row][column], words, cell + number)
            parts.append(cell)
    return svg.chart(_MARGIN_LEFT + size + _RIGHT, _TOP + size + 1, about, parts, role="group")
