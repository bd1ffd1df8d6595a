"""Takes what Slack and Teams show, narrow and wide, and in the sizes that their stores want."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from playwright.sync_api import Browser

from contracts.paths import ROOT
from desk.cards import Card, QuickReply, asks_if_it_helped, choices
from desk.facts.live import LiveFacts
from dev.small_pictures import small
from dev.vendors.bot import Bot
from dev.vendors.pages import page
from dev.vendors.scenes import SCENES, PicturedMessage, play
from web.channels.slack import blocks as slack
from web.channels.teams import drawing as teams
from web.handoff.question import question_card
from web.page_words import WORDS as PAGE_WORDS
from web.store.conversations.handoffs import Handoff, HandoffOrigin
from web.vendor_words import WORDS

FOLDER = ROOT / "docs" / "images" / "vendors"
# CSS pixels: the narrowest pane, and a desktop's.
WIDTHS = (280, 960)
SCHEMES = ("light", "dark")
COLOURS = 48
MAX_FILE_BYTES = 60_000
MAX_FOLDER_BYTES = 2_000_000
# https://docs.slack.dev/slack-marketplace and learn.microsoft.com/microsoftteams/platform: as wide
# and as high as each store wants its pictures, in pixels.
STORE_SIZES = {"slack": (1600, 1000), "teams": (1366, 768)}
MAX_STORE_BYTES = 150_000
_STORE_COLOURS = 128
_STORE_SCALE = {"slack": 1.25, "teams": 1.0}
# Scrolled down as far as a message's beginning.
_WHOLE_MESSAGES = """() => {
  const section = document.querySelector("section");
  section.style.justifyContent = "flex-start";
  while (section.scrollHeight > section.clientHeight) section.querySelector("article").remove();
  section.style.justifyContent = "";
}"""
_PUBLIC_URL = "https://press.example.se"
_KEEP_DAYS = 90


@dataclass(frozen=True)
class View:
    """What is to be seen in a vendor's app."""

    vendor: str
    name: str
    shown: Sequence[PicturedMessage] = ()
    channel: str = ""
    language: str = "sv"
    home: Sequence[dict[str, Any]] = ()

    def html(self, *, window: bool = False) -> str:
        """The page, or with the vendor's window around it."""
        return page(
            self.vendor,
            self.shown,
            name=self.name,
            channel=self.channel,
            language=self.language,
            window=window,
            home=self.home,
        )


def in_slack(cards: Sequence[Card]) -> list[dict[str, Any]]:
    """The messages that show cards in Slack."""
    feedback = ("yes", "no") if asks_if_it_helped(cards) else None
    drawn = slack.draw(cards, _PUBLIC_URL, feedback=feedback)
    return [{"blocks": message.blocks} for message in drawn]


def chosen_in_slack(body: dict[str, Any], choice: str, language: str, who: str) -> dict[str, Any]:
    """A message with what was chosen in place of its buttons."""
    return {**body, "blocks": slack.with_choice(body["blocks"], choice, language, who)}


def in_teams(cards: Sequence[Card]) -> list[dict[str, Any]]:
    """The message that shows cards in Teams."""
    return [teams.message(cards, _PUBLIC_URL)]


def chosen_in_teams(body: dict[str, Any], choice: str, language: str, who: str) -> dict[str, Any]:
    """A message with what was chosen in place of its buttons."""
    return teams.with_choice(body, choice, language, who or None)


_FORMS = {"slack": (in_slack, chosen_in_slack), "teams": (in_teams, chosen_in_teams)}


def own_views() -> list[View]:
    """What is shown without a question."""
    facts, words = LiveFacts().current(), WORDS["sv"]
    replies = choices(facts, "sv")
    home = slack.home(
        [*replies, QuickReply(title=PAGE_WORDS["sv"]["stored"], payload="-")], "sv", _KEEP_DAYS
    )
    suggestions = [reply["title"] for reply in replies[:3]]
    welcome = teams.suggesting(words["welcome"], suggestions, "sv")
    question = "Varför dröjer besluten om bostadsbidrag i Blekinge, och när är ni i kapp?"
    origin = HandoffOrigin({"channel": "slack"}, "sv", is_shared=False)
    asked = Handoff("0", "slack-0", question, 0.0, origin=origin)
    (office,) = in_slack([question_card(asked, "", {"slack": "Slack"})])
    return [
        View("slack", "home", home=home),
        View("slack", "press-office", [PicturedMessage("", body=office)]),
        View("teams", "welcome", [PicturedMessage("", body=welcome)]),
    ]


# What the stores are shown, by the name of the view.
STORE = {
    "slack": ("interview", "channel", "letter"),
    "teams": ("interview", "records", "statistics"),
}


def view_names() -> set[tuple[str, str]]:
    """Every view by vendor and name."""
    scenes = {(vendor, scene.name) for scene in SCENES for vendor in _FORMS}
    return scenes | {(view.vendor, view.name) for view in own_views()}


def file_names() -> set[str]:
    """The names of all the pictures."""
    views = {
        _file_name(vendor, name, width, scheme)
        for vendor, name in view_names()
        for width in WIDTHS
        for scheme in SCHEMES
    }
    return views | {_store_name(vendor, name) for vendor, names in STORE.items() for name in names}


def take(browser: Browser, address: str) -> Iterator[tuple[str, bytes]]:
    """Each picture with its name, of the answers that a bot at an address gives.

    Raises:
        LookupError: a button is not there that a scene presses.
    """
    for view in [*_played(address), *own_views()]:
        for width in WIDTHS:
            yield from _at_width(browser, view, width)
        if view.name in STORE[view.vendor]:
            yield _store_name(view.vendor, view.name), _for_store(browser, view)


def _played(address: str) -> Iterator[View]:
    visitors = count()
    for scene in SCENES:
        for vendor, (draw, choose) in _FORMS.items():
            shown = play(scene, lambda: Bot(address, next(visitors)), draw, choose)
            yield View(vendor, scene.name, shown, scene.channel, scene.language)


def _at_width(browser: Browser, view: View, width: int) -> Iterator[tuple[str, bytes]]:
    context = browser.new_context(viewport={"width": width, "height": 200})
    page = context.new_page()
    page.set_content(view.html())
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        png = page.screenshot(full_page=True)
        yield _file_name(view.vendor, view.name, width, scheme), small(png, "WEBP", COLOURS)
    context.close()


def _for_store(browser: Browser, view: View) -> bytes:
    width, height = STORE_SIZES[view.vendor]
    scale = _STORE_SCALE[view.vendor]
    size = {"width": round(width / scale), "height": round(height / scale)}
    context = browser.new_context(viewport=size, device_scale_factor=scale)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_content(view.html(window=True))
    page.evaluate(_WHOLE_MESSAGES)
    png = page.screenshot()
    context.close()
    return small(png, "PNG", _STORE_COLOURS)


def _file_name(vendor: str, name: str, width: int, scheme: str) -> str:
    return f"{vendor}-{name}-{width}-{scheme}.webp"


def _store_name(vendor: str, name: str) -> str:
    return f"store-{vendor}-{name}.png"
