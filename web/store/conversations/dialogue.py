"""Reads the engine's events as turns: what was written, how it was understood, what followed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from contracts.events import Action, BotMessage, Loop, SessionStart, UserMessage, read_event
from contracts.intents import FALLBACK


@dataclass
class StoredTurn:
    """One message of a person and what it led to.

    `id` is that of the user's event; `title` what a pressed button said, whose payload `text` then
    is; `intent` what was acted on, with its `confidence`, or where the bot asked back that of the
    `likeliest`; `loop` the form that is under way afterwards; `session` counts the times that Rasa
    has begun anew, after an hour's silence.
    """

    id: int
    said_at: float
    text: str
    title: str | None
    intent: str | None
    likeliest: str | None
    confidence: float | None
    session: int
    actions: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    loop: str | None = None

    @property
    def written(self) -> bool:
        """Whether a person wrote it, rather than pressed a button."""
        return self.title is None and not self.text.startswith("/")

    @property
    def asked_back(self) -> bool:
        """Whether the bot asked back, rather than answered."""
        return self.intent == FALLBACK


def turns_of(events: Iterable[tuple[int, dict[str, Any]]]) -> list[StoredTurn]:
    """The turns of a conversation, from its events with their ids, in order.

    Raises:
        ValueError: an event is not as the engine writes it.
    """
    turns: list[StoredTurn] = []
    session, loop = 0, None
    for number, event in events:
        match read_event(event):
            case SessionStart():
                session, loop = session + 1, None
            case UserMessage() as message:
                turns.append(_turn(number, event["timestamp"], message, session))
            case Loop(name):
                loop = name
            case Action(name) as action if turns and action.is_visible:
                turns[-1].actions.append(name)
            case BotMessage(text) if turns and text:
                turns[-1].answers.append(text)
        if turns and turns[-1].session == session:
            turns[-1].loop = loop
    return turns


def _turn(number: int, said_at: float, message: UserMessage, session: int) -> StoredTurn:
    return StoredTurn(
        id=number,
        said_at=said_at,
        text=message.text,
        title=message.title,
        intent=message.intent,
        likeliest=message.likeliest,
        confidence=message.confidence,
        session=session,
    )
