"""Finds the messages that trainers differ about, and settles them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from web.store.conditions import one_of
from web.store.people.audit import note
from web.store.review.messages import ReviewMessage, message_of
from web.store.review.reviews import NotNow, Opinion, locked, opinions, was_disputed
from web.store.review.state import set_state
from web.store.trainer_tables import DISPUTED, accounts, messages, reviews

# Of so few there is nobody else to settle what they differ about.
_FEW = 2


@dataclass(frozen=True)
class Dispute:
    """A message that trainers differ about."""

    message: ReviewMessage
    opinions: list[Opinion]  # by the labels' names, not by who came first


async def waiting(database: AsyncEngine, count: int) -> list[Dispute]:
    """The disputes, the oldest first."""
    column = messages.c
    disputed = sa.select(messages).where(sa.text(DISPUTED))
    query = disputed.order_by(column.said_at, column.id)
    async with database.connect() as connection:
        rows = [message_of(row) for row in await connection.execute(query.limit(count))]
        opinions: dict[int, list[Opinion]] = {message.id: [] for message in rows}
        columns = sa.select(reviews.c.message, reviews.c.verdict, reviews.c.label)
        which = columns.where(one_of(reviews.c.message, opinions))
        for review in await connection.execute(which):
            opinions[review.message].append((review.verdict, review.label))
    by_label = {message: sorted(pair, key=_label) for message, pair in opinions.items()}
    return [Dispute(message, by_label[message.id]) for message in rows]


async def count_waiting(database: AsyncEngine) -> int:
    """How many messages are disputed."""
    query = sa.select(sa.func.count()).select_from(messages).where(sa.text(DISPUTED))
    async with database.connect() as connection:
        return await connection.scalar(query) or 0


async def settle(
    database: AsyncEngine,
    message: int,
    person: str,
    label: str | None,
    now: datetime,
    *,
    is_releaser: bool = False,
) -> None:
    """Say what a disputed message is, or that it is left aside (None).

    Raises:
        NotNow: another has settled it, or it is deleted; or the person is one of those who differ
            (`party`), and others can settle it.
    """
    state = "settled" if label else "discarded"
    settling = (
        sa.update(messages)
        .where(messages.c.id == message, messages.c.state == "disputed")
        .values(state=state)
    )
    async with database.begin() as connection:
        if not (await connection.execute(settling)).rowcount:
            raise NotNow("taken")
        if not is_releaser and await _leaves_it_to_others(connection, message, person):
            raise NotNow("party")
        await set_state(connection, message, state, label, person, now)
        about = f"meddelande {message}: {label or 'lämnat'}"
        await note(connection, person, "dispute_settled", about, now)


async def may_settle(
    database: AsyncEngine, message: int, person: str, *, is_releaser: bool
) -> bool:
    """Whether a trainer may settle a dispute: is none of those who differ, or need not leave it."""
    async with database.connect() as connection:
        return is_releaser or not await _leaves_it_to_others(connection, message, person)


async def reopen(database: AsyncEngine, message: int, person: str, now: datetime) -> bool:
    """Take back how a dispute was settled; says whether the message's example went.

    Raises:
        NotNow: it is not settled, or never was disputed, or it is deleted.
    """
    async with database.begin() as connection:
        row = await locked(connection, message)
        if not was_disputed(row, await opinions(connection, message)):
            raise NotNow("taken")
        await note(connection, person, "dispute_reopened", f"meddelande {message}", now)
        return await set_state(connection, message, "disputed", None, person, now)


async def was_settled(database: AsyncEngine, message: int) -> bool:
    """Whether it is a message whose dispute has been settled."""
    async with database.connect() as connection:
        try:
            row = await locked(connection, message)
        except NotNow:
            return False
        return was_disputed(row, await opinions(connection, message))


async def _leaves_it_to_others(connection: AsyncConnection, message: int, person: str) -> bool:
    """Whether a person has had a say of the message, and there are others who can settle it.

    Who comes by the organisation's login has no account here, but has reviewed under a name with @.
    """
    own = (reviews.c.message == message, reviews.c.person == person)
    if not await connection.scalar(sa.select(sa.exists().where(*own))):
        return False
    with_account = sa.select(accounts.c.name).where(accounts.c.role != "reader")
    vouched_for = sa.select(reviews.c.person).where(reviews.c.person.contains("@"))
    who = with_account.union(vouched_for).subquery()
    return (await connection.scalar(sa.select(sa.func.count()).select_from(who)) or 0) > _FEW


def _label(opinion: Opinion) -> str:
    return opinion[1] or ""
