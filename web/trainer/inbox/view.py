"""Makes what is stored of messages into what the inbox and the disputes show."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from web.store.conversations import history as conversations
from web.store.review.messages import Message
from web.trainer.labels import ASKED_BACK, CHANNELS, LANGUAGES, all_labels, title_of
from web.trainer.words import REASONS, iso_time, long_time, percent, short_time

# A runner-up that is less likely says nothing.
_LEAST_SHOWN = 0.01
_MOST_RUNNERS_UP = 3
_SHORT = 160


def guess_of(message: Message) -> str:
    """The label that the bot would have chosen had it not asked back."""
    return message.likeliest if message.intent == ASKED_BACK else message.intent


def message_number(typed: str) -> int | None:
    """The number of a message out of an address or a form; None if it is none."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def line(message: Message, now: datetime, place: str = "") -> dict[str, Any]:
    """A message in the list, with its place there as it stands in an address."""
    return {
        "id": message.id,
        "text": message.text,
        "guess": title_of(guess_of(message)),
        "asked_back": message.intent == ASKED_BACK,
        "confidence": percent(message.confidence),
        "share": round(message.confidence * 100),
        "channel": channel_name(message.channel),
        "time": short_time(message.said_at, now),
        "iso": iso_time(message.said_at),
        "place": place,
    }


async def whole(database: AsyncEngine, message: Message) -> dict[str, Any]:
    """A message with its conversation, what the bot made of it, and why it is worth a look.

    Raises:
        SQLAlchemyError: the database cannot be read.
    """
    guess = guess_of(message)
    return {
        "id": message.id,
        "conversation": message.conversation,
        "text": message.text,
        "state": message.state,
        "label": message.label,
        "guess": guess,
        "guess_known": guess in all_labels(),
        "asked_back": message.intent == ASKED_BACK,
        "confidence": percent(message.confidence),
        "share": round(message.confidence * 100),
        "sure": message.confidence >= 0.95 and message.intent != ASKED_BACK,
        "runners_up": [
            {"title": title_of(name), "confidence": percent(share), "share": round(share * 100)}
            for name, share in message.ranking
            if name != guess and share >= _LEAST_SHOWN
        ][:_MOST_RUNNERS_UP],
        "chosen": message.chosen,
        "reasons": [REASONS[code] for code in message.reasons if code in REASONS],
        "channel": channel_name(message.channel),
        "language": LANGUAGES.get(message.language, message.language),
        "lang": message.language,
        "said_at": long_time(message.said_at),
        "said": [
            _said(entry)
            for entry in await conversations.around(database, message.conversation, message.id)
        ],
    }


def channel_name(channel: str) -> str:
    """The channel in words."""
    return CHANNELS.get(channel, channel)


def _said(entry: Mapping[str, Any]) -> dict[str, Any]:
    """One thing said; of the bot's the heading and the beginning, and the rest if there is one."""
    if entry["from"] == "user":
        return {"id": entry["id"], "from": "user", "text": entry["text"]}
    short = entry["lead"] or entry["text"]
    if len(short) > _SHORT:
        short = short[: _SHORT - 1].rsplit(" ", 1)[0] + " …"
    return {
        "id": entry["id"],
        "from": "bot",
        "title": entry["title"],
        "text": short,
        "rest": entry["text"] if len(entry["text"]) > len(short) + 40 else None,
    }
