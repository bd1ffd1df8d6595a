"""How the button, the panel and the frame look on another site's page."""

from __future__ import annotations

import os

import pytest
from aiohttp.test_utils import TestClient
from playwright.async_api import (
    Browser,
    Locator,
    expect,
)

from dev.browser import find_chromium
from tests.axe import axe_finds_nothing, looks_right
from tests.web.conftest import ClientMaker
from tests.web.embedding.conftest import (
    Host,
    Opener,
    background,
    framed,
    launcher,
    open_chat,
    panel,
    question,
    variable,
)

# What a careless host does to everything on its page.
ROUGH = """* { font: italic 30px serif !important; color: red !important; letter-spacing: 9px;
text-transform: uppercase; box-sizing: content-box; } button { display: none; } dialog { top: 0; }
html { font-size: 62.5%; }"""


async def test_the_hosts_colours_and_font_reach_the_button_and_the_frame(
    visit: Opener, host: Host, complaints: list[str]
) -> None:
    host.css += """press-chat { --press-chat-accent: oklch(0.4 0.15 300);
        --press-chat-on-accent: white; --press-chat-paper: hsl(60 30% 96%); --press-chat-ink: #123;
        --press-chat-radius: 3px; --press-chat-font: "Open Sans", Georgia, serif; }"""
    page = await visit()
    await open_chat(page)
    await expect(question(page)).to_be_focused()
    accent = await variable(page, "--accent")
    assert accent.startswith("#") and accent != "#00573c"
    in_bytes = f"rgb({', '.join(str(int(accent[i : i + 2], 16)) for i in (1, 3, 5))})"
    assert await background(launcher(page)) == in_bytes
    assert await variable(page, "--on-accent") == "#ffffff"
    assert await variable(page, "--ink") == "#112233"
    assert await variable(page, "--radius") == "3px"
    assert await background(framed(page).locator("body")) == "rgb(248, 248, 242)"
    font = await framed(page).locator("body").evaluate("one => getComputedStyle(one).fontFamily")
    assert font == '"Open Sans", Georgia, serif'
    assert complaints == []
    await axe_finds_nothing(page)


@pytest.mark.parametrize(
    ("css", "kept", "why"),
    [
        ("--press-chat-ink: #999; --press-chat-paper: #fff", {}, "ink #999999 on paper #ffffff"),
        ("--press-chat-accent: #ffd500", {}, "accent #ffd500"),
        (
            "--press-chat-on-accent: #eee; --press-chat-accent: #ddd; --press-chat-ink: #000",
            {"--ink": "#000000"},
            "on-accent #eeeeee on accent #dddddd",
        ),
        ("--press-chat-accent: rgb(0 0 0 / 50%)", {}, "--press-chat-accent"),
        ("--press-chat-accent: url(https://x.example)", {}, "--press-chat-accent"),
        ("--press-chat-radius: 400px", {}, "--press-chat-radius"),
        ("--press-chat-font: url(x)", {}, "--press-chat-font"),
    ],
)
async def test_what_cannot_be_read_or_used_is_refused_and_the_console_says_why(
    visit: Opener, host: Host, complaints: list[str], css: str, kept: dict[str, str], why: str
) -> None:
    host.css += f"press-chat {{ {css}; }}"
    page = await visit()
    await open_chat(page)
    await expect(question(page)).to_be_focused()
    ours = {
        "--accent": "#00573c",
        "--on-accent": "#ffffff",
        "--paper": "#fffefb",
        "--ink": "#1c1f1d",
    }
    for name, value in {**ours, **kept}.items():
        assert await variable(page, name) == value
    if "accent" in css:
        assert await background(launcher(page)) == "rgb(0, 87, 60)"
    assert any(
        complaint.startswith("press-chat: ") and why in complaint for complaint in complaints
    )


async def test_the_frame_holds_what_it_is_sent_to_the_same_rules(
    visit: Opener, host: Host, complaints: list[str]
) -> None:
    page = await visit()
    await open_chat(page)
    await expect(question(page)).to_be_focused()
    async with page.expect_console_message(lambda message: "contrast" in message.text):
        await page.evaluate(
            """chat => document.querySelector("press-chat").shadowRoot.querySelector("iframe")
              .contentWindow.postMessage({pressChat: "look", look: {
                paper: "#777", radius: 4, ink: null,
                accent: "red; color: blue", font: "x; } body { display: none"}}, chat)""",
            host.chat,
        )
    assert await variable(page, "--paper") == "#fffefb"
    style = await question(page).evaluate("document.documentElement.getAttribute('style')")
    assert "--" not in (style or "")  # none of the look; the page makes room for its field itself
    assert len(complaints) == 5


