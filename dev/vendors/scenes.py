"""The conversations that are shown, the same in Slack and in Teams."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from desk.cards import Card, asks_if_it_helped
from dev.vendors.bot import Bot

ANNA, BERTIL = "Anna Berg", "Bertil Lund"


@dataclass(frozen=True)
class SceneTurn:
    """What somebody writes, or a button that they press, by what stands on it."""

    text: str
    is_button: bool = False
    who: str = ANNA


@dataclass(frozen=True)
class VendorScene:
    """A conversation: to the bot alone, or in a channel where it is mentioned."""

    name: str
    turns: Sequence[SceneTurn]
    channel: str = ""
    language: str = "sv"


@dataclass
class PicturedMessage:
    """A message in the picture: somebody's words, or the vendor's form of an answer."""

    who: str  # empty: the bot
    text: str = ""
    body: dict[str, Any] | None = None
    is_helpful: bool = False  # it asks whether it helped


def _press(title: str) -> SceneTurn:
    return SceneTurn(title, is_button=True)


CASE_QUESTION = "Kan ni kommentera varför en kvinna i Umeå fick avslag på sin sjukpenning?"
SCENES = (
    VendorScene("interview", [SceneTurn("Kan någon ge en intervju före 15 i dag?")]),
    VendorScene("statistics", [SceneTurn("Hur många tog ut föräldrapenning i Skåne förra året?")]),
    VendorScene(
        "case",
        [
            SceneTurn(CASE_QUESTION),
            _press("Kan ni kommentera fallet jag bevakar?"),
            _press("Ja, det finns"),
            _press("Beslut finns"),
        ],
    ),
    VendorScene(
        "letter",
        [SceneTurn("Hur många vabbade i Skåne förra året?"), _press("Skriv mejlet åt mig")],
    ),
    VendorScene("records", [SceneTurn("Jag vill begära ut alla mejl om regeringsuppdraget")]),
    VendorScene("question-back", [SceneTurn("Jag behöver hjälp med en grej")]),
    VendorScene("english", [SceneTurn("Can I get an interview tomorrow?")], language="en"),
    VendorScene(
        "channel",
        [
            SceneTurn("vem kan jag mejla om statistik?"),
            SceneTurn("kan någon ge en intervju före 15 i dag?", who=BERTIL),
        ],
        channel="nyheter",
    ),
)

# Draws cards as a vendor's messages; replaces a message's buttons with what was chosen, and by
# whom in a channel.
Draw = Callable[[Sequence[Card]], Sequence[dict[str, Any]]]
Choose = Callable[[dict[str, Any], str, str, str], dict[str, Any]]


def play(
    scene: VendorScene, make_bot: Callable[[], Bot], draw: Draw, choose: Choose
) -> list[PicturedMessage]:
    """What there is to see once the scene has been played; each who asks has a bot of their own.

    Raises:
        LookupError: a button is not there that is to be pressed.
    """
    bots = defaultdict[str, Bot](make_bot)
    shown: list[PicturedMessage] = []
    cards: list[Card] = []
    for turn in scene.turns:
        if turn.is_button:
            language = cards[-1]["language"]
            answer = shown[-1]
            assert answer.body is not None
            answer.body = choose(answer.body, turn.text, language, turn.who * bool(scene.channel))
            cards = bots[turn.who].press(_payload(cards, turn.text))
        else:
            shown.append(PicturedMessage(turn.who, turn.text))
            cards = bots[turn.who].ask(turn.text)
        bodies = draw(cards)
        shown += [PicturedMessage("", body=body) for body in bodies]
        shown[-1].is_helpful = asks_if_it_helped(cards)
    return shown


def _payload(cards: Sequence[Card], title: str) -> str:
    for card in cards:
        for reply in card["quick_replies"]:
            if reply["title"] == title:
                return reply["payload"]
    titles = [reply["title"] for card in cards for reply in card["quick_replies"]]
    raise LookupError(f"no button {title!r} among {titles}")
