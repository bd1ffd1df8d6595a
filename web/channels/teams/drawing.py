"""Makes the messages that Teams takes: cards in a row, or plain text where a sentence is all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from desk.cards import Card
from web.channels.teams.cards import MAX_BYTES, Element, adaptive_card, cut_to, text_block

CONTENT_TYPE = "application/vnd.microsoft.card.adaptive"
SUMMARY_CHARACTERS = 200

_WORDS = {
    "sv": {
        "chosen": "Du valde: {}",
        "chosen_by": "{who} valde: {}",
        "chosen_here": "Valt: {}",
    },
    "en": {
        "chosen": "You chose: {}",
        "chosen_by": "{who} chose: {}",
        "chosen_here": "Chosen: {}",
    },
}


def message(cards: Sequence[Card], public_url: str) -> dict[str, Any]:
    """The message that holds the cards, as the Bot Connector takes it.

    `public_url` is where answers can be read again; empty where nobody said.
    """
    activity = {"type": "message", "locale": cards[0]["language"]}
    if not any(_has_more_than_words(card) for card in cards):
        text = "\n\n".join(card["lead"] for card in cards)
        return {**activity, "text": text, "textFormat": "plain"}
    budget = MAX_BYTES // len(cards)
    contents = [adaptive_card(card, public_url, budget) for card in cards]
    summary = ". ".join(part for part in (cards[0]["title"], cards[0]["lead"]) if part)
    return {
        **activity,
        "summary": cut_to(summary, SUMMARY_CHARACTERS),
        "attachmentLayout": "list",
        "attachments": [{"contentType": CONTENT_TYPE, "content": content} for content in contents],
    }


def asking_if_it_helped(message: dict[str, Any]) -> dict[str, Any]:
    """The message with Teams' own thumbs below it."""
    return {**message, "channelData": {"feedbackLoop": {"type": "default"}}}


def has_menu(message: dict[str, Any]) -> bool:
    """Whether a message has buttons that are answered here."""
    return any(_is_menu(element) for content in _contents(message) for element in content["body"])


def with_choice(
    message: dict[str, Any], choice: str, language: str, who: str | None = None
) -> dict[str, Any]:
    """The message with what was chosen in place of its buttons.

    `who` is who chose where several read, empty where Teams does not say; None in a personal chat.
    """
    words = "chosen" if who is None else "chosen_by" if who else "chosen_here"
    told = text_block(_WORDS[language][words].format(choice, who=who), isSubtle=True)
    attachments = [
        {**attached, "content": _without_menu(attached["content"], told)}
        for attached in message["attachments"]
    ]
    return {**message, "attachments": attachments}


def greeting(card: Card, sentence: str, person: str, shown: str) -> dict[str, Any]:
    """A card below a sentence that mentions a person, by Teams' id, where it has `{who}`.

    `shown` is what stands for the person.
    """
    at = f"<at>{escape(shown, quote=False)}</at>"
    mention = {"type": "mention", "text": at, "mentioned": {"id": person, "name": shown}}
    return {**message([card], ""), "text": sentence.format(who=at), "entities": [mention]}


def suggesting(text: str, suggestions: Sequence[str], language: str) -> dict[str, Any]:
    """A text, and beside it what the reader may want to say next."""
    actions = [{"type": "imBack", "title": text, "value": text} for text in suggestions]
    return {
        "type": "message",
        "locale": language,
        "text": text,
        "textFormat": "plain",
        "suggestedActions": {"to": [], "actions": actions},
    }


def _contents(message: dict[str, Any]) -> Iterator[Element]:
    return (attached["content"] for attached in message.get("attachments", ()))


def _is_menu(element: Element) -> bool:
    actions = element["actions"] if element["type"] == "ActionSet" else ()
    return any(action["type"] == "Action.Submit" for action in actions)


def _without_menu(content: Element, told: Element) -> Element:
    """The card with one line in place of the first row of buttons, and without the others."""
    body = content["body"]
    first = next((n for n, element in enumerate(body) if _is_menu(element)), len(body))
    kept = [element for element in body[first:] if not _is_menu(element)]
    return {**content, "body": [*body[:first], *([told] if first < len(body) else []), *kept]}


def _has_more_than_words(card: Card) -> bool:
    parts = (card["title"], card["notices"], card["contacts"], card["rules"], card["links"])
    return any((*parts, card["quick_replies"], card["sources"]))