async def test_the_hosts_style_does_not_reach_in_nor_ours_out(visit: Opener, host: Host) -> None:
    page = await visit()
    await open_chat(page)
    measure = """() => {
      const { shadowRoot } = document.querySelector("press-chat");
      return ["button.launcher", "button.close", "h2"].map((one) => {
        const style = getComputedStyle(shadowRoot.querySelector(one));
        return [style.fontSize, style.fontStyle, style.color, style.letterSpacing, style.display];
      });
    }"""
    before = await page.evaluate(measure)
    host.css = ROUGH
    await page.reload()
    await expect(panel(page)).to_be_visible()
    assert await page.evaluate(measure) == before
    assert await page.evaluate("getComputedStyle(document.querySelector('h1')).color") == (
        "rgb(255, 0, 0)"
    )
    assert await page.evaluate("typeof PressLook + typeof PRESS_WORDS") == "undefinedundefined"


async def test_it_and_what_is_in_its_frame_are_as_axe_wants_them_at_every_width(
    visit: Opener, host: Host
) -> None:
    page = await visit()
    await looks_right(page, "closed")
    await open_chat(page)
    await looks_right(page, "open")
    await question(page).fill("Statistik?")
    await page.keyboard.press("Enter")
    await expect(framed(page).locator("article.card")).to_have_count(1)
    await looks_right(page, "answered")


@pytest.mark.parametrize("width", [360, 1280])
async def test_who_reads_is_seen_before_anything_is_written(visit: Opener, width: int) -> None:
    page = await visit(width, 740)
    await open_chat(page)
    line = framed(page).get_by_text("Presstjänsten läser samtal i efterhand")
    await expect(line).to_be_in_viewport(ratio=1)
    form = await question(page).evaluate("one => one.form.getBoundingClientRect().top")
    assert await line.evaluate("one => one.getBoundingClientRect().bottom") <= form


async def test_with_text_twice_as_large_all_is_seen_on_a_narrow_phone(
    chromium: Browser, host: Host, chat: TestClient
) -> None:
    larger = await chromium.browser_type.launch(
        executable_path=find_chromium(),
        args=["--disable-gpu", "--no-first-run", "--blink-settings=defaultFontSize=32"],
        chromium_sandbox=os.geteuid() != 0,
    )
    page = await larger.new_page(viewport={"width": 320, "height": 740})
    await page.goto(host.url)
    size = await launcher(page).evaluate("one => getComputedStyle(one).fontSize")
    assert size == "32px"
    await is_within(launcher(page), 320)
    await open_chat(page)
    await is_within(page.get_by_role("button", name="Stäng"), 320)
    assert await question(page).evaluate("document.documentElement.scrollWidth <= innerWidth")
    await larger.close()


async def is_within(button: Locator, width: int) -> None:
    """A button is 44 px high, on the screen and shows all its words."""
    box = await button.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert await button.evaluate("one => one.scrollWidth <= one.offsetWidth")


async def test_it_holds_to_forced_colours_and_to_less_motion(visit: Opener) -> None:
    page = await visit(forced_colors="active", reduced_motion="reduce")
    border = await launcher(page).evaluate("one => getComputedStyle(one).border")
    assert border.startswith("1px solid ")
    await open_chat(page)
    assert await panel(page).evaluate("one => getComputedStyle(one).animationName") == "none"
    await axe_finds_nothing(page)


async def test_the_demo_works_in_a_local_run(
    chromium: Browser, make_client: ClientMaker, complaints: list[str]
) -> None:
    client = await make_client()
    page = await chromium.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    await page.goto(str(client.make_url("/demo")))
    await axe_finds_nothing(page)
    await open_chat(page)
    await question(page).fill("Statistik?")
    await page.keyboard.press("Enter")
    await expect(framed(page).locator("article.card")).to_have_count(1)
    await axe_finds_nothing(page)
    assert complaints == []
    await page.close()
