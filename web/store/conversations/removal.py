"""Deletes what a vendor says is gone: one message, or all that an app heard before it was removed.

Both take what was stored when they were called; `history.delete` takes a conversation.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.tables import events
from web.store.conversations import history
from web.store.conversations.holding import hold
from web.store.database import empty_log
from web.store.review.review_queue import forget
from web.store.tables import feedback, menus, outgoing
from web.store.trainer_tables import messages

# What begins a session of Rasa's belongs to what follows it.
_SESSION_START = "action_session_start"


async def delete_turn(database: AsyncEngine, message_id: str) -> bool:
    """Delete a person's message, what the engine made of it and what answered it.

    False if no message has that id. What was said before and after stays, and the engine goes on
    from it.

    Raises:
        SQLAlchemyError: the database cannot be written to; then nothing is deleted.
    """
    query = sa.select(events.c.id, events.c.sender_id).where(events.c.message_id == message_id)
    async with database.begin() as connection:
        message = (await connection.execute(query)).one_or_none()
        if message is None:
            return False
        await hold(connection, message.sender_id)
        own = events.c.sender_id == message.sender_id
        begins_another = sa.or_(
            events.c.type_name == "user",
            sa.func.coalesce(events.c.action_name, "") == _SESSION_START,
        )
        following = sa.select(sa.func.min(events.c.id)).where(
            own, events.c.id > message.id, begins_another
        )
        end = await connection.scalar(following)
        turn = own & (events.c.id >= message.id)
        if end is not None:
            turn &= events.c.id < end
        await connection.execute(sa.delete(events).where(turn))
        about = (feedback.c.conversation == message.sender_id) & (feedback.c.about == message.id)
        await connection.execute(sa.delete(feedback).where(about))
        await forget(connection, messages.c.id == message.id)
    await empty_log(database)
    return True


async def delete_installation(database: AsyncEngine, prefix: str, now: datetime) -> int:
    """Delete every conversation whose name begins so, as `history.delete` does; how many.

    Raises:
        SQLAlchemyError: the database cannot be written to; what is deleted by then is gone.
    """
    said = sa.select(events.c.sender_id).where(
        events.c.sender_id.startswith(prefix, autoescape=True)
    )
    sent = (
        sa.select(table.c.conversation).where(
            table.c.conversation.startswith(prefix, autoescape=True)
        )
        for table in (outgoing, menus)
    )
    async with database.connect() as connection:
        names = (await connection.scalars(sa.union(said, *sent))).all()
    for name in names:
        await history.delete(database, name, now)
    return len(names)
