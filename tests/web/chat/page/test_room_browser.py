"""Nothing with focus lies under the field, and a large text or a small window leave room."""

from __future__ import annotations

import asyncio

from playwright.async_api import Page, expect

from desk.cards import with_offer
from tests.press_page import PRESS_PHONE
from tests.web.chat.page.conftest import Deck, Opener, RememberingEngine, answers, ask, press
from web.page_words import WORDS

SV = WORDS["sv"]

# What has the focus and is not within what stays in view itself (the band with the press line and
# the field; in a dialog the way back), if any of it is out of sight. Null where nothing has it.
_COVERED = """() => {
  const one = document.activeElement;
  const dialog = one.closest("dialog");
  const lids = [...(dialog || document).querySelectorAll(
    dialog ? ".buttons:last-child" : ".band, #form")];
  if (one === document.body) return null;
  if (one === dialog) return "";
  const box = one.getBoundingClientRect();
  const room = dialog?.getBoundingClientRect() || {top: 0, bottom: innerHeight};
  const isUnder = (lid) => {
    if (lid.contains(one) || one.matches(".skip")) return false; // that lies above the band
    if (getComputedStyle(lid).position !== "sticky") return false;
    const {top, bottom} = lid.getBoundingClientRect();
    return box.bottom > top + 1 && box.top < bottom - 1;
  };
  const isOut = box.top < room.top - 1 || box.bottom > room.bottom + 1;
  const name = one.textContent.trim() || one.id;
  return isOut || lids.some(isUnder) ? `${name}: ${box.top}-${box.bottom}` : "";
}"""
# From now on the page itself looks at each stop, when the key is let go: it has scrolled by then.
_LOOK_AT_STOPS = f"""() => {{
  const covered = {_COVERED};
  addEventListener("keyup", ({{key}}) => {{
    if (key === "Tab") stops.push([document.activeElement, covered()]);
  }});
}}"""
# What they found, and how many stops there were.
_STOPS = "[stops.map(([, covered]) => covered), new Set(stops.map(([one]) => one)).size]"


async def nothing_with_focus_is_hidden(page: Page, state: str) -> None:
    """Go round the page by Tab and back, and look where each stop lies."""
    found = []
    for is_back in (False, True):
        await page.evaluate("scrollTo(0, 0); document.activeElement.blur(); window.stops = []")
        await page.locator("footer button" if is_back else "main").last.focus()
        await press_tab(page, 60, is_back)
        looks, number = await page.evaluate(_STOPS)
        found += [f"{state}: {covered}" for covered in looks if covered]
        assert 10 < number < len(looks) == 60  # it has gone all round, and come to some again
    assert not found


