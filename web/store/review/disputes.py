"""Finds the messages that two trainers differ about, and settles them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from web.store.people.audit import note
from web.store.review.reviews import NotNow, locked, opinions, was_disputed
from web.store.trainer_tables import DISPUTED, messages, reviews


async def waiting(database: AsyncEngine, count: int) -> list[dict[str, Any]]:
    """The rows of disputed messages, the oldest first, each with its `opinions`.

    An opinion is a verdict and a label, in the order of the labels' names and not of who came
    first.

    Raises:
        SQLAlchemyError: the database cannot be read.
    """
    column = messages.c
    disputed = sa.select(messages).where(sa.text(DISPUTED))
    found = disputed.order_by(column.said_at, column.id)
    return await _with_opinions(database, found.limit(count))


async def count_waiting(database: AsyncEngine) -> int:
    """How many messages are disputed.

    Raises:
        SQLAlchemyError: the database cannot be read.
    """
    counted = sa.select(sa.func.count()).select_from(messages).where(sa.text(DISPUTED))
    async with database.connect() as connection:
        return await connection.scalar(counted) or 0


async def settle(
    database: AsyncEngine, message: int, person: str, label: str | None, now: datetime
) -> dict[str, Any]:
    """Say what a disputed message is, or that it is left aside (None); gives its row.

    Raises:
        NotNow: another has settled it, or it is deleted.
        SQLAlchemyError: the database cannot be written to.
    """
    state = "settled" if label else "skipped"
    settling = (
        sa.update(messages)
        .where(messages.c.id == message, messages.c.state == "disputed")
        .values(state=state, label=label)
        .returning(*messages.c)
    )
    async with database.begin() as connection:
        row = (await connection.execute(settling)).mappings().one_or_none()
        if row is None:
            raise NotNow("taken")
        about = f"meddelande {message}: {label or 'lämnat'}"
        await note(connection, person, "dispute_settled", about, now)
        return dict(row)


async def reopen(database: AsyncEngine, message: int, person: str, now: datetime) -> None:
    """Take back how a dispute was settled.

    Raises:
        NotNow: it is not settled, or never was disputed, or it is deleted.
        SQLAlchemyError: the database cannot be written to.
    """
    async with database.begin() as connection:
        row = await locked(connection, message)
        if not was_disputed(row, await opinions(connection, message)):
            raise NotNow("taken")
        opening = sa.update(messages).where(messages.c.id == message)
        await connection.execute(opening.values(state="disputed", label=None))
        await note(connection, person, "dispute_reopened", f"meddelande {message}", now)


async def was_settled(database: AsyncEngine, message: int) -> bool:
    """Whether it is a message whose dispute has been settled.

    Raises:
        NotNow: it is deleted.
        SQLAlchemyError: the database cannot be read.
    """
    async with database.connect() as connection:
        row = await locked(connection, message)
        return was_disputed(row, await opinions(connection, message))


async def _with_opinions(database: AsyncEngine, found: sa.Select[Any]) -> list[dict[str, Any]]:
    async with database.connect() as connection:
        rows = [{**row, "opinions": []} for row in (await connection.execute(found)).mappings()]
        by_id = {row["id"]: row for row in rows}
        said = sa.select(reviews.c.message, reviews.c.verdict, reviews.c.label)
        given = said.where(reviews.c.message.in_(list(by_id)))
        for opinion in await connection.execute(given):
            by_id[opinion.message]["opinions"].append((opinion.verdict, opinion.label))
    for row in rows:
        row["opinions"].sort(key=lambda opinion: opinion[1] or "")
    return rows
