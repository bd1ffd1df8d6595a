"""Stores each answer once, under an id made from what it says."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Collection, Iterable
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from desk.cards import Card
from web.store.database import insert_into
from web.store.tables import answers

ID_LENGTH = 10
_NOT_IN_ID = ("quick_replies", "address")


def answer_id(card: Card) -> str:
    """The same for the same answer: ten characters of base32, fifty bits of its SHA-256."""
    digest = hashlib.sha256(_canonical(card).encode()).digest()
    return base64.b32encode(digest).decode().lower()[:ID_LENGTH]


async def keep(database: AsyncEngine, cards: Iterable[Card], now: datetime) -> set[str]:
    """Store the answers that are not stored yet; another copy of web may do the same at once.

    Gives the ids of all of them.
    """
    contents = {answer_id(card): _canonical(card) for card in cards}
    # Read first: nearly every answer has been given before, and writers wait for each other.
    # In order, so that two copies with the same answers never wait for each other in a ring.
    new = sorted(contents.keys() - await stored_ids(database, contents))
    rows = [{"id": name, "card": contents[name], "first_given_at": now.timestamp()} for name in new]
    if rows:
        insert = insert_into(database, answers).on_conflict_do_nothing()
        async with database.begin() as connection:
            await connection.execute(insert, rows)
    return set(contents)


async def stored_ids(database: AsyncEngine, ids: Collection[str]) -> set[str]:
    """Which of the ids are stored; no query when there are none."""
    if not ids:
        return set()
    query = sa.select(answers.c.id).where(answers.c.id.in_(list(ids)))
    async with database.connect() as connection:
        return set(await connection.scalars(query))


async def read(database: AsyncEngine, name: str) -> tuple[Card, datetime] | None:
    """The answer with this id, without quick replies, and when it was first given."""
    query = sa.select(answers.c.card, answers.c.first_given_at).where(answers.c.id == name)
    async with database.connect() as connection:
        row = (await connection.execute(query)).one_or_none()
    return (json.loads(row.card), datetime.fromtimestamp(row.first_given_at, UTC)) if row else None


def _canonical(card: Card) -> str:
    """What the card says, as JSON that is the same whatever the order of its fields."""
    content = {field: value for field, value in card.items() if field not in _NOT_IN_ID}
    return json.dumps(content, sort_keys=True, separators=(",", ":"))
