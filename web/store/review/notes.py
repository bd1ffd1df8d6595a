"""Keeps what trainers write to each other about a message: notes, and questions to a colleague."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from web.store.conditions import Condition, one_of
from web.store.people.audit import note
from web.store.trainer_tables import accounts, messages, notes, reviews

NOTE_CHARACTERS = 500


@dataclass(frozen=True)
class Note:
    """What one trainer wrote of one message; with a `colleague` it is a question to that one.

    A question is open until the colleague has written something about the message or reviewed it.
    """

    id: int
    message: int
    person: str
    text: str
    made_at: float  # seconds since 1970
    colleague: str | None
    answered_at: float | None  # seconds since 1970

    @property
    def is_open(self) -> bool:
        """Whether a colleague is still to answer it."""
        return self.colleague is not None and self.answered_at is None


async def write(
    database: AsyncEngine,
    message: int,
    person: str,
    text: str,
    now: datetime,
    colleague: str | None = None,
) -> int | None:
    """Keep a note, or a question to a colleague; says how many questions it answers.

    None if the message is deleted.
    """
    row = {
        "message": message,
        "person": person,
        "text": text,
        "made_at": now.timestamp(),
        "colleague": colleague,
    }
    is_there = sa.select(messages.c.id).where(messages.c.id == message).with_for_update()
    async with database.begin() as connection:
        if await connection.scalar(is_there) is None:
            return None
        await connection.execute(sa.insert(notes).values(row))
        what = "colleague_asked" if colleague else "note_added"
        about = f"meddelande {message}" + (f", till {colleague}" if colleague else "")
        await note(connection, person, what, about, now)
        return await answer(connection, message, person, now)


async def take_back(database: AsyncEngine, number: int, person: str, now: datetime) -> Note | None:
    """Delete one's own note or question and give it back; None if it is gone, or another's."""
    mine = (notes.c.id == number, notes.c.person == person)
    async with database.begin() as connection:
        row = (await connection.execute(sa.delete(notes).where(*mine).returning(notes))).first()
        if row is None:
            return None
        gone = Note(*row)
        what = "question_taken_back" if gone.colleague else "note_removed"
        await note(connection, person, what, f"meddelande {gone.message}", now)
    return gone


async def answer(connection: AsyncConnection, message: int, person: str, now: datetime) -> int:
    """Note that a person has answered what they were asked about a message; says how many times."""
    asked = (notes.c.message == message, notes.c.colleague == person, notes.c.answered_at.is_(None))
    update = sa.update(notes).where(*asked).values(answered_at=now.timestamp())
    count = (await connection.execute(update)).rowcount
    if count:
        await note(connection, person, "question_answered", f"meddelande {message}", now)
    return count


async def of_message(database: AsyncEngine, message: int) -> list[Note]:
    """All of a message, the oldest first."""
    query = sa.select(notes).where(notes.c.message == message).order_by(notes.c.id)
    async with database.connect() as connection:
        return [Note(*row) for row in await connection.execute(query)]


async def count_open(database: AsyncEngine, person: str) -> int:
    """On how many messages a person is asked something."""
    messages_asked = sa.func.count(notes.c.message.distinct())
    query = sa.select(messages_asked).where(*_open_to(person))
    async with database.connect() as connection:
        return await connection.scalar(query) or 0


async def colleagues(database: AsyncEngine, person: str) -> list[str]:
    """Who can be asked, by name: who has an account that reviews, and whoever has reviewed."""
    with_account = sa.select(accounts.c.name).where(accounts.c.role != "reader")
    who = with_account.union(sa.select(reviews.c.person))
    async with database.connect() as connection:
        return sorted(set(await connection.scalars(who)) - {person})


def is_asked(person: str) -> Condition:
    """Whether a person is asked something about the message."""
    return messages.c.id.in_(sa.select(notes.c.message).where(*_open_to(person)))


async def forget(connection: AsyncConnection, ids: Collection[int]) -> None:
    """Delete all that was written about these messages."""
    await connection.execute(sa.delete(notes).where(one_of(notes.c.message, ids)))


def _open_to(person: str) -> tuple[Condition, Condition]:
    return notes.c.colleague == person, notes.c.answered_at.is_(None)
