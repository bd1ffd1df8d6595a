"""Stores whether answers helped."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.tables import events
from web.store.database import insert_into
from web.store.tables import feedback


async def give(
    database: AsyncEngine, conversation: str, helped: bool, comment: str | None, now: datetime
) -> bool:
    """Store it about the last message of the conversation, in place of earlier feedback on it.

    False when no message is stored. `comment` holds no personal data.
    """
    last = (
        sa.select(
            events.c.sender_id,
            events.c.id,
            sa.literal(helped, sa.Boolean),
            sa.literal(comment, sa.Text),
            sa.literal(now.timestamp(), sa.Float),
        )
        .where(events.c.sender_id == conversation, events.c.type_name == "user")
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
