"""Reads one event of a conversation, as Rasa writes it and the table `events` stores it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contracts.intents import FALLBACK

# What web notes, in the place of an intent, for a message that the engine gave no answer to in
# time: the topic of the press line.
PRESS_LINE = "fallback"
# What stands for the text of such a message until it is cleaned, and if it never can be.
NOT_KEPT = "[texten kunde inte rensas från personuppgifter och sparades inte]"

# What Rasa does by itself, and the questions that a form asks.
_INVISIBLE = ("action_listen", "action_session_start", "action_extract_slots", "validate_")


@dataclass(frozen=True)
class UserMessage:
    """What a person wrote, or the button that they pressed, and how it was understood.

    `text` is a pressed button's payload, `title` what stood on it. `intent` is what was acted on,
    None if nothing was understood; `confidence` is that of `intent`, a pair's for two wishes, or
    where the bot asked back that of the likeliest. `ranking` is (intent, confidence) of single
    intents, the likeliest first.
    """

    text: str
    title: str | None
    intent: str | None
    confidence: float | None
    ranking: tuple[tuple[str, float], ...]
    language: str | None  # None of a message too short to say
    channel: str | None

    @property
    def written(self) -> bool:
        """Whether a person wrote it, rather than pressed a button."""
        return not self.title and not self.text.startswith("/")

    @property
    def visible_text(self) -> str:
        """What the person saw of it."""
        return self.title or self.text

    @property
    def likeliest(self) -> str | None:
        """The likeliest single intent, where the message acted on may have been two wishes."""
        return self.ranking[0][0] if self.ranking else self.intent


@dataclass(frozen=True)
class BotMessage:
    """What the bot said: text, and in `data` the card or the buttons of a response."""

    text: str | None
    data: dict[str, Any]
    metadata: dict[str, Any]


@dataclass(frozen=True)
class Action:
    """An action that the engine ran in a turn, by its name in domain.yml."""

    name: str

    @property
    def is_visible(self) -> bool:
        """Whether it is more than what Rasa does by itself."""
        return is_visible_action(self.name)


@dataclass(frozen=True)
class Loop:
    """A form that is under way from here, or None when one ends."""

    name: str | None


@dataclass(frozen=True)
class SessionStart:
    """The conversation begins, for the first time or anew after an hour's silence."""


Event = UserMessage | BotMessage | Action | Loop | SessionStart


def read_event(event: Mapping[str, Any]) -> Event | None:
    """The event, None for one of a kind that nobody here reads.

    Raises:
        ValueError: it is not as Rasa writes it; says what kind of error, nothing of the content.
    """
    try:
        kind = event["event"]
        if kind == "user":
            return _user(event)
        if kind == "bot":
            return BotMessage(
                event.get("text"), event.get("data") or {}, event.get("metadata") or {}
            )
        if kind == "action":
            return Action(event["name"])
        if kind == "active_loop":
            return Loop(event["name"])
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(type(error).__name__) from None
    return SessionStart() if kind == "session_started" else None


def is_visible_action(action: str) -> bool:
    """Whether an action is more than what Rasa does by itself."""
    return not action.startswith(_INVISIBLE)


def _user(event: Mapping[str, Any]) -> UserMessage:
    parsed = event.get("parse_data") or {}
    understood = parsed.get("intent") or {}
    intent, confidence = understood.get("name"), understood.get("confidence")
    ranking = tuple(
        (str(ranked["name"]), float(ranked["confidence"]))
        for ranked in parsed.get("intent_ranking") or ()
        if ranked["name"] != FALLBACK
    )
    if intent is None or intent == FALLBACK:
        confidence = ranking[0][1] if ranking else confidence
    languages = [e["value"] for e in parsed.get("entities") or () if e.get("entity") == "language"]
    return UserMessage(
        text=event.get("text") or "",
        title=(event.get("metadata") or {}).get("title") or None,
        intent=None if intent is None else str(intent),
        confidence=None if confidence is None else float(confidence),
        ranking=ranking,
        language=str(languages[0])[:2] if languages else None,
        channel=event.get("input_channel"),
    )
