"""Reads the engine's events as turns: what was written, how it was understood, what followed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

# What Rasa does by itself.
_UNSEEN = ("action_listen", "action_session_start", "action_extract_slots", "validate_")


@dataclass
class Turn:
    """One message of a person and what it led to.

    `id` is that of the user's event; `title` what a pressed button said, whose payload `text` then
    is; `intent` what was acted on, with the confidence of the `likeliest`; `loop` the form that is
    under way afterwards; `session` counts the times that Rasa has begun anew, after an hour's
    silence.
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


def turns_of(events: Iterable[tuple[int, dict[str, Any]]]) -> list[Turn]:
    """The turns of a conversation, from its events with their ids, in order."""
    turns: list[Turn] = []
    session, loop = 0, None
    for number, event in events:
        kind = event["event"]
        if kind == "session_started":
            session, loop = session + 1, None
        elif kind == "user":
            turns.append(_turn(number, event, session))
        elif kind == "active_loop":
            loop = event["name"]
        elif turns and kind == "action" and not event["name"].startswith(_UNSEEN):
            turns[-1].actions.append(event["name"])
        elif turns and kind == "bot" and event.get("text"):
            turns[-1].answers.append(event["text"])
        if turns and turns[-1].session == session:
            turns[-1].loop = loop
    return turns


def _turn(number: int, event: dict[str, Any], session: int) -> Turn:
    parsed = event.get("parse_data") or {}
    intent = parsed.get("intent") or {}
    ranking = [i for i in parsed.get("intent_ranking") or [] if i["name"] != "nlu_fallback"]
    likeliest = ranking[0] if ranking else intent
    return Turn(
        id=number,
        said_at=event["timestamp"],
        text=event.get("text") or "",
        title=(event.get("metadata") or {}).get("title"),
        intent=intent.get("name"),
        likeliest=likeliest.get("name"),
        confidence=likeliest.get("confidence"),
        session=session,
    )
