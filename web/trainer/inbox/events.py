"""Reads what a user did out of an event of the engine's: wrote a message, or pressed a button."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from contracts.intents import FALLBACK
from web.store.review.messages import Message
from web.trainer.inbox.usefulness import Heard

_MOST_RANKED = 5


@dataclass(frozen=True)
class Pressed:
    """A button: nothing to review, but it says something of the message before."""

    at: float
    intent: str


@dataclass
class Incoming:
    """A message on its way in, and what is known of it by now."""

    id: int
    conversation: str
    said_at: float
    channel: str
    language: str | None
    heard: Heard
    likeliest: str
    chosen: str | None = None
    helped: bool | None = None
    corrected: bool = False
    seen_before: bool = False
    is_new: bool = field(default=True, compare=False)
    has_changed: bool = field(default=False, compare=False)


def read_event(id: int, conversation: str, at: float, data: str) -> Incoming | Pressed:
    """What a user's event says.

    Raises:
        ValueError: it is not as the engine writes it.
    """
    try:
        return _said(id, conversation, at, json.loads(data))
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise ValueError(type(error).__name__) from None


def of_stored(message: Message) -> Incoming:
    """A message that was taken in before."""
    return Incoming(
        id=message.id,
        conversation=message.conversation,
        said_at=message.said_at,
        channel=message.channel,
        language=message.language,
        heard=Heard(message.text, message.intent, message.confidence, message.ranking),
        likeliest=message.likeliest,
        chosen=message.chosen,
        helped=message.helped,
        corrected="corrected" in message.reasons,
        seen_before="seen_before" in message.reasons,
        is_new=False,
    )


def _said(id: int, conversation: str, at: float, event: dict[str, Any]) -> Incoming | Pressed:
    parsed = event["parse_data"]
    intent = str(parsed["intent"]["name"])
    text = event["text"] or ""
    if text.startswith("/") or (event.get("metadata") or {}).get("title"):
        return Pressed(at, intent)
    ranked = [
        (str(found["name"]), float(found["confidence"]))
        for found in parsed["intent_ranking"]
        if found["name"] != FALLBACK
    ]
    confidence = float(parsed["intent"]["confidence"])
    if not ranked:
        ranked = [(intent, confidence)]
    likeliest, share = ranked[0]
    heard = Heard(
        text, intent, share if intent == FALLBACK else confidence, tuple(ranked[:_MOST_RANKED])
    )
    languages = [e["value"] for e in parsed["entities"] if e.get("entity") == "language"]
    channel = event.get("input_channel") or "browser"
    language = str(languages[0])[:2] if languages else None
    return Incoming(id, conversation, at, channel, language, heard, likeliest)
