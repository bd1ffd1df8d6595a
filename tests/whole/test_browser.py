"""The chat page in a real Chromium, at phone width and at desktop width, by keyboard alone."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from dev.browser import find_chromium

from .conftest import Stack

QUESTIONS = [
    ("Vem kan jag ringa för en intervju i eftermiddag?", "010-116 98 88"),
    (
        "Kan ni kommentera varför en kvinna i Umeå fick avslag på sin sjukpenning?",
        "press@forsakringskassan.se",
    ),
    (
        "Hur många tog ut föräldrapenning i Skåne förra året?",
        "statistikenheten@forsakringskassan.se",
    ),
    (
        "Jag vill begära ut alla mejl mellan generaldirektören och socialministern",
        "huvudkontoret@forsakringskassan.se",
    ),
    ("När kommer mina pengar?", "0771-524 524"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=find_chromium(),
            args=["--disable-gpu", "--disable-background-networking", "--no-first-run"],
            chromium_sandbox=os.geteuid() != 0,
        )
        yield found
        found.close()


@pytest.fixture(params=[320, 360, 1280])
def page(browser: Browser, stack: Stack, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": request.param, "height": 740}, locale="sv-SE")
    context.set_default_timeout(15_000)
    made = context.new_page()
    complaints: list[str] = []
    made.on("pageerror", lambda error: complaints.append(str(error)))
    made.on("console", lambda m: complaints.append(m.text) if _is_complaint(m) else None)
    made.goto(stack.address)
    yield made
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
    expect(card).to_contain_text("statistikenheten@forsakringskassan.se")
    expect(card).to_be_focused()
    expect(page.locator(".said")).to_have_text("Statistik och siffror")


def test_phone_and_mail_are_links(page: Page) -> None:
    page.get_by_label("Din fråga").focus()
    ask(page, "Vilket nummer har pressjouren?")
    card = page.locator("#log article.card").first
    assert card.get_by_role("link", name="Ring Pressjouren").get_attribute("href") == (
        "tel:+46101169888"
    )
    assert card.get_by_role("link", name="Mejla Presstjänsten").get_attribute("href") == (
        "mailto:press@forsakringskassan.se"
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
    expect(page.locator("#log .card")).to_contain_text("010-116 98 88")
    expect(page.get_by_label("Din fråga")).to_have_value("Vem kan jag ringa?")
