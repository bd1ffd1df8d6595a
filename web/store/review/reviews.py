"""Keeps what trainers say of messages: one opinion each, two where two are wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from web.store.people.audit import note
from web.store.review import notes, skips
from web.store.review.messages import ReviewMessage, message_of
from web.store.review.state import set_state
from web.store.trainer_tables import messages, reviews

# Opinions of a message before it is settled; who settles a dispute adds none.
_MOST_OPINIONS = 2
_REPEAT_WEIGHT = 0.25

Opinion = tuple[str, str | None]  # verdict and label


@dataclass(frozen=True)
class Review:
    """What one trainer said of one message."""

    id: int
    message: int
    person: str
    verdict: str  # right, intent, two, out_of_scope, unsure or discard
    label: str | None  # the intent, or two as `a+b`; None for unsure and discard
    turn: int  # which opinion of the message it is, from 1
    made_at: float  # seconds since 1970


class Undone(NamedTuple):
    """What was taken back: of which message, whether an example went, and of how many others."""

    message: int
    has_unlearnt: bool
    others: int = 0


class NotNow(Exception):
    """A verdict, or its undoing, that cannot be taken; `why` is a code.

    `taken`: others have said enough of the message. `gone`: it is deleted. `again`: the person has
    said already. `same`: it is settled so. `settled`: the dispute that the verdict was part of has
    been settled. `changed`: the message is no longer settled as the example is. `party`: the person
    is one of those who differ, and another is to settle it.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def outcome(wants_second: bool, opinions: Sequence[Opinion]) -> tuple[str, str | None]:
    """The state of a message that was said this of, in any order, and its label if settled.

    One who is unsure asks for a second opinion; one who discards a message that another has
    labelled leaves it to the other.
    """
    labels = {label for _, label in opinions if label}
    verdicts = [verdict for verdict, _ in opinions]
    if len(labels) > 1:
        return "disputed", None
    if labels:
        waits = wants_second and len(opinions) < _MOST_OPINIONS
        return ("second", None) if waits else ("settled", labels.pop())
    if not opinions:
        return "waiting", None
    if "discard" in verdicts:
        return "discarded", None
    return ("second" if len(opinions) < _MOST_OPINIONS else "disputed"), None


async def give(
    database: AsyncEngine,
    message: int,
    person: str,
    verdict: str,
    label: str | None,
    now: datetime,
) -> tuple[str, str | None]:
    """Store a person's review of a message; gives its state, and its label if that settles it.

    Raises:
        NotNow: it cannot be taken; says why.
    """
    try:
        async with database.begin() as connection:
            row = await locked(connection, message)
            earlier = await opinions(connection, message)
            if any(review.person == person for review in earlier):
                raise NotNow("again")
            if len(earlier) >= _MOST_OPINIONS or row.state in ("settled", "disputed"):
                raise NotNow("taken")
            turn = min({1, 2} - {review.turn for review in earlier})
            opinion = {
                "message": message,
                "person": person,
                "verdict": verdict,
                "label": label,
                "turn": turn,
                "made_at": now.timestamp(),
            }
            await connection.execute(sa.insert(reviews).values(opinion))
            state, settled_as, _ = await conclude(connection, row, person, now)
            if label and row.alike:
                await _lower_the_alike(connection, row)
            # Not which: the one who gives the second opinion may read the log.
            await note(connection, person, "reviewed", f"meddelande {message}", now)
            await notes.answer(connection, message, person, now)
    except IntegrityError:
        # Another was first, between our reading and our writing.
        raise NotNow("taken") from None
    return state, settled_as


