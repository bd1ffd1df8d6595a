"""Reads what a user did out of an event of the engine's: wrote a message, or pressed a button."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from contracts import events
from contracts.events import UserMessage
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
    event = events.read_event(json.loads(data))
    if not isinstance(event, UserMessage) or event.intent is None or event.confidence is None:
        raise ValueError("not understood")
    if not event.written:
        return Pressed(at, event.intent)
    ranking = event.ranking or ((event.intent, event.confidence),)
    heard = Heard(event.text, event.intent, event.confidence, ranking[:_MOST_RANKED])
    channel = event.channel or "browser"
    return Incoming(id, conversation, at, channel, event.language, heard, ranking[0][0])


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
