"""Tells what is to become of a turn that has waited for its database."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from rasa.shared.core.events import SessionStarted

from contracts.tables import deleted_conversations, events, lock_of

_SAME_EVENT = sa.select(events.c.id).where(
    *(events.c[name] == sa.bindparam(name) for name in ("sender_id", "timestamp", "data"))
)
_DELETED_AT = sa.select(deleted_conversations.c.deleted_at).where(
    deleted_conversations.c.conversation == sa.bindparam("sender")
)


def is_wanted(connection: sa.Connection, rows: list[dict[str, Any]]) -> bool:
    """Whether the rows of a turn are to be stored still, which stays so for the transaction.

    They are not where they are stored already, by an engine that was killed just after, nor where
    the conversation was deleted after they were said.
    """
    first = rows[0]
    if connection.dialect.name == "postgresql":
        connection.execute(lock_of(first["sender_id"]))
    else:
        connection.execute(sa.delete(events).where(sa.false()))  # has the file from here on
    if connection.execute(_SAME_EVENT, first).first() is not None:
        return False
    deleted_at = connection.execute(_DELETED_AT, {"sender": first["sender_id"]}).scalar()
    return deleted_at is None or deleted_at < first["timestamp"]


def last_session(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The events, as dicts, from the last start of a session on; all if there is none."""
    starts = [n for n, event in enumerate(events) if event["event"] == SessionStarted.type_name]
    return events[starts[-1] :] if starts else events