async def undo(
    database: AsyncEngine, person: str, now: datetime, message: int | None = None
) -> Undone | None:
    """Delete a person's review of a message, or else the last that can be taken back.

    What was said at once of several messages with the same words is taken back at once, unless
    one of them is asked for. A skip of today that came later is taken back first. None when there
    is nothing to take back.

    Raises:
        NotNow: the review of this message was part of a dispute that is settled.
    """
    mine = sa.select(reviews).where(reviews.c.person == person)
    if message is not None:
        mine = mine.where(reviews.c.message == message)
    latest = mine.order_by(reviews.c.made_at.desc(), reviews.c.id.desc())
    async with database.begin() as connection:
        rows = (await connection.execute(latest)).all()
        if message is None:
            since = rows[0].made_at if rows else None
            if skipped := await skips.undo_last(connection, person, now, since):
                return Undone(skipped, has_unlearnt=False)
        for review in rows:
            row = await locked(connection, review.message)
            if not was_disputed(row, await opinions(connection, row.id)):
                break
            if message is not None:
                raise NotNow("settled")
        else:
            return None
        undone: dict[int, bool] = {}
        for one in reversed([one for one in rows if one.made_at == review.made_at]):
            other = await locked(connection, one.message)
            is_settled = was_disputed(other, await opinions(connection, other.id))
            if is_settled or other.alike != row.alike:
                continue
            deletion = await connection.execute(sa.delete(reviews).where(reviews.c.id == one.id))
            if not deletion.rowcount:
                return None  # the same button was pressed twice
            await note(connection, person, "review_undone", f"meddelande {other.id}", now)
            _, _, undone[other.id] = await conclude(connection, other, person, now)
    return Undone(next(iter(undone)), any(undone.values()), len(undone) - 1)


async def of(database: AsyncEngine, message: int, person: str) -> Opinion | None:
    """A person's opinion of a message."""
    query = sa.select(reviews.c.verdict, reviews.c.label).where(
        reviews.c.message == message, reviews.c.person == person
    )
    async with database.connect() as connection:
        row = (await connection.execute(query)).one_or_none()
    return (row.verdict, row.label) if row else None


async def count_since(database: AsyncEngine, person: str, since: datetime) -> int:
    """How many messages a person has reviewed since then."""
    query = sa.select(sa.func.count()).where(
        reviews.c.person == person, reviews.c.made_at >= since.timestamp()
    )
    async with database.connect() as connection:
        return await connection.scalar(query) or 0


async def locked(connection: AsyncConnection, message: int) -> ReviewMessage:
    """The message, which nobody else changes until the transaction ends.

    Raises:
        NotNow: it is deleted.
    """
    query = sa.select(messages).where(messages.c.id == message).with_for_update()
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise NotNow("gone")
    return message_of(row)


async def opinions(connection: AsyncConnection, message: int) -> list[Review]:
    """The reviews of a message, in turn."""
    query = sa.select(reviews).where(reviews.c.message == message).order_by(reviews.c.turn)
    return [Review(*row) for row in await connection.execute(query)]


def was_disputed(message: ReviewMessage, rows: Sequence[Review]) -> bool:
    """Whether a dispute about the message has been settled."""
    state, _ = outcome(message.wants_second, [(row.verdict, row.label) for row in rows])
    return state == "disputed" and message.state != "disputed"


async def conclude(
    connection: AsyncConnection, message: ReviewMessage, person: str, now: datetime
) -> tuple[str, str | None, bool]:
    """Bring a message's state up to date with its reviews, once `person` has written one.

    Gives the state, the label if it is settled, and whether its example went. What is read is read
    after writing, when all others wait.
    """
    rows = await opinions(connection, message.id)
    state, label = outcome(message.wants_second, [(row.verdict, row.label) for row in rows])
    return state, label, await set_state(connection, message.id, state, label, person, now)


async def _lower_the_alike(connection: AsyncConnection, message: ReviewMessage) -> None:
    """Lower the usefulness of waiting messages with the same words: they teach less now."""
    column = messages.c
    lower = (
        sa.update(messages)
        .where(
            column.alike == message.alike,
            column.id != message.id,
            column.state == "waiting",
            ~column.reasons.contains("seen_before"),
        )
        .values(
            usefulness=column.usefulness * _REPEAT_WEIGHT,
            reasons=column.reasons + " seen_before",
        )
    )
    await connection.execute(lower)
