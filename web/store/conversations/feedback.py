"""Stores whether an answer helped, and what was written about it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.tables import events
from web.store.conversations.dialogue import turns_of
from web.store.database import insert_into
from web.store.tables import feedback
from web.store.trainer_tables import messages

MAX_COMMENT_CHARACTERS = 500


class WriterVerdict(NamedTuple):
    """What was thought of an answer."""

    helped: bool
    comment: str | None


class Comment(NamedTuple):
    """What was written about an answer to a button, which is no message of the inbox."""

    conversation: str
    button: str | None  # what it said, None where that is not known
    verdict: WriterVerdict
    given_at: float  # seconds since 1970


# More than is shown: what was written and is not taken into the inbox yet is passed over.
_SPARE = 50


async def of_buttons(database: AsyncEngine, most: int) -> list[Comment]:
    """The last comments on answers to buttons, the latest first."""
    columns = (
        feedback.c.conversation,
        feedback.c.helped,
        feedback.c.comment,
        feedback.c.given_at,
        events.c.data,
    )
    written = sa.select(messages.c.id).where(messages.c.id == feedback.c.about)
    query = (
        sa.select(*columns)
        .join(events, events.c.id == feedback.c.about)
        .where(feedback.c.comment.is_not(None), ~written.exists())
        .order_by(feedback.c.given_at.desc())
        .limit(most + _SPARE)
    )
    comments = []
    async with database.connect() as connection:
        for row in await connection.execute(query):
            (turn,) = turns_of([(0, json.loads(row.data))])
            if not turn.written:
                verdict = WriterVerdict(row.helped, row.comment)
                comments.append(Comment(row.conversation, turn.title, verdict, row.given_at))
    return comments[:most]


async def of_last(database: AsyncEngine, conversation: str | None) -> WriterVerdict | None:
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
    return WriterVerdict(*row) if row else None


async def of_conversation(database: AsyncEngine, conversation: str) -> dict[int, WriterVerdict]:
    """What was thought of the answers in a conversation, by the ids of the messages' events."""
    query = sa.select(feedback.c.about, feedback.c.helped, feedback.c.comment).where(
        feedback.c.conversation == conversation
    )
    async with database.connect() as connection:
        return {row.about: WriterVerdict(*row[1:]) for row in await connection.execute(query)}


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
