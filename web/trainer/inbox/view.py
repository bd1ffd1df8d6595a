"""Makes what is stored of messages into what the inbox and the disputes show."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from web.store.conversations import history as conversations
from web.trainer.inbox.filters import write_place
from web.trainer.labels import ASKED_BACK, CHANNELS, LANGUAGES, all_labels, title_of
from web.trainer.words import REASONS, iso_time, long_time, percent, short_time

# A runner-up that is less likely says nothing.
_LEAST_SHOWN = 0.01
_MOST_RUNNERS_UP = 3
_SHORT = 160


def guess_of(row: Mapping[str, Any]) -> str:
    """The label that the bot would have chosen had it not asked back."""
    return str(row["likeliest"] if row["intent"] == ASKED_BACK else row["intent"])


def message_number(typed: str) -> int | None:
    """The number of a message out of an address or a form; None if it is none."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def line(row: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """A message in the list."""
    return {
        "id": row["id"],
        "text": row["text"],
        "guess": title_of(guess_of(row)),
        "asked_back": row["intent"] == ASKED_BACK,
        "confidence": percent(row["confidence"]),
        "share": round(row["confidence"] * 100),
        "channel": channel_name(row["channel"]),
        "time": short_time(row["said_at"], now),
        "iso": iso_time(row["said_at"]),
        "place": write_place(row["value"], row["id"]) if "value" in row else "",
    }


async def whole(database: AsyncEngine, row: Mapping[str, Any]) -> dict[str, Any]:
    """A message with its conversation, what the bot made of it, and why it is worth a look.

    Raises:
        SQLAlchemyError: the database cannot be read.
    """
    guess = guess_of(row)
    ranked = json.loads(row["ranking"])
    return {
        "id": row["id"],
        "conversation": row["conversation"],
        "text": row["text"],
        "state": row["state"],
        "label": row["label"],
        "guess": guess,
        "guess_known": guess in all_labels(),
        "asked_back": row["intent"] == ASKED_BACK,
        "confidence": percent(row["confidence"]),
        "share": round(row["confidence"] * 100),
        "sure": row["confidence"] >= 0.95 and row["intent"] != ASKED_BACK,
        "runners_up": [
            {"title": title_of(name), "confidence": percent(share), "share": round(share * 100)}
            for name, share in ranked
            if name != guess and share >= _LEAST_SHOWN
        ][:_MOST_RUNNERS_UP],
        "chosen": row["chosen"],
        "reasons": [REASONS[code] for code in row["reasons"].split() if code in REASONS],
        "channel": channel_name(row["channel"]),
        "language": LANGUAGES.get(row["language"], row["language"]),
        "lang": row["language"],
        "said_at": long_time(row["said_at"]),
        "said": [
            _said(entry)
            for entry in await conversations.around(database, row["conversation"], row["id"])
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
