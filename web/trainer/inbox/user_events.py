"""Reads what a user did out of an event of the engine's: wrote a message, or pressed a button."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from contracts import events
from contracts.events import UserMessage
from web.store.review.messages import ReviewMessage
from web.trainer.usefulness import Prediction

_MOST_RANKED = 5


@dataclass(frozen=True)
class ButtonPress:
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
    prediction: Prediction
    likeliest: str
    chosen: str | None = None
    helped: bool | None = None
    corrected: bool = False
    is_repeat: bool = False
    is_new: bool = field(default=True, compare=False)
    has_changed: bool = field(default=False, compare=False)


def read_event(id: int, conversation: str, at: float, data: str) -> Incoming | ButtonPress:
    """A user's event, as a message or as the press of a button.

    Raises:
        ValueError: it is not as the engine writes it.
    """
    event = events.read_event(json.loads(data))
    if not isinstance(event, UserMessage) or event.intent is None or event.confidence is None:
        raise ValueError("not understood")
    if not event.written:
        return ButtonPress(at, event.intent)
    ranking = event.ranking or ((event.intent, event.confidence),)
    prediction = Prediction(event.text, event.intent, event.confidence, ranking[:_MOST_RANKED])
    channel = event.channel or "browser"
    return Incoming(id, conversation, at, channel, event.language, prediction, ranking[0][0])


def of_stored(message: ReviewMessage) -> Incoming:
    """A message that is stored for review already."""
    return Incoming(
        id=message.id,
        conversation=message.conversation,
        said_at=message.said_at,
        channel=message.channel,
        language=message.language,
        prediction=Prediction(message.text, message.intent, message.confidence, message.ranking),
        likeliest=message.likeliest,
        chosen=message.chosen,
        helped=message.helped,
        corrected="corrected" in message.reasons,
        is_repeat="seen_before" in message.reasons,
        is_new=False,
    )
