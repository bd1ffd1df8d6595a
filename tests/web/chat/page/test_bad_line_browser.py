"""A bad line: something always answers, and each question is asked once and drawn once."""

from __future__ import annotations

import asyncio
from itertools import cycle

import pytest
from aiohttp.test_utils import TestClient
from playwright.async_api import Page, Route, expect

from tests.press_page import PRESS_PHONE
from tests.web.chat.page.conftest import (
    Deck,
    Opener,
    RememberingEngine,
    answers,
    ask,
    conversation,
    is_answered,
    question,
    said,
    write,
)
from web import keys
from web.page_words import WORDS

SV = WORDS["sv"]


async def lose_the_answer(route: Route) -> None:
    await route.fetch()
    await route.abort()


async def lose_every_other_answer(page: Page) -> None:
    """The first answer, the third and so on; a request while routes change might go by."""
    fates = cycle((lose_the_answer, Route.continue_))
    await page.route("**/api/messages", lambda route: next(fates)(route))


@pytest.fixture
def lead(deck: Deck) -> str:
    """What the engine answers with."""
    return deck.whole("statistics")["lead"]


async def hold_back(page: Page) -> asyncio.Event:
    """Hold back what the page asks from now on, until the event is set."""
    held = asyncio.Event()

    async def hold(route: Route) -> None:
        await held.wait()
        await route.continue_()

    await page.route("**/api/messages", hold)
    return held


async def test_after_five_seconds_the_press_line_stands_there_and_the_answer_comes_below(
    visit: Opener, engine: RememberingEngine, deck: Deck, lead: str
) -> None:
    page = await visit(clock=True)
    held = await hold_back(page)
    await page.clock.pause_at(await page.evaluate("Date.now() / 1000 + 60"))
    await write(page, "Hur många?")
    await expect(said(page)).to_have_count(1)
    await page.clock.fast_forward(1500)
    await expect(page.get_by_role("status")).to_have_text(SV["sending"])
    await page.clock.fast_forward(3400)
    await expect(answers(page)).to_have_count(0)
    await page.clock.fast_forward(200)
    await expect(answers(page)).to_contain_text([PRESS_PHONE])
    await expect(answers(page)).to_contain_text([SV["late"]])
    await expect(page.locator("#log")).not_to_have_attribute("aria-busy", "true")
    await write(page, "Hallå?")
    await expect(page.get_by_role("status")).to_have_text(SV["wait"])
    await expect(question(page)).to_have_value("Hallå?")
    held.set()
    await expect(answers(page)).to_have_count(2)
    assert await conversation(page) == ["Hur många?", SV["late"], lead]
    await expect(page.get_by_role("status")).to_be_empty()
    assert engine.asked == ["Hur många?"]


async def test_the_answer_of_a_choice_takes_the_focus_when_it_is_late_too(
    visit: Opener, deck: Deck
) -> None:
    page = await visit(clock=True)
    held = await hold_back(page)
    await page.get_by_role("button", name="Statistik och siffror").click()
    await expect(said(page)).to_have_count(1)
    await page.clock.fast_forward(5500)
    await expect(answers(page)).to_have_count(1)
    held.set()
    await expect(answers(page).last).to_be_focused()
    await expect(answers(page).last).to_contain_text(deck.whole("statistics")["lead"])


async def test_a_lost_answer_and_enter_again_is_asked_once_and_drawn_once(
    visit: Opener, engine: RememberingEngine, lead: str
) -> None:
    page = await visit()
    await lose_every_other_answer(page)
    await write(page, "Hur många?")
    await expect(answers(page)).to_contain_text([SV["unreachable"]])
    await expect(answers(page)).to_contain_text([PRESS_PHONE])
    await expect(question(page)).to_have_value("Hur många?")
    await expect(question(page)).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(answers(page)).to_contain_text([lead])
    assert await conversation(page) == ["Hur många?", lead]
    assert engine.asked == ["Hur många?"]
    await page.reload()
    assert await conversation(page) == ["Hur många?", lead]


async def test_a_choice_whose_answer_was_lost_can_be_made_again(
    visit: Opener, engine: RememberingEngine, deck: Deck, lead: str
) -> None:
    engine.answers["Statistik och siffror"] = [deck.asked_back()]
    page = await visit()
    await lose_every_other_answer(page)
    question_back = deck.asked_back()["lead"]
    for choice, answer in (("Statistik och siffror", question_back), ("Vet inte", lead)):
        await page.get_by_role("button", name=choice).click()
        await expect(answers(page).last).to_contain_text(SV["unreachable"])
        await expect(answers(page).last).to_be_focused()
        await page.get_by_role("button", name=choice).click()
        await expect(answers(page).last).to_contain_text(answer)
    assert await conversation(page) == ["Statistik och siffror", question_back, "Vet inte", lead]
    assert engine.asked == ["Statistik och siffror", "Vet inte"]


async def test_enter_twice_and_a_double_tap_ask_once(
    visit: Opener, engine: RememberingEngine, deck: Deck
) -> None:
    engine.answers["Kommentar?"] = [deck.asked_back()]
    page = await visit()
    await question(page).fill("Kommentar?")
    await question(page).evaluate(
        """field => { for (const _ of [1, 2]) field.dispatchEvent(
          new KeyboardEvent("keydown", {key: "Enter", bubbles: true, cancelable: true})) }"""
    )
    await is_answered(page, 1)
    await page.get_by_role("button", name="Nej").dblclick()
    await is_answered(page, 2)
    assert engine.asked == ["Kommentar?", "Nej"]
    assert len(await conversation(page)) == 4


