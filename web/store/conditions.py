"""Makes the conditions of a query: of filters, and those that several queries share."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import sqlalchemy as sa

from contracts.events import PRESS_LINE
from contracts.tables import deleted_conversations, events

Condition = sa.ColumnElement[bool]


def conditions_of(
    filters: object, makers: Mapping[str, Callable[[Any], Condition]]
) -> list[Condition]:
    """A condition for each field of `filters` that is not None, made of its value."""
    return [
        make(value)
        for field, make in makers.items()
        if (value := getattr(filters, field)) is not None
    ]


def one_of(column: sa.ColumnElement[Any], values: Collection[Any]) -> Condition:
    """Whether the column has one of the values, which are repeated up to a power of two.

    Every number of them is another statement, and each connection keeps its last hundred.
    """
    told = list(values)
    told += told[-1:] * ((1 << (len(told) - 1).bit_length()) - len(told))
    return column.in_(told)


def is_left_over() -> Condition:
    """Whether an event is of a deleted conversation: its answer was on the way meanwhile.

    A place at a vendor's keeps its name. What stands there since a session began after the
    deletion is another conversation. What web stored itself it stored after the deletion.
    """
    deleted, start = deleted_conversations, events.alias("start")
    is_new = sa.exists().where(
        start.c.sender_id == events.c.sender_id,
        start.c.type_name == "session_started",
        start.c.id <= events.c.id,
        deleted.c.conversation == start.c.sender_id,
        deleted.c.deleted_at < start.c.timestamp,
    )
    is_webs = events.c.intent_name.is_not_distinct_from(PRESS_LINE)
    is_deleted = events.c.sender_id.in_(sa.select(deleted.c.conversation))
    return is_deleted & ~is_new & ~is_webs
