"""Stores whether answers helped."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.tables import events
from web.store.database import insert_into
from web.store.tables import feedback


class Verdict(NamedTuple):
    """What was thought of an answer."""

    helped: bool
    comment: str | None


async def of_last(database: AsyncEngine, conversation: str | None) -> Verdict | None:
    """What was thought of the answer to the last message; None if nothing was said."""
    last = (
        sa.select(sa.func.max(events.c.id))
        .where(events.c.sender_id == conversation, events.c.type_name == "user")
        .scalar_subquery()
    )
    query = sa.select(feedback.c.helped, feedback.c.comment).where(
        feedback.c.conversation == conversation, feedback.c.about == last
    )
    async with database.connect() as connection:
        row = (await connection.execute(query)).first()
    return Verdict(*row) if row else None


async def of_conversation(database: AsyncEngine, conversation: str) -> dict[int, Verdict]:
    """What was thought of the answers in a conversation, by the ids of the messages' events."""
    query = sa.select(feedback.c.about, feedback.c.helped, feedback.c.comment).where(
        feedback.c.conversation == conversation
    )
    async with database.connect() as connection:
        return {row.about: Verdict(*row[1:]) for row in await connection.execute(query)}


async def give(
    database: AsyncEngine,
    conversation: str,
    helped: bool,
    comment: str | None,
    now: datetime,
    at: float | None = None,
) -> bool:
    """Store it about the last message of the conversation, in place of earlier feedback on it.

    With `at`, in seconds since 1970, about the last one before that. False when no message is
    stored. `comment` holds no personal data.
    """
    last = (
        sa.select(
            events.c.sender_id,
            events.c.id,
            sa.literal(helped, sa.Boolean),
            sa.literal(comment, sa.Text),
            sa.literal(now.timestamp(), sa.Float),
        )
        .where(
            events.c.sender_id == conversation,
            events.c.type_name == "user",
            *([] if at is None else [events.c.timestamp <= at]),
        )
        .order_by(events.c.id.desc())
        .limit(1)
    )
    # One statement, so that a deletion comes before it or after it.
    insert = insert_into(database, feedback).from_select(
        ["conversation", "about", "helped", "comment", "given_at"], last
    )
    values = {column: insert.excluded[column] for column in ("helped", "comment", "given_at")}
    key = [feedback.c.conversation, feedback.c.about]
    replace = insert.on_conflict_do_update(index_elements=key, set_=values)
    async with database.begin() as connection:
        about = await connection.scalar(replace.returning(feedback.c.about))
    return about is not None
