"""Makes pictures of pages small enough to keep: of few colours, so that text stays sharp."""

from __future__ import annotations

from io import BytesIO

from PIL import Image


def small(png: bytes, form: str, colours: int) -> bytes:
    """A picture as `form`, PNG or WEBP without loss, in so many colours."""
    few = Image.open(BytesIO(png)).convert("RGB").quantize(colours, dither=Image.Dither.NONE)
    file = BytesIO()
    if form == "PNG":
        few.save(file, form, optimize=True)
    else:
        few.convert("RGB").save(file, form, lossless=True)
    return file.getvalue()