async def press_tab(page: Page, times: int, is_back: bool) -> None:
    """All at once: the page need not be painted at each stop, which is most of the work."""
    keyboard = await page.context.new_cdp_session(page)
    key = {"key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9, "modifiers": 8 * is_back}
    presses = [{"type": type_, **key} for _ in range(times) for type_ in ("rawKeyDown", "keyUp")]
    await asyncio.gather(*(keyboard.send("Input.dispatchKeyEvent", one) for one in presses))
    await keyboard.detach()


async def nothing_in_the_dialog_is_hidden(page: Page, state: str) -> None:
    """Go through the dialog by keyboard to its end and back, and delete the conversation there."""
    dialog = page.get_by_role("dialog")
    yes = dialog.get_by_role("button", name=SV["delete_yes"])
    await dialog.get_by_text(SV["delete"], exact=True).press("Enter")
    # Opened, it is in view before anything is pressed again.
    await page.wait_for_function(
        """() => {
          const [yes, lid] = [".delete button", ".buttons:last-child"]
            .map((one) => document.querySelector(`dialog ${one}`).getBoundingClientRect());
          return yes.bottom <= lid.top;
        }"""
    )
    stops = []
    for key in ("Tab", "Shift+Tab"):
        for _ in range(8):
            await page.keyboard.press(key)
            assert not await page.evaluate(_COVERED), state
            stops.append(await page.evaluate("document.activeElement.textContent.trim()"))
    assert SV["delete_yes"] in stops
    await yes.press("Enter")


async def test_no_stop_of_the_keyboard_is_under_the_field(
    visit: Opener, engine: RememberingEngine, deck: Deck
) -> None:
    engine.answers = {
        "ett fall": [deck.whole("press_contact"), deck.asked_back()],
        "mejlet": [deck.letter("individual_case")],
    }
    page = await visit()
    await page.evaluate(_LOOK_AT_STOPS)
    for width, height in ((360, 740), (320, 568), (1280, 800)):
        await page.set_viewport_size({"width": width, "height": height})
        size = f"{width} x {height}"
        await nothing_with_focus_is_hidden(page, f"empty, {size}")
        await ask(page, "ett fall")
        await nothing_with_focus_is_hidden(page, f"question back, {size}")
        await press(page, "Nej")
        await page.locator("#helped").get_by_role("button", name=SV["no"]).click()
        await expect(page.get_by_text(SV["missing"])).to_be_visible()
        await nothing_with_focus_is_hidden(page, f"what was missing, {size}")
        await ask(page, "mejlet")
        await nothing_with_focus_is_hidden(page, f"draft, {size}")
        await page.get_by_role("button", name=SV["stored"]).click()
        await nothing_in_the_dialog_is_hidden(page, size)
        await expect(page.locator("#log > *")).to_have_count(0)


async def number_in_view(page: Page) -> bool:
    """Whether the band's number is in view, above what was said last."""
    found: bool = await page.evaluate(
        """() => {
          const number = document.querySelector(".band .line a").getBoundingClientRect();
          const said = [...document.querySelectorAll("#log > .said")].at(-1);
          return number.top >= -1 && number.bottom <= said.getBoundingClientRect().top;
        }"""
    )
    return found


async def test_the_press_line_stays_in_view_where_there_is_room_above_what_was_asked(
    visit: Opener, engine: RememberingEngine, deck: Deck
) -> None:
    engine.answers = {"handlingar": [deck.whole("public_records")]}
    for width, height, stays in ((360, 740, True), (1280, 800, True), (320, 256, False)):
        page = await visit(viewport={"width": width, "height": height})
        await ask(page, "handlingar")
        assert await number_in_view(page) == stays, width
        await page.reload()
        assert await number_in_view(page) == stays, width
        await page.evaluate("scrollTo(0, 1e6)")
        number = page.get_by_role("banner").get_by_role("link", name=PRESS_PHONE)
        if stays:
            await expect(number).to_be_in_viewport(ratio=0.8)
            # By keyboard all of the band is.
            await number.focus()
            await page.keyboard.press("Shift+Tab")
            await expect(page.locator(".band .who a")).to_be_focused()
            await expect(page.locator(".band .who a")).to_be_in_viewport(ratio=1)


_SMALL = """() => [...document.querySelectorAll("a, button, summary")]
  .filter((one) => one.checkVisibility() && !one.matches(".skip, p > a:not(.action)"
    + ":not(.sources a, .below a, .aside a, .band a)"))
  .map((one) => [one.textContent.trim(), one.getBoundingClientRect()])
  .filter(([, {width, height}]) => Math.min(width, height) < 43.9)"""


async def test_on_a_phone_all_that_is_pressed_has_44_px_but_links_in_running_text(
    visit: Opener, engine: RememberingEngine, deck: Deck
) -> None:
    engine.answers = {
        "siffror": [deck.whole("statistics")],
        "handlingar": [deck.whole("public_records"), deck.asked_back()],
    }
    page = await visit(has_touch=True, is_mobile=True)
    assert await page.evaluate(_SMALL) == []
    for text in engine.answers:
        await ask(page, text)
        if text == "siffror":
            await expect(page.get_by_role("button", name=SV["yes"])).to_be_visible()
        assert await page.evaluate(_SMALL) == []
    for path in ("/samtal", "/om"):
        await page.goto(path)
        assert await page.evaluate(_SMALL) == []


async def can_be_read(page: Page) -> None:
    """Nothing is wider than the window, and a line of the answer is in view above the field."""
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await page.evaluate(
        """() => {
          const {top} = document.querySelector("#log > :last-child .lead").getBoundingClientRect();
          const form = document.getElementById("form");
          const line = parseFloat(getComputedStyle(form).lineHeight);
          return top >= 0 && top + line <= Math.min(innerHeight, form.getBoundingClientRect().top);
        }"""
    )


async def test_a_text_of_twice_the_size_and_a_window_of_a_quarter_can_be_read(
    visit: Opener, engine: RememberingEngine, deck: Deck
) -> None:
    engine.answers = {
        "ett fall": [deck.whole("individual_case")],
        "fråga": [deck.asked_back()],
        "mejlet": [deck.letter("individual_case")],
    }
    for height, percent in ((568, 200), (256, 100)):
        page = await visit(viewport={"width": 320, "height": height})
        await page.evaluate(f"document.documentElement.style.fontSize = '{percent}%'")
        await expect(page.locator("#form")).to_have_css("position", "static")
        for text in engine.answers:
            await ask(page, text)
            await can_be_read(page)
        await page.get_by_role("button", name=SV["stored"]).click()
        await expect(page.get_by_role("dialog")).to_be_visible()
        assert await page.evaluate("document.querySelector('dialog').scrollWidth <= innerWidth")
        await page.keyboard.press("Escape")


async def test_what_is_written_may_take_five_lines_and_the_field_stays_where_it_is(
    visit: Opener,
) -> None:
    page = await visit(viewport={"width": 320, "height": 568})
    await ask(page, "Hur många?")
    low = await page.locator("#form").bounding_box()
    await page.locator("#text").fill("en rad\n" * 8)
    high = await page.locator("#form").bounding_box()
    assert low
    assert high
    assert low["height"] + 80 < high["height"] < 568 / 2
    await expect(page.locator("#form")).to_have_css("position", "sticky")


async def test_a_case_says_on_a_phones_first_screen_whom_to_reach_and_what_is_required(
    visit: Opener, engine: RememberingEngine, deck: Deck
) -> None:
    case = with_offer(deck.whole("individual_case"), deck.facts.wording["offer_case"]["sv"])
    engine.answers = {"Kan ni kommentera ett fall?": [case]}
    page = await visit(has_touch=True, is_mobile=True)
    await ask(page, "Kan ni kommentera ett fall?")
    card = await answers(page).last.bounding_box()
    assert card
    assert card["height"] <= 900
    values = [contact["value"] for contact in case["contacts"]]
    for text in (case["lead"], *values, case["rules"][0]["text"]):
        box = await answers(page).last.get_by_text(text).bounding_box()
        assert box
        assert box["y"] + box["height"] - card["y"] <= 740, text


async def test_on_the_smallest_phone_the_first_number_of_a_case_can_be_called_without_scrolling(
    visit: Opener, engine: RememberingEngine, deck: Deck
) -> None:
    engine.answers = {"Kan ni kommentera ett fall?": [deck.whole("individual_case")]}
    page = await visit(viewport={"width": 320, "height": 568}, has_touch=True, is_mobile=True)
    await ask(page, "Kan ni kommentera ett fall?")
    call = page.locator("#log .card a.action.phone").first
    await expect(call).to_be_in_viewport(ratio=1)
    box, field = await call.bounding_box(), await page.locator("#form").bounding_box()
    assert box and field
    assert box["y"] + box["height"] <= field["y"]
