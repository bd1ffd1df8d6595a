"""Reads and adds events as rows of the table, in transactions of the caller's."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from rasa.shared.core.events import SessionStarted
from sqlalchemy.exc import IntegrityError

from contracts.events import PRESS_LINE
from contracts.tables import events as events_table
from engine.privacy.event_masking import MaskedEvent
from engine.serving.storage.late_turns import is_wanted

# Statements are made once: to make one takes longer than to run it.
CONVERSATION = (
    sa.select(events_table.c.data)
    .where(
        events_table.c.sender_id == sa.bindparam("sender"),
        events_table.c.intent_name.is_distinct_from(PRESS_LINE),
    )
    .order_by(events_table.c.id)
)
_LAST_START = sa.select(sa.func.max(events_table.c.id)).where(
    events_table.c.sender_id == sa.bindparam("sender"),
    events_table.c.type_name == SessionStarted.type_name,
)
# Since the last start of a session, or all where none has started; by their order, for the clock
# may have been set back in mid-conversation.
SESSION = CONVERSATION.where(
    events_table.c.id >= sa.func.coalesce(_LAST_START.scalar_subquery(), 0)
)
_COUNT = sa.select(sa.func.count()).select_from(SESSION.subquery())
KEYS = sa.select(events_table.c.sender_id).distinct()
_INSERT = sa.insert(events_table)


class StoredAlready(Exception):
    """A message of the turn has been stored by web, which gave up waiting for its answer."""


def row_of(sender_id: str, event: MaskedEvent) -> dict[str, Any]:
    """The event as a row of the table.

    Raises:
        TypeError: nobody has masked it.
    """
    if type(event) is not MaskedEvent:
        raise TypeError(f"{type(event).__name__} is not masked: it is not stored")
    data = event.data
    return {
        "sender_id": sender_id,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": ((data.get("parse_data") or {}).get("intent") or {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
        "message_id": data.get("message_id"),
    }


def count(connection: sa.Connection, sender_id: str) -> int:
    """How many rows the last session of a conversation has."""
    return int(connection.execute(_COUNT, {"sender": sender_id}).scalar_one())


def rows_of(connection: sa.Connection, query: sa.Select[Any], **parameters: str) -> Sequence[Any]:
    """What a statement of ours finds."""
    return connection.execute(query, parameters).all()


def insert_late(rows: list[dict[str, Any]], connection: sa.Connection) -> bool:
    """Add the rows of a turn that has waited, if they are still to be stored.

    Raises:
        StoredAlready: as for `insert`.
    """
    return not is_wanted(connection, rows) or insert(connection, rows)


def insert(connection: sa.Connection, rows: list[dict[str, Any]]) -> bool:
    """Add the rows.

    Raises:
        StoredAlready: one has the `message_id` of a row that is there.
    """
    try:
        connection.execute(_INSERT, rows)
    except IntegrityError as error:
        if _is_double(error):
            raise StoredAlready from None
        raise
    return True


def _is_double(error: IntegrityError) -> bool:
    """Whether it is of two rows that may not be alike: the message's name alone is so."""
    is_sqlites = getattr(error.orig, "sqlite_errorname", "") == "SQLITE_CONSTRAINT_UNIQUE"
    return is_sqlites or getattr(error.orig, "sqlstate", "") == "23505"
