"""Stores whether an answer helped, with a comment only if the engine can mask it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from web.chat.user_input import clean_text
from web.engine_client import EngineClient
from web.http.problems import Problem
from web.store.conversations.feedback import MAX_COMMENT_CHARACTERS, give

# What an answer lacked, as trainers read it.
MISSING = {
    "wrong_contact": "Fel kontakt",
    "understanding": "Förstod inte frågan",
    "other": "Annat",
}


class Feedback:
    """Stores feedback on answers, its comments masked."""

    def __init__(self, engine: EngineClient, database: AsyncEngine) -> None:
        self._engine = engine
        self._database = database

    async def give(
        self, conversation: str, body: dict[str, Any], now: datetime, at: float | None = None
    ) -> tuple[bool, str | None]:
        """Store `helped`, `comment` and `missing` of a request's body, about the last message.

        With `at`, in seconds since 1970, about the last one before that. `missing` is a key of
        `MISSING`, whose words go before the comment.

        Gives whether the answer helped, and what became of the comment: `stored`, `dropped`
        because the engine could not mask it, or None where there was none.

        Raises:
            Problem: a value is of the wrong type, the comment is empty or over 500 characters,
                there is no such conversation, or the database is down.
        """
        helped, missing, comment = _clean(body)
        masked = await self._engine.mask(comment) if comment else None
        kept = ": ".join(part for part in (missing, masked) if part) or None
        try:
            is_stored = await give(self._database, conversation, helped, kept, now, at)
        except SQLAlchemyError:
            raise Problem("store_down") from None
        if not is_stored:
            raise Problem("no_conversation")
        return helped, ("stored" if masked else "dropped") if comment else None


def _clean(body: dict[str, Any]) -> tuple[bool, str, str | None]:
    helped, comment, missing = body.get("helped"), body.get("comment"), body.get("missing")
    if not isinstance(helped, bool) or not isinstance(comment, str | None):
        raise Problem("wrong_feedback")
    if missing is not None and (not isinstance(missing, str) or missing not in MISSING):
        raise Problem("wrong_feedback")
    text = None if comment is None else clean_text(comment, MAX_COMMENT_CHARACTERS)
    return helped, MISSING.get(missing or "", ""), text
