"""Writes what a message has come to, so that its label and its example say the same."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from web.store.people.audit import note
from web.store.trainer_tables import examples, messages


async def set_state(
    connection: AsyncConnection,
    message: int,
    state: str,
    label: str | None,
    person: str,
    now: datetime,
) -> bool:
    """Write a message's state and label; its example goes, unless it is settled as the example is.

    Says whether an example went.
    """
    values = {"state": state, "label": label, "opened_by": None, "opened_at": None}
    await connection.execute(sa.update(messages).where(messages.c.id == message).values(values))
    deletion = sa.delete(examples).where(examples.c.message == message)
    if state == "settled":
        deletion = deletion.where(examples.c.label != label)
    gone = await connection.execute(deletion.returning(examples.c.id, examples.c.label))
    rows = gone.all()
    for row in rows:
        await note(connection, person, "example_removed", f"{row.label}, nr {row.id}", now)
    return bool(rows)
