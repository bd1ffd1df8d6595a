"""The chat page in a real Chromium, at phone width and at desktop width, by keyboard alone."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, expect, sync_playwright

from desk.dates import long_date
from dev.browser import find_chromium
from tests.press_page import (
    CUSTOMER_PHONE,
    FACTS,
    HEAD_OFFICE_MAIL,
    PRESS_MAIL,
    PRESS_PHONE,
    STATISTICS_MAIL,
)

from .conftest import Stack

QUESTIONS = [
    ("Vem kan jag ringa för en intervju i eftermiddag?", PRESS_PHONE),
    (
        "Kan ni kommentera varför en kvinna i Umeå fick avslag på sin sjukpenning?",
        PRESS_MAIL,
    ),
    (
        "Hur många tog ut föräldrapenning i Skåne förra året?",
        STATISTICS_MAIL,
    ),
    (
        "Jag vill begära ut alla mejl mellan generaldirektören och socialministern",
        HEAD_OFFICE_MAIL,
    ),
    ("När kommer mina pengar?", CUSTOMER_PHONE),
]


_addresses = itertools.count(1)  # the limits count by address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=15_000)  # as actions wait: a busy machine fails no test
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(),
            args=["--disable-gpu", "--disable-background-networking", "--no-first-run"],
            chromium_sandbox=os.geteuid() != 0,
        )
        yield browser
        browser.close()


@pytest.fixture(params=[320, 360, 1280])
def page(browser: Browser, stack: Stack, request: pytest.FixtureRequest) -> Iterator[Page]:
    address = f"2001:db8:0:{next(_addresses):x}::1"
    context = browser.new_context(
        viewport={"width": request.param, "height": 740},
        locale="sv-SE",
        extra_http_headers={"X-Forwarded-For": address},
    )
    context.set_default_timeout(15_000)
    tab = context.new_page()
    complaints: list[str] = []
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("console", lambda m: complaints.append(m.text) if _is_complaint(m) else None)
    tab.goto(stack.address)
    yield tab
    context.close()
    assert complaints == []


def _is_complaint(message: ConsoleMessage) -> bool:
    """Whether the page did something wrong; a refused request is the server's word, not that."""
    return message.type == "error" and "Failed to load resource" not in message.text


def ask(page: Page, question: str) -> None:
    page.keyboard.type(question)
    page.keyboard.press("Enter")


