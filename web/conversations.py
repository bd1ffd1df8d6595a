"""Names conversations, and reads what was said in them from the database."""

from __future__ import annotations

import json
import secrets
from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from desk.cards import Card, message_card, validate_card

MAX_AGE_SECONDS = 24 * 3600
_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}
_LAST_EVENTS = text(
    "SELECT data FROM events WHERE sender_id = :conversation AND type_name IN ('user', 'bot') "
    "ORDER BY id DESC LIMIT :count"
)


class ConversationNames:
    """Makes and checks the signed name that the cookie carries."""

    def __init__(self, secret_key: str) -> None:
        self._serializer = URLSafeTimedSerializer(secret_key, salt="conversation")

    def new(self, channel: str) -> str:
        """A name that cannot be guessed, with the channel in front."""
        return f"{channel}-{secrets.token_urlsafe(16)}"

    def sign(self, name: str) -> str:
        """The name as it may be handed out."""
        signed = self._serializer.dumps(name)
        return signed if isinstance(signed, str) else signed.decode()

    def unsign(self, signed: str | None) -> str | None:
        """The name, or None if it was not signed here or is too old."""
        if not signed:
            return None
        try:
            name = self._serializer.loads(signed, max_age=MAX_AGE_SECONDS)
        except BadSignature:
            return None
        return name if isinstance(name, str) else None


def open_database(url: str) -> AsyncEngine:
    """The conversations' database, by the same address that the engine writes to."""
    parsed = make_url(url)
    driver = _DRIVERS.get(parsed.drivername, parsed.drivername)
    return create_async_engine(parsed.set(drivername=driver), pool_pre_ping=True)


async def read_history(
    database: AsyncEngine, conversation: str, count: int = 200
) -> list[dict[str, Any]]:
    """The last things said, oldest first: `{"from": "user", "text"}` or `{"from": "bot", "card"}`.

    Empty when the engine has not made its table yet.
    """
    try:
        async with database.connect() as connection:
            rows = await connection.execute(
                _LAST_EVENTS, {"conversation": conversation, "count": count}
            )
            events = [json.loads(row.data) for row in rows]
    except (OperationalError, ProgrammingError):
        return []
    return [_said(event) for event in reversed(events)]


def _said(event: dict[str, Any]) -> dict[str, Any]:
    if event["event"] == "user":
        title = (event.get("metadata") or {}).get("title")
        return {"from": "user", "text": title or event.get("text") or ""}
    metadata = event.get("metadata") or {}
    return {"from": "bot", "card": bot_card(event.get("text"), event.get("data") or {}, metadata)}


def bot_card(said: str | None, data: dict[str, Any], metadata: dict[str, Any]) -> Card:
    """What the bot said as a card: the card itself, or a response of the domain made into one.

    A response of the domain has text, perhaps `buttons`, and names its language in its metadata.

    Raises:
        CardError: the card breaks its schema.
    """
    if card := data.get("custom"):
        return validate_card(card)
    replies = [{"title": b["title"], "payload": b["payload"]} for b in data.get("buttons") or []]
    language = (metadata.get("metadata") or {}).get("language", "sv")
    return message_card(said or "", language, replies)
