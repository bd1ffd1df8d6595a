"""Says another thing of a message that is settled: a trainer's own word on it, or against it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from web.store.people.audit import note
from web.store.review import notes
from web.store.review.messages import ReviewMessage
from web.store.review.reviews import NotNow, conclude, locked, opinions
from web.store.trainer_tables import reviews

# Those before it are given without knowing what others have said.
_FIRST_TURN = 3


async def object_to(
    database: AsyncEngine, message: int, person: str, label: str, now: datetime
) -> tuple[str, bool]:
    """Contradict what a message is settled as, or that it is discarded.

    Where others have had their say it is disputed from now on. Gives its state, and whether its
    example went.

    Raises:
        NotNow: it is not settled, or settled so already (`same`), or deleted.
    """
    try:
        async with database.begin() as connection:
            row = await locked(connection, message)
            if row.state not in ("settled", "discarded"):
                raise NotNow("taken")
            if row.label == label:
                raise NotNow("same")
            return await restate(connection, row, person, label, now)
    except IntegrityError:
        # Another was first, between our reading and our writing.
        raise NotNow("taken") from None


async def restate(
    connection: AsyncConnection,
    message: ReviewMessage,
    person: str,
    label: str,
    now: datetime,
) -> tuple[str, bool]:
    """Put a label in place of what a person has said of a message, or beside what others have.

    Gives its state, and whether its example went.
    """
    values = {"verdict": message.verdict(label), "label": label, "made_at": now.timestamp()}
    own = (reviews.c.message == message.id, reviews.c.person == person)
    if not (await connection.execute(sa.update(reviews).where(*own).values(values))).rowcount:
        turns = [review.turn for review in await opinions(connection, message.id)]
        key = {"message": message.id, "person": person}
        turn = max([*turns, _FIRST_TURN - 1]) + 1
        await connection.execute(sa.insert(reviews).values({**key, **values, "turn": turn}))
    await note(connection, person, "contradicted", f"meddelande {message.id}", now)
    await notes.answer(connection, message.id, person, now)
    state, _, has_unlearnt = await conclude(connection, message, person, now)
    return state, has_unlearnt
