"""Holds a page that is open in a browser against axe's rules, and to its width."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from typing import Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Frame, Page

Look = tuple[int, Literal["light", "dark"], Literal["none", "active"]]

_SCHEMES: tuple[tuple[Literal["light", "dark"], Literal["none", "active"]], ...] = (
    ("light", "none"),
    ("dark", "none"),
    ("light", "active"),
)
_COLOURS = ("cat.color",)
# Widths in pixels, each in light, dark and forced colours.
LOOKS: list[Look] = [(width, *scheme) for width, scheme in product((320, 360, 768, 1280), _SCHEMES)]

_RUN = """async (options) => {
  const all = [...document.querySelectorAll("*")];
  const roots = [document, ...all.flatMap((one) => one.shadowRoot ?? [])];
  const motions = roots.flatMap((root) => root.getAnimations());
  const ending = motions.filter((one) => Number.isFinite(one.effect.getComputedTiming().endTime));
  await Promise.allSettled(ending.map((one) => one.finished)); // what fades in has little contrast
  const { violations } = await axe.run(options);
  const found = violations.map((one) => [one.id, one.nodes.map((node) => node.target)]);
  if (document.documentElement.scrollWidth > innerWidth) found.push(["wider than the window"]);
  return found;
}"""


async def axe_finds_nothing(
    page: Page | Frame, *, without: tuple[str, ...] = (), only: tuple[str, ...] = ()
) -> None:
    """Fail with what axe has to say, or if the page can be scrolled sideways.

    All rules hold, best practices too, but for those named in `without`; or those alone that have
    a tag of `only`. Frames are not looked into: each is given as a page is.
    """
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE_SCRIPT)
    rules = {rule: {"enabled": False} for rule in without}
    options = {"resultTypes": ["violations"], "rules": rules, "iframes": False}
    options |= {"runOnly": list(only)} if only else {}
    found = await page.evaluate(_RUN, options)
    assert not found, found


async def looks_right(page: Page, state: str, looks: Iterable[Look] = LOOKS) -> None:
    """Hold what the page shows now, in its frames too, to axe's rules in each of its looks.

    Another scheme is another look of the same elements: of it axe's rules of colours are asked.
    """
    for width, scheme, forced in looks:
        await page.set_viewport_size({"width": width, "height": 740})
        await page.emulate_media(color_scheme=scheme, forced_colors=forced)
        # In forced colours axe reads the author's colours, and the screen has others.
        without = ("color-contrast",) if forced == "active" else ()
        only = _COLOURS if scheme == "dark" or forced == "active" else ()
        for frame in page.frames:
            try:
                await axe_finds_nothing(frame, without=without, only=only)
            except AssertionError as error:
                look = f"{state}, {width}, {scheme}, {forced}"
                raise AssertionError(f"{look}, {frame.url}: {error}") from None
