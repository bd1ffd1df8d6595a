"""Holds a page that is open in a browser against axe's rules, and to its width."""

from __future__ import annotations

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

_END_OF_MOTION = """async () => {
  const all = [...document.querySelectorAll("*")];
  const roots = [document, ...all.flatMap((one) => one.shadowRoot ?? [])];
  const motions = roots.flatMap((root) => root.getAnimations());
  const ending = motions.filter((one) => Number.isFinite(one.effect.getComputedTiming().endTime));
  await Promise.allSettled(ending.map((one) => one.finished));
}"""


async def axe_finds_nothing(page: Page, *, without: tuple[str, ...] = ()) -> None:
    """Fail with what axe has to say, or if the page can be scrolled sideways.

    All rules hold, best practices too, but for those named in `without`.
    """
    await page.evaluate(_END_OF_MOTION)  # what fades in has little contrast on the way
    rules = {rule: {"enabled": False} for rule in without}
    axe = Axe("0") if await page.evaluate("'axe' in window") else Axe()  # it is there already
    result = await axe.run(page, options={"resultTypes": ["violations"], "rules": rules})
    found = [(v["id"], [n["target"] for n in v["nodes"]]) for v in result.response["violations"]]
    assert not found, found
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
