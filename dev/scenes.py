"""The states of the public pages that `make screenshots` takes, each as a short walk to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, expect

# What the chat waits before it gives the press line itself, in ms, with a little more.
PAST_LATE = 5_500
CASE = "Kan ni kommentera varför en kvinna i Umeå fick avslag på sin sjukpenning?"
NUMBER = "Vilket nummer har pressjouren?"


@dataclass(frozen=True)
class Scene:
    """A state: the page's path, the walk from there, and how it is taken.

    `is_whole` takes the page from its top to its foot, else what fits the window.
    """

    name: str
    walk: Callable[[Page], None] = lambda page: None
    path: str = "/"
    locale: str = "sv-SE"
    is_whole: bool = True


def ask(page: Page, *questions: str, field: str = "Din fråga") -> None:
    """Write questions, each when the one before has its answer."""
    for question in questions:
        write(page, question, field)
        answered(page)


def write(page: Page, question: str, field: str = "Din fråga") -> None:
    """Write a question, and do not wait."""
    page.get_by_label(field).fill(question)
    page.get_by_label(field).press("Enter")


def choose(page: Page, name: str) -> None:
    """Press a choice below the last answer, and wait for the next."""
    page.locator("#pills").get_by_role("button", name=name, exact=True).click()
    answered(page)


def answered(page: Page) -> None:
    """Wait until the last that was said has an answer."""
    expect(page.locator("#log .said:not(:has(~ .said)) ~ :is(.card, .plain)").last).to_be_visible()
    expect(page.locator("#log[aria-busy]")).to_have_count(0)


def _rules_open(page: Page) -> None:
    ask(page, "Jag vill begära ut alla mejl mellan generaldirektören och socialministern")
    page.get_by_text("Mer om reglerna").click()


def _case_question(page: Page) -> None:
    ask(page, CASE)
    choose(page, "Kan ni kommentera fallet jag bevakar?")


def _verdict(page: Page) -> None:
    _case_question(page)
    choose(page, "Ja, det finns")
    choose(page, "Beslut finns")


def _letter(page: Page) -> None:
    ask(page, "Hur många tog ut föräldrapenning i Skåne förra året?")
    choose(page, "Skriv mejlet åt mig")


def _feedback(page: Page) -> None:
    ask(page, NUMBER)
    page.locator("#helped").get_by_role("button", name="Nej").click()
    expect(page.locator("#more")).to_be_visible()


def _stored(page: Page) -> None:
    ask(page, NUMBER)
    page.get_by_role("button", name="Vad sparas?").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    # The conversation's name is random, and would make every picture a new one.
    page.locator("#conversation").evaluate("one => { one.textContent = '3f9c1a7e5b2d' }")


def _late(page: Page) -> None:
    # Held back for ever, so that nothing is left to wait for when the page closes.
    page.evaluate("() => { window.fetch = () => new Promise(() => {}); }")
    page.clock.install()
    write(page, NUMBER)
    expect(page.locator("#log .said")).to_be_visible()
    page.clock.fast_forward(PAST_LATE)
    expect(page.locator("#log .card")).to_be_visible()


def _offline(page: Page) -> None:
    page.context.set_offline(True)
    write(page, NUMBER)
    expect(page.locator("#log .card")).to_be_visible()


def _answer_page(page: Page) -> None:
    ask(page, "Hur många tog ut föräldrapenning i Skåne förra året?")
    page.get_by_role("link", name="Länk till svaret").click()
    expect(page.get_by_role("link", name="Fråga i chatten")).to_be_visible()


def _widget(page: Page) -> None:
    page.locator("press-chat").get_by_role("button").first.click()
    frame = page.frame_locator("press-chat iframe")
    expect(frame.get_by_label("Din fråga")).to_be_visible()


SCENES = (
    Scene("empty"),
    Scene("interview", lambda page: ask(page, "Kan någon ge en intervju före 15 i morgon?")),
    Scene("case", lambda page: ask(page, CASE)),
    Scene("case-question", _case_question),
    Scene("verdict", _verdict),
    Scene("statistics", lambda page: ask(page, "Hur många vabbade i Skåne förra året?")),
    Scene("records", _rules_open),
    Scene("letter", _letter),
    Scene("english-empty", locale="en-GB"),
    Scene(
        "english",
        lambda page: ask(page, "Can I get an interview tomorrow?", field="Your question"),
        locale="en-GB",
    ),
    Scene("question-back", lambda page: ask(page, "Jag behöver hjälp med en grej")),
    Scene("feedback", _feedback),
    Scene("stored", _stored, is_whole=False),
    Scene("late", _late),
    Scene("offline", _offline),
    Scene("error", path="/finns-inte"),
    Scene("answer", _answer_page),
    Scene("accessibility", path="/tillganglighet"),
    Scene("slack-install", path="/slack/install"),
    Scene("widget", _widget, path="/demo", is_whole=False),
)
