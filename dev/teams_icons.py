"""Draws the icons of the Teams app, and reads icons that somebody else has drawn."""

from __future__ import annotations

import struct
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "deploy" / "teams"
SIZES = {"color.png": 192, "outline.png": 32}  # as Teams wants them, in pixels

Pixel = tuple[int, int, int, int]  # red, green, blue, alpha
Rows = list[list[Pixel]]
Point = tuple[float, float]

# The speech bubble of web/static/icon.svg, on a field of 32 by 32.
_BUBBLE: list[Point] = [(8, 9), (24, 9), (24, 20), (15, 20), (10, 24), (10, 20), (8, 20)]
_GREEN, _PAPER, _WHITE = (0x00, 0x57, 0x3C), (0xFF, 0xFE, 0xFB), (0xFF, 0xFF, 0xFF)
_STROKE = 2.0
_SAMPLES = 4  # a pixel's side is sampled so many times

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


class IconError(ValueError):
    """A file that is no PNG as Teams takes it; says why, in Swedish."""


def draw(name: str) -> Rows:
    """The icon that is committed under this name."""
    size = SIZES[name]
    if name == "color.png":
        bubble = [(x * size / 32, y * size / 32) for x, y in _BUBBLE]
        covers = _coverage(size, lambda point: _is_inside(point, bubble))
        return [[(*_blend(_GREEN, _PAPER, c), 255) for c in row] for row in covers]
    # Without room around: Teams sets the outline into a bar of its own.
    bubble = [((x - 8) * 1.875 + 1, (y - 9) * 1.875 + 2) for x, y in _BUBBLE]
    covers = _coverage(size, lambda point: _is_stroke(point, bubble))
    return [[(*_WHITE, round(255 * c)) if c else (0, 0, 0, 0) for c in row] for row in covers]


def png(rows: Rows) -> bytes:
    """The pixels as a PNG with red, green, blue and alpha."""
    header = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 6, 0, 0, 0)
    lines = b"".join(b"\0" + bytes(value for pixel in row for value in pixel) for row in rows)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return _SIGNATURE + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )


def read(data: bytes) -> Rows:
    """The pixels of a PNG.

    Raises:
        IconError: it is none, or of a kind without an alpha channel of 8 bits.
    """
    try:
        chunks = list(_chunks(data))
        header = struct.unpack(">IIBBBBB", chunks[0][1])
        width, height = header[:2]
        if header[2:] != (8, 6, 0, 0, 0):
            raise IconError("ska vara en PNG med alfakanal (RGBA, 8 bitar, inte sammanflätad)")
        lines = zlib.decompress(b"".join(part for kind, part in chunks if kind == b"IDAT"))
        return _unfiltered(lines, width, height)
    except (struct.error, zlib.error, IndexError):
        raise IconError("är ingen hel PNG-bild") from None


def problem(name: str, data: bytes) -> str | None:
    """What Teams would not take about an icon, if anything."""
    try:
        rows = read(data)
    except IconError as error:
        return f"{name} {error}."
    size = SIZES[name]
    if (len(rows), len(rows[0])) != (size, size):
        return f"{name} ska vara {size} × {size} bildpunkter, inte {len(rows[0])} × {len(rows)}."
    if name == "outline.png":
        pixels = [pixel for row in rows for pixel in row]
        if any(pixel[3] and pixel[:3] != _WHITE for pixel in pixels):
            return f"{name} får bara ha vitt på genomskinlig botten."
        if all(pixel[3] for pixel in pixels) or not any(pixel[3] for pixel in pixels):
            return f"{name} ska ha en vit teckning och genomskinlig botten."
    return None


def _coverage(size: int, covers: Callable[[Point], bool]) -> list[list[float]]:
    """How much of each pixel is covered, from 0 to 1."""
    steps = [(i + 0.5) / _SAMPLES for i in range(_SAMPLES)]
    return [
        [
            sum(covers((x + i, y + j)) for i in steps for j in steps) / _SAMPLES**2
            for x in range(size)
        ]
        for y in range(size)
    ]


def _edges(polygon: list[Point]) -> Iterator[tuple[Point, Point]]:
    return zip(polygon, polygon[1:] + polygon[:1], strict=True)


def _is_inside(point: Point, polygon: list[Point]) -> bool:
    x, y = point
    crossed = [
        (a[0] + (y - a[1]) * (b[0] - a[0]) / (b[1] - a[1])) > x
        for a, b in _edges(polygon)
        if (a[1] > y) != (b[1] > y)
    ]
    return sum(crossed) % 2 == 1


def _is_stroke(point: Point, polygon: list[Point]) -> bool:
    return _is_inside(point, polygon) and any(
        _distance(point, a, b) < _STROKE for a, b in _edges(polygon)
    )


def _distance(point: Point, start: Point, end: Point) -> float:
    """From a point to a line between two others."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    along = ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / (dx * dx + dy * dy)
    t = min(1.0, max(0.0, along))
    gap_x, gap_y = point[0] - start[0] - t * dx, point[1] - start[1] - t * dy
    return float((gap_x * gap_x + gap_y * gap_y) ** 0.5)


def _blend(
    back: tuple[int, int, int], front: tuple[int, int, int], share: float
) -> tuple[int, int, int]:
    red, green, blue = (round(b + (f - b) * share) for b, f in zip(back, front, strict=True))
    return red, green, blue


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    if not data.startswith(_SIGNATURE):
        raise IconError("är ingen PNG-bild")
    at = len(_SIGNATURE)
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        yield data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        at += 12 + length


def _unfiltered(lines: bytes, width: int, height: int) -> Rows:
    """Undo the filters of PNG (RFC 2083, section 6), line by line."""
    rows, above = [], bytes(width * 4)
    for y in range(height):
        start = y * (width * 4 + 1)
        kind, line = lines[start], bytearray(lines[start + 1 : start + 1 + width * 4])
        for i in range(width * 4):
            left = line[i - 4] if i >= 4 else 0
            corner = above[i - 4] if i >= 4 else 0
            add = (0, left, above[i], (left + above[i]) // 2, _paeth(left, above[i], corner))[kind]
            line[i] = (line[i] + add) & 0xFF
        above = bytes(line)
        red, green, blue, alpha = (line[i::4] for i in range(4))
        rows.append(list(zip(red, green, blue, alpha, strict=True)))
    return rows


def _paeth(left: int, above: int, corner: int) -> int:
    guess = left + above - corner
    return min((left, above, corner), key=lambda value: abs(guess - value))


def main() -> int:
    """Write the icons into `deploy/teams`."""
    for name in SIZES:
        (FOLDER / name).write_bytes(png(draw(name)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
