"""Reads a conversation turn by turn, and what its messages were settled as."""

from __future__ import annotations

import json

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.tables import events
from web.store.conversations.dialogue import StoredTurn, turns_of
from web.store.trainer_tables import messages


async def read_turns(database: AsyncEngine, conversation: str) -> list[StoredTurn]:
    """The turns of a conversation, oldest first; none if there is no such conversation."""
    query = (
        sa.select(events.c.id, events.c.data)
        .where(events.c.sender_id == conversation)
        .order_by(events.c.id)
    )
    async with database.connect() as connection:
        rows = await connection.execute(query)
        return turns_of((row.id, json.loads(row.data)) for row in rows)


async def settled_labels(database: AsyncEngine, conversation: str) -> dict[int, str]:
    """What trainers have settled the conversation's messages as, by the ids of their events."""
    query = sa.select(messages.c.id, messages.c.label).where(
        messages.c.conversation == conversation,
        messages.c.state == "settled",
        messages.c.label.is_not(None),
    )
    async with database.connect() as connection:
        return {row.id: row.label for row in await connection.execute(query)}


async def find_message(database: AsyncEngine, number: int) -> tuple[str, str, str | None] | None:
    """The text and the language of what a person wrote, and what it was settled as; None if gone.

    The label is None where nobody has settled it.
    """
    label = sa.case((messages.c.state == "settled", messages.c.label), else_=None)
    query = (
        sa.select(events.c.data, messages.c.language, label.label("label"))
        .outerjoin(messages, messages.c.id == events.c.id)
        .where(events.c.id == number, events.c.type_name == "user")
    )
    async with database.connect() as connection:
        row = (await connection.execute(query)).first()
    return (json.loads(row.data)["text"], row.language or "sv", row.label) if row else None
