"""Keeps what a trainer would rather not review today: it waits for the others, and for tomorrow."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from desk.hours import STOCKHOLM
from web.store.conditions import Condition
from web.store.database import insert_into
from web.store.trainer_tables import messages, skips


async def skip(database: AsyncEngine, message: int, person: str, now: datetime) -> None:
    """Leave a message out of a person's queue until tomorrow, and let go of it."""
    values = {"message": message, "person": person, "made_at": now.timestamp()}
    insert = insert_into(database, skips).values(values)
    again = {"made_at": insert.excluded.made_at}
    key = [skips.c.message, skips.c.person]
    let_go = sa.update(messages).where(messages.c.id == message, messages.c.opened_by == person)
    async with database.begin() as connection:
        await connection.execute(insert.on_conflict_do_update(index_elements=key, set_=again))
        await connection.execute(let_go.values(opened_by=None, opened_at=None))


async def undo_last(
    connection: AsyncConnection, person: str, now: datetime, since: float | None
) -> int | None:
    """Take back a person's last skip of today, if it came after `since`; gives the message."""
    mine = sa.select(skips).where(skips.c.person == person, skips.c.made_at >= _midnight(now))
    if since is not None:
        mine = mine.where(skips.c.made_at > since)
    row = (await connection.execute(mine.order_by(skips.c.made_at.desc()).limit(1))).first()
    if row is None:
        return None
    key = (skips.c.message == row.message, skips.c.person == person)
    await connection.execute(sa.delete(skips).where(*key))
    message: int = row.message
    return message


def is_skipped(person: str, now: datetime) -> Condition:
    """Whether a person has skipped the message today."""
    return sa.exists().where(
        skips.c.message == messages.c.id,
        skips.c.person == person,
        skips.c.made_at >= _midnight(now),
    )


def _midnight(now: datetime) -> float:
    start = now.astimezone(STOCKHOLM).replace(hour=0, minute=0, second=0, microsecond=0)
    return start.timestamp()
