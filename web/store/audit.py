"""Notes who did what when."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from web.store.trainer_tables import audit


async def note(
    connection: AsyncConnection, person: str, what: str, about: str, now: datetime
) -> None:
    """Add a line, in the transaction of what was done: both are there, or neither.

    `what` is a code (the log page says it in words), `about` holds nothing that people wrote in
    the chat.
    """
    line = {"at": now.timestamp(), "person": person, "what": what, "about": about}
    await connection.execute(sa.insert(audit).values(line))
