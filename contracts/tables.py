"""The tables that the engine and web both use; web's migrations say how they came to be.

Times are seconds since 1970.
"""

from __future__ import annotations

import sqlalchemy as sa

# An engine says at least so often that it is there, and counts as gone when three and a half
# times as long have passed without a word.
HEARTBEAT_SECONDS = 10.0
GONE_SECONDS = 3.5 * HEARTBEAT_SECONDS

MESSAGE_ID_CHARACTERS = 64

# Longer than any answer takes to be stored; a button that deletes is good for no longer.
DELETION_NOTED_SECONDS = 24 * 3600.0

metadata = sa.MetaData()

# The condition of an index, to be written so in queries too: SQLite knows it by its words. Of the
# bot's messages those that answer a question which the facts leave open.
OPEN_QUESTION = "type_name = 'bot' AND data LIKE '%\"not_stated/%'"

# Written by the engine: Rasa's tracker store, each event masked. `data` is the event as JSON
# (contracts/events.py). Web writes the turns that the press line answered, by the intent
# `PRESS_LINE` in all their rows; the engine reads none of them. `message_id` is what web
# called a person's message when it asked: whoever of the two stores it first has stored it.
events = sa.Table(
    "events",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("sender_id", sa.String(255), nullable=False, index=True),
    sa.Column("type_name", sa.String(255), nullable=False),
    sa.Column("timestamp", sa.Float, index=True),
    sa.Column("intent_name", sa.String(255)),
    sa.Column("action_name", sa.String(255)),
    sa.Column("data", sa.Text),
    sa.Column("message_id", sa.String(MESSAGE_ID_CHARACTERS)),
    sa.Index("ix_events_message_id", "message_id", unique=True),
    sa.Index(
        "ix_events_open_question",
        "timestamp",
        sqlite_where=sa.text(OPEN_QUESTION),
        postgresql_where=sa.text(OPEN_QUESTION),
    ),
)

# Written by web. An answer may be on its way while its conversation is deleted: what the engine
# writes after that goes at the next cleaning, and what it kept until then it does not write.
deleted_conversations = sa.Table(
    "deleted_conversations",
    metadata,
    sa.Column("conversation", sa.String(255), primary_key=True),
    sa.Column("deleted_at", sa.Float, nullable=False),
)

# Written by web: the last row is what the engines serve. Going back is a row of its own, which
# `undoes` another; the first row is the model that was served before anything was released, by
# nobody. `reason` says why a candidate was released that broke test stories by a hair.
releases = sa.Table(
    "releases",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("model", sa.String(200), nullable=False),
    sa.Column("candidate", sa.Integer),
    sa.Column("undoes", sa.Integer),
    sa.Column("person", sa.String(100), nullable=False),
    sa.Column("released_at", sa.Float, nullable=False),
    sa.Column("reason", sa.Text),
)

# What each running engine serves, written by the engine itself.
serving = sa.Table(
    "serving",
    metadata,
    sa.Column("engine", sa.String(100), primary_key=True),
    sa.Column("model", sa.String(200), nullable=False),
    sa.Column("problem", sa.Text),
    sa.Column("seen_at", sa.Float, nullable=False),
)


def lock_of(conversation: str) -> sa.Select[tuple[None]]:
    """What PostgreSQL is asked to have a conversation to oneself until the transaction ends."""
    return sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(conversation, 0)))
