"""The states of the public pages that `make screenshots` takes, each as a short walk to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from playwright.sync_api import Page, expect

# What the chat waits before it gives the press line itself, in ms, with a little more.
PAST_LATE = 5_500
CASE_QUESTION = "Kan ni kommentera varför en kvinna i Umeå fick avslag på sin sjukpenning?"
MAILBOX = {
    "HANDOFF_MAIL_TO": "press@example.se",
    "HANDOFF_MAIL_FROM": "chatt@example.se",
    "SMTP_URL": "smtp://127.0.0.1",
}
NUMBER = "Vilket nummer har pressjouren?"


@dataclass(frozen=True)
class Scene:
    """A state: the page's path, the walk from there, and how it is taken.

    `env` are settings that it alone has: a bot is started for it.

    `is_whole` takes the page from its top to its foot, else what fits the window.
    """

    name: str
    walk: Callable[[Page], None] = lambda page: None
    path: str = "/"
    locale: str = "sv-SE"
    is_whole: bool = True
    env: Mapping[str, str] = field(default_factory=dict)


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
    ask(page, CASE_QUESTION)
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


def _human(page: Page) -> None:
    ask(page, "Jag vill prata med en människa")
    page.get_by_role("link", name="Skicka frågan till presstjänsten").click()
    expect(page.get_by_role("button", name="Skicka till presstjänsten")).to_be_visible()


def _late(page: Page) -> None:
    # Held back for ever, so that nothing is left to wait for when the page closes.
    page.evaluate("() => { window.fetch = () => new Promise(() => {}); }")
    page.clock.install()
    write(page, NUMBER)
    expect(page.locator("#log .said")).to_be_visible()
    page.clock.fast_forward(PAST_LATE)
    expect(page.locator("#log .card")).to_be_visible()


def _offline(page: Page) -> None:
    with page.expect_response("**/later.js"):
        page.get_by_label("Din fråga").focus()
    page.context.set_offline(True)
    write(page, NUMBER)
    expect(page.locator("#log .card")).to_be_visible()


def _answer_page(page: Page) -> None:
    ask(page, "Hur många tog ut föräldrapenning i Skåne förra året?")
    page.get_by_role("link", name="Länk till svaret").click()
    expect(page.get_by_role("link", name="Fråga i chatten")).to_be_visible()


def _unreachable(page: Page) -> None:
    page.route("**/api/messages", lambda route: route.abort())
    write(page, NUMBER)
    expect(page.locator("#log .card")).to_be_visible()


def _refused(page: Page) -> None:
    write(page, "Vad gäller? " * 200)
    expect(page.locator("#status.error")).to_be_visible()


def _deleted(page: Page) -> None:
    _stored(page)
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Radera samtalet").click()
    expect(dialog.get_by_role("button", name="Ja, radera")).to_be_visible()


def _english_answer_page(page: Page) -> None:
    ask(page, "How many took parental benefit in Skåne last year?", field="Your question")
    page.get_by_role("link", name="Link to this answer").click()
    expect(page.get_by_role("link", name="Ask in the chat")).to_be_visible()


def _widget(page: Page) -> None:
    page.locator("press-chat").get_by_role("button").first.click()
    frame = page.frame_locator("press-chat iframe")
    expect(frame.get_by_label("Din fråga")).to_be_visible()


def _widget_answer(page: Page) -> None:
    _widget(page)
    frame = page.frame_locator("press-chat iframe")
    frame.get_by_label("Din fråga").fill(NUMBER)
    frame.get_by_label("Din fråga").press("Enter")
    expect(frame.locator("#log .card, #log .plain").last).to_be_visible()


SCENES = (
    Scene("empty"),
    Scene("interview", lambda page: ask(page, "Kan någon ge en intervju före 15 i morgon?")),
    Scene("case", lambda page: ask(page, CASE_QUESTION)),
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
    Scene("delete", _deleted, is_whole=False),
    Scene("late", _late),
    Scene("unreachable", _unreachable),
    Scene("refused", _refused),
    Scene("offline", _offline),
    Scene("error", path="/finns-inte"),
    Scene("answer", _answer_page),
    Scene("english-answer", _english_answer_page, locale="en-GB"),
    Scene("closed", env={"CLOSED_CHANNELS": "browser"}),
    Scene("human", _human, env=MAILBOX),
    Scene("accessibility", path="/tillganglighet"),
    Scene("privacy", path="/integritet"),
    Scene("about", path="/om"),
    Scene("terms", path="/villkor"),
    Scene("slack-install", path="/slack/install"),
    Scene("widget", _widget, path="/demo", is_whole=False),
    Scene("widget-answer", _widget_answer, path="/demo", is_whole=False),
)
