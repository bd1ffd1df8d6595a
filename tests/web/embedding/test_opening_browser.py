"""How the chat opens and closes on another site's page, and where the focus is."""

from __future__ import annotations

import asyncio

from playwright.async_api import (
    Route,
    expect,
)

from tests.axe import axe_finds_nothing
from tests.web.embedding.conftest import (
    Host,
    Opener,
    framed,
    has_focus,
    is_ready,
    launcher,
    open_chat,
    panel,
    question,
)


async def test_it_opens_by_keyboard_takes_the_focus_and_gives_it_back(
    visit: Opener, complaints: list[str]
) -> None:
    page = await visit()
    await expect(launcher(page)).to_have_attribute("aria-expanded", "false")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("button", name="Fråga presstjänsten")).to_be_focused()
    await expect(launcher(page)).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(panel(page)).to_be_visible()
    await expect(launcher(page)).to_be_hidden()  # the panel has its room
    await expect(question(page)).to_be_focused()

    await page.keyboard.press("Escape")  # in the frame
    await expect(panel(page)).to_be_hidden()
    await expect(launcher(page)).to_be_focused()
    await expect(launcher(page)).to_have_attribute("aria-expanded", "false")

    await page.keyboard.press("Enter")
    await expect(question(page)).to_be_focused()
    await page.get_by_role("button", name="Stäng").focus()
    await page.keyboard.press("Escape")  # on the host's page
    await expect(panel(page)).to_be_hidden()
    await expect(launcher(page)).to_be_focused()

    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Stäng").click()
    await expect(panel(page)).to_be_hidden()
    await expect(launcher(page)).to_be_focused()
    assert complaints == []


async def test_the_chat_is_not_shown_before_it_hears_what_is_written(visit: Opener) -> None:
    page = await visit()
    scripts = asyncio.Event()

    async def late(route: Route) -> None:
        await scripts.wait()
        await route.continue_()

    await page.route("**/chat/send*.js", late)
    async with page.expect_request("**/chat/send*.js"):
        await launcher(page).click()
    await page.wait_for_function(
        "document.querySelector('press-chat').shadowRoot.activeElement?.matches('iframe')"
    )
    await question(page).wait_for(state="attached")
    await framed(page).locator("body").evaluate("() => new Promise(requestAnimationFrame)")
    await expect(page.locator("press-chat iframe.waiting")).to_be_attached()
    scripts.set()
    await is_ready(page)
    await question(page).fill("Statistik?")
    await page.keyboard.press("Enter")
    await expect(framed(page).locator("article.card")).to_have_count(1)


async def test_esc_closes_what_is_open_in_the_frame_first(visit: Opener) -> None:
    page = await visit()
    await open_chat(page)
    await framed(page).get_by_role("button", name="Vad sparas?").click()
    about = framed(page).locator("dialog#about")
    await expect(about).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(about).to_be_hidden()
    await expect(panel(page)).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(panel(page)).to_be_hidden()


async def test_all_is_in_the_hosts_language_until_another_is_chosen_which_stays(
    visit: Opener, host: Host
) -> None:
    host.tag = host.tag.replace('"sv"', '"en"')
    page = await visit()  # of a Swedish browser
    await open_chat(page)
    await framed(page).get_by_role("button", name="What is kept?").click()
    about = framed(page).locator("dialog#about")
    await expect(about.get_by_role("heading")).to_have_text("What is kept of the conversation?")
    await page.keyboard.press("Escape")
    await framed(page).get_by_role("button", name="Svenska").click()
    await expect(question(page)).to_be_visible()
    await page.goto(f"{host.url}/?en-annan")  # where it is open still
    await is_ready(page)
    await expect(framed(page).locator("html")).to_have_attribute("lang", "sv")
    await question(page).focus()
    await framed(page).get_by_role("button", name="Vad sparas?").click()
    await expect(about.get_by_role("heading")).to_have_text("Vad sparas av samtalet?")


async def test_who_reads_the_page_keeps_the_focus_when_esc_closes_it(visit: Opener) -> None:
    page = await visit()
    await open_chat(page)
    await expect(question(page)).to_be_focused()
    await page.get_by_role("link", name="Nyheter").focus()
    await page.keyboard.press("Escape")
    await expect(panel(page)).to_be_hidden()
    await expect(page.get_by_role("link", name="Nyheter")).to_be_focused()


async def test_on_a_phone_it_fills_the_screen_and_the_back_button_closes_it(
    visit: Opener, host: Host
) -> None:
    page = await visit(360, 740, reduced_motion="reduce")
    await open_chat(page)
    box = await panel(page).bounding_box()
    assert box == {"x": 0, "y": 0, "width": 360, "height": 740}
    await has_focus(page, ".close")
    await page.go_back()
    await expect(panel(page)).to_be_hidden()
    await expect(launcher(page)).to_be_focused()
    assert page.url.rstrip("/") == host.url
    await page.go_forward()
    await expect(panel(page)).to_be_visible()
    await page.get_by_role("button", name="Stäng").click()
    await expect(panel(page)).to_be_hidden()
    await page.wait_for_function("!history.state?.pressChat")

    await open_chat(page)
    # The field would raise the keyboard.
    await has_focus(page, ".close")
    assert await question(page).evaluate("document.activeElement.localName") == "body"
    await page.reload()
    await expect(panel(page)).to_be_visible()
    await page.goto(f"{host.url}/?en-annan")
    await expect(launcher(page)).to_be_visible()
    await expect(panel(page)).to_be_hidden()


async def test_it_goes_over_to_full_screen_and_back_without_losing_what_is_written(
    visit: Opener,
) -> None:
    page = await visit()
    await open_chat(page)
    await question(page).fill("Ett halvt")
    for width in (400, 1280):
        await page.set_viewport_size({"width": width, "height": 740})
        await expect(panel(page)).to_be_visible()
        await expect(question(page)).to_have_value("Ett halvt")
    await page.get_by_role("button", name="Stäng").click()
    await expect(panel(page)).to_be_hidden()


async def test_links_in_the_frame_open_beside_it(visit: Opener) -> None:
    page = await visit()
    await open_chat(page)
    await question(page).fill("Statistik?")
    await page.keyboard.press("Enter")
    link = framed(page).get_by_role("link", name="Länk till svaret")
    async with page.context.expect_page() as opened:
        await link.click()
    assert "/svar/" in (await opened.value).url
    await expect(question(page)).to_be_visible()


async def test_an_element_that_is_there_is_used_and_may_be_english_and_inline(
    visit: Opener, host: Host
) -> None:
    host.element = '<press-chat lang="en" inline><a href="/chatt">Chat</a></press-chat>'
    page = await visit()
    await expect(page.locator("press-chat")).to_have_count(1)
    button = page.get_by_role("main").get_by_role("button", name="Ask the press service")
    await expect(button).to_be_visible()
    await expect(page.get_by_role("link", name="Chat")).to_be_hidden()
    box, text = await button.bounding_box(), await page.locator("main > p").bounding_box()
    assert box and text
    assert 0 <= box["y"] - text["y"] - text["height"] < 40
    await button.click()
    await expect(page.get_by_role("dialog", name="Press service")).to_be_visible()
    await expect(page.locator("press-chat iframe")).to_have_attribute(
        "src", f"{host.chat}/embed?lang=en"
    )
    await axe_finds_nothing(page)
