"""Checks the icons of the Teams app, ours or those of somebody else."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

SIZES = {"color.png": 192, "outline.png": 32}  # as Teams wants them, in pixels

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_WHITE = (255, 255, 255)


def problem(name: str, data: bytes) -> str | None:
    """What Teams would not take about an icon, if anything, in Swedish."""
    if not data.startswith(_SIGNATURE):
        return f"{name} är ingen PNG-bild."
    try:
        image = Image.open(BytesIO(data), formats=["PNG"])
        image.load()
    except (OSError, SyntaxError, ValueError):  # Pillow raises all three
        return f"{name} är ingen hel PNG-bild."
    size = SIZES[name]
    if image.mode != "RGBA":
        return f"{name} ska vara en PNG med alfakanal (RGBA)."
    if image.size != (size, size):
        wide, high = image.size
        return f"{name} ska vara {size} × {size} bildpunkter, inte {wide} × {high}."
    return _outline_problem(image) if name == "outline.png" else None


def _outline_problem(image: Image.Image) -> str | None:
    colours = {colour for _, colour in image.getcolors(image.width * image.height) or []}
    pixels = [colour for colour in colours if isinstance(colour, tuple)]
    if any(pixel[3] and pixel[:3] != _WHITE for pixel in pixels):
        return "outline.png får bara ha vitt på genomskinlig botten."
    if all(pixel[3] for pixel in pixels) or not any(pixel[3] for pixel in pixels):
        return "outline.png ska ha en vit teckning och genomskinlig botten."
    return None