async def test_what_is_refused_goes_back_into_the_field_and_the_choices_stay(
    visit: Opener, engine: RememberingEngine, deck: Deck
) -> None:
    engine.answers["Kommentar?"] = [deck.asked_back()]
    page = await visit()
    await ask(page, "Kommentar?")
    await write(page, "a" * 2001)
    await expect(page.get_by_role("status")).to_have_text(
        "Meddelandet är för långt. Ett meddelande får ha högst 2000 tecken. Korta det och skicka "
        "igen."
    )
    await expect(question(page)).to_have_value("a" * 2001)
    await expect(said(page)).to_have_count(1)
    await expect(page.locator("#pills button")).to_have_count(3)


async def test_where_the_bot_was_turned_off_meanwhile_that_is_said_with_the_number(
    visit: Opener, client: TestClient
) -> None:
    page = await visit()
    client.app[keys.CLOSURES].by_setting = frozenset({"browser"})
    await write(page, "Hur många?")
    await expect(page.get_by_role("status")).to_have_text(
        f"Boten är avstängd just nu. Ring pressjouren, {PRESS_PHONE}."
    )
    await expect(question(page)).to_have_value("Hur många?")


async def test_offline_one_card_says_so_and_each_question_is_sent_once_in_order(
    visit: Opener, engine: RememberingEngine, lead: str
) -> None:
    page = await visit()
    await page.context.set_offline(True)
    texts = ["Ett?", "Två?", "Ett?"]
    for count, text in enumerate(texts, 1):
        await write(page, text)
        await expect(said(page)).to_have_count(count)
        await expect(answers(page)).to_have_count(1)
    assert await conversation(page) == [*texts, SV["offline"]]
    assert engine.asked == []
    await page.context.set_offline(False)
    await expect(answers(page)).to_have_count(3)
    assert await conversation(page) == ["Ett?", lead, "Två?", lead, "Ett?", lead]
    await is_answered(page, 3)
    assert engine.asked == texts
    assert len({body["sender"] for body in engine.received}) == 1


async def test_what_was_asked_offline_is_kept_over_a_reload(
    visit: Opener, engine: RememberingEngine, lead: str
) -> None:
    page = await visit()
    await ask(page, "Noll?")
    await page.context.set_offline(True)
    await write(page, "Ett?")
    await expect(said(page)).to_have_count(2)

    async def from_the_cache(route: Route) -> None:
        await route.fulfill(response=await route.fetch())

    await page.route("**/*", from_the_cache)
    await page.reload()
    await expect(said(page)).to_have_count(2)
    assert await conversation(page) == ["Noll?", lead, "Ett?", SV["offline"]]
    assert engine.asked == ["Noll?"]
    await page.unroute_all(behavior="wait")
    await page.context.set_offline(False)
    await expect(answers(page)).to_contain_text([lead, lead])
    assert await conversation(page) == ["Noll?", lead, "Ett?", lead]
    await page.reload()
    await is_answered(page, 2)
    assert engine.asked == ["Noll?", "Ett?"]


async def test_a_page_that_is_left_in_mid_send_loses_and_doubles_nothing(
    visit: Opener, engine: RememberingEngine, lead: str
) -> None:
    page = await visit()
    await page.context.set_offline(True)
    await write(page, "Ett?")
    await write(page, "Två?")
    engine.hangs = True
    async with page.expect_request("**/api/messages"):
        await page.context.set_offline(False)
    await page.reload()
    engine.hangs = False
    engine.hanging.set()
    # What is under way is asked for again after a second.
    await expect(answers(page)).to_have_count(2)
    await is_answered(page, 2)
    assert await conversation(page) == ["Ett?", lead, "Två?", lead]
    assert engine.asked == ["Ett?", "Två?"]


async def test_what_is_written_and_not_sent_is_there_after_a_reload_and_gone_once_sent(
    visit: Opener,
) -> None:
    page = await visit()
    await question(page).fill("Hur många fick")
    await page.reload()
    await expect(question(page)).to_have_value("Hur många fick")
    await ask(page, "Hur många fick sjukpenning?")
    await page.reload()
    await expect(question(page)).to_have_value("")


async def is_at_the_top(page: Page) -> None:
    """The last question stands below the upper edge, and its answer is in view."""
    await page.wait_for_function(
        """() => {
          const {top} = [...document.querySelectorAll(".said")].at(-1).getBoundingClientRect();
          return top >= 0 && top < 60;
        }"""
    )
    await expect(answers(page).last).to_be_in_viewport()


async def test_after_sending_reload_and_back_the_last_question_stands_at_the_top(
    visit: Opener, engine: RememberingEngine, deck: Deck
) -> None:
    engine.answers["Ett fall?"] = [deck.whole("individual_case")]
    page = await visit()
    for text in ("Hur många?", "Ett fall?"):
        await ask(page, text)
    await is_at_the_top(page)
    await page.reload()
    await is_at_the_top(page)
    await page.evaluate("scrollTo(0, 0)")
    await page.reload()
    await is_at_the_top(page)
    await page.get_by_role("link", name="Integritet").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Integritet")
    await page.go_back()
    await is_answered(page, 2)
    await is_at_the_top(page)