def test_the_five_questions_get_the_five_contacts_and_survive_a_reload(page: Page) -> None:
    page.get_by_label("Din fråga").focus()
    cards = page.locator("#log article.card")
    for count, (question, contact) in enumerate(QUESTIONS, start=1):
        ask(page, question)
        expect(cards).to_have_count(count)
        expect(cards.last).to_contain_text(contact)
        expect(
            cards.last.locator("a[href]", has_text="Ring")
            .or_(cards.last.locator("a[href]", has_text="Mejla"))
            .first
        ).to_be_visible()
        expect(page.get_by_label("Din fråga")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.reload()
    expect(cards).to_have_count(len(QUESTIONS))
    for question, contact in QUESTIONS:
        expect(page.locator("#log")).to_contain_text(question)
        expect(page.locator("#log")).to_contain_text(contact)


def test_a_suggestion_is_chosen_by_keyboard_and_the_answer_takes_the_focus(page: Page) -> None:
    page.get_by_role("button", name="Statistik och siffror").focus()
    page.keyboard.press("Enter")
    card = page.locator("#log article.card")
    expect(card).to_contain_text(STATISTICS_MAIL)
    expect(card).to_be_focused()
    expect(page.locator(".said")).to_have_text("Statistik och siffror")


def test_phone_and_mail_are_links(page: Page) -> None:
    page.get_by_label("Din fråga").focus()
    ask(page, "Vilket nummer har pressjouren?")
    card = page.locator("#log article.card").first
    assert card.get_by_role("link", name="Ring Pressjouren").get_attribute("href") == (
        FACTS.contacts["press_phone"].href
    )
    ask(page, "Vilken mejladress har presstjänsten?")
    card = page.locator("#log article.card").last
    assert card.get_by_role("link", name="Mejla Presstjänsten").get_attribute("href") == (
        f"mailto:{PRESS_MAIL}"
    )


def test_html_that_is_written_is_shown_as_written(page: Page) -> None:
    page.get_by_label("Din fråga").focus()
    ask(page, "<img src=x onerror=alert(1)> hej")
    expect(page.locator(".said")).to_have_text("<img src=x onerror=alert(1)> hej")
    expect(page.locator("#log > :not(.said)")).to_have_count(1)
    assert page.locator("#log img").count() == 0


def test_a_message_that_is_too_long_stays_in_the_field_with_the_reason(page: Page) -> None:
    with page.expect_response("**/api/messages"):
        field = page.get_by_label("Din fråga")
        field.fill("a" * 2001)
        field.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("högst 2000 tecken")
    expect(field).to_have_value("a" * 2001)
    expect(page.locator(".said")).to_have_count(0)


def test_without_a_connection_the_page_itself_gives_the_press_line(page: Page) -> None:
    page.route("**/api/messages", lambda route: route.abort())
    page.get_by_label("Din fråga").fill("Vem kan jag ringa?")
    page.keyboard.press("Enter")
    expect(page.locator("#log .card")).to_contain_text(PRESS_PHONE)
    expect(page.get_by_label("Din fråga")).to_have_value("Vem kan jag ringa?")


def test_the_conversation_is_deleted_by_keyboard(page: Page) -> None:
    page.get_by_label("Din fråga").focus()
    ask(page, "Vilket nummer har pressjouren?")
    expect(page.locator("#log article.card")).to_have_count(1)
    page.get_by_role("button", name="Vad sparas?").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Vad sparas av samtalet?")
    expect(dialog.get_by_role("link", name="Spara en kopia")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for name in ("Skriv ut", "Alla uppgifter (JSON)", "Radera samtalet"):
        page.keyboard.press("Tab")
        expect(dialog.get_by_text(name)).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(dialog.get_by_role("button", name="Ja, radera")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Samtalet är raderat.")
    expect(page.get_by_label("Din fråga")).to_be_focused()
    expect(page.locator("#log > *")).to_have_count(0)
    expect(page.get_by_role("button", name="Statistik och siffror")).to_be_visible()
    page.reload()
    expect(page.locator("#log > *")).to_have_count(0)
    page.get_by_label("Din fråga").focus()
    page.get_by_role("button", name="Vad sparas?").click()
    expect(dialog).to_contain_text("Härifrån når du inget sparat samtal.")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_the_conversation_is_saved_as_text_and_as_data(page: Page) -> None:
    page.get_by_label("Din fråga").focus()
    ask(page, "Vilket nummer har pressjouren?")
    expect(page.locator("#log article.card")).to_have_count(1)
    page.get_by_role("button", name="Vad sparas?").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Spara en kopia").click()
    assert download.value.suggested_filename == "presstjanst-samtal.txt"
    text = download.value.path().read_text("utf-8")
    assert "Vilket nummer har pressjouren?" in text
    assert PRESS_PHONE in text
    with page.expect_download() as download:
        page.get_by_role("link", name="Alla uppgifter (JSON)").click()
    assert download.value.suggested_filename == "presstjanst-samtal.json"


def test_a_name_is_answered_with_a_word_about_personal_data_and_the_choices_stay(
    page: Page,
) -> None:
    page.get_by_label("Din fråga").focus()
    ask(page, "hej, det är Amina Warsame")
    expect(page.locator("#log > .plain").last).to_contain_text("personuppgifter")
    expect(page.locator("#replies .pill").first).to_be_visible()


def test_an_answer_has_a_page_of_its_own_that_needs_no_script(page: Page, browser: Browser) -> None:
    page.get_by_label("Din fråga").focus()
    ask(page, "Hur många tog ut föräldrapenning i Skåne förra året?")
    link = page.locator("#log article.card").get_by_role("link", name="Länk till svaret")
    address = page.evaluate("link => link.href", link.element_handle())
    page.reload()
    assert page.evaluate("link => link.href", link.element_handle()) == address
    width = page.viewport_size
    context = browser.new_context(java_script_enabled=False, viewport=width)
    answer_page = context.new_page()
    answer_page.goto(address)
    expect(answer_page.locator("article.card")).to_contain_text(STATISTICS_MAIL)
    expect(answer_page.get_by_text("Svar från Presstjänst den")).to_be_visible()
    expect(answer_page.get_by_role("link", name="Mejla Statistikenheten")).to_be_visible()
    box = answer_page.locator("article.card").bounding_box()
    assert box and width and box["x"] + box["width"] <= width["width"]
    answer_page.get_by_role("link", name="Fråga i chatten").click()
    expect(answer_page).to_have_url(page.url)
    context.close()


def test_an_answer_in_english_has_its_link_in_english(page: Page) -> None:
    page.get_by_label("Din fråga").focus()
    ask(page, "Where do I find statistics on parental benefit?")
    page.get_by_role("link", name="Link to this answer").click()
    updated_on = long_date(FACTS.sources["press_page"].updated_on, "en")
    expect(page.locator("article.card[lang=en]")).to_contain_text(f"updated {updated_on}")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_text("Answer from the press service’s bot")).to_be_visible()


def test_whether_it_helped_is_told_by_keyboard_with_a_comment_that_is_masked(page: Page) -> None:
    page.get_by_label("Din fråga").focus()
    ask(page, "Vilket nummer har pressjouren?")
    group = page.get_by_role("form", name="Hjälpte det?")
    expect(group).to_be_visible()
    expect(page.get_by_label("Din fråga")).to_be_focused()
    expect(page.locator("#feedback-said")).to_have_attribute("aria-live", "polite")
    group.get_by_role("button", name="Nej").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("form", name="Vad saknades?")).to_be_focused()
    expect(group).to_be_hidden()
    assert page.evaluate(
        "document.activeElement.getBoundingClientRect().bottom"
        " <= document.getElementById('form').getBoundingClientRect().top"
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_label("Fel kontakt")).to_be_checked()
    page.keyboard.press("Tab")
    comment = page.get_by_label("Vill du säga mer? Skriv inga personuppgifter.")
    expect(comment).to_be_focused()
    page.keyboard.type("Amina Warsame, 850312-1234, nådde ingen")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Tack.")).to_be_visible()
    expect(page.get_by_label("Din fråga")).to_be_focused()
    (word,) = page.request.get(f"{page.url}api/conversation").json()["feedback"]
    assert word["text"] == "Vilket nummer har pressjouren?"
    assert (word["helped"], word["comment"]) == (
        False,
        "Fel kontakt: [namn], [personnummer], nådde ingen",
    )
    ask(page, "Hur många tog ut föräldrapenning i Skåne förra året?")
    expect(group).to_be_visible()
    expect(comment).to_be_hidden()


def test_yes_is_thanked_for_and_nothing_more_is_asked_then_or_after_a_reload(page: Page) -> None:
    page.get_by_label("Din fråga").focus()
    ask(page, "Vilket nummer har pressjouren?")
    page.get_by_role("button", name="Ja").click()
    expect(page.locator("#feedback-said")).to_have_text("Tack.")
    expect(page.get_by_role("button", name="Ja")).to_be_hidden()
    expect(page.locator("#comment")).to_be_hidden()
    page.reload()
    expect(page.locator("#log article.card")).to_have_count(1)
    expect(page.get_by_text("Hjälpte det?")).to_have_count(0)


def test_feedback_that_is_not_stored_is_told_of_and_can_be_given_again(page: Page) -> None:
    page.get_by_label("Din fråga").focus()
    ask(page, "Vilket nummer har pressjouren?")
    no = page.get_by_role("button", name="Nej")
    dropped = {"helped": False, "comment": "dropped"}
    # What becomes of each request in turn: one that is made while routes change may go by.
    fates: Iterator[Callable[[Route], None]] = iter(
        (Route.abort, Route.continue_, lambda route: route.fulfill(json=dropped))
    )
    page.route("**/api/feedback", lambda route: next(fates)(route))
    no.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#feedback-said")).to_contain_text("Försök igen")
    expect(no).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("form", name="Vad saknades?")).to_be_focused()
    (word,) = page.request.get(f"{page.url}api/conversation").json()["feedback"]
    assert (word["helped"], word["comment"]) == (False, None)
    page.locator("#comment").fill("Bra")
    page.keyboard.press("Enter")
    expect(page.locator("#feedback-said")).to_contain_text("Det du skrev sparades inte")


def test_small_talk_is_not_asked_about(page: Page) -> None:
    page.get_by_label("Din fråga").focus()
    ask(page, "hej")
    expect(page.locator("#log > .plain")).to_have_count(1)
    expect(page.get_by_text("Hjälpte det?")).to_have_count(0)
