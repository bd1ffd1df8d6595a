"""Reads what messages were settled as."""

from __future__ import annotations

from collections.abc import Collection
from itertools import batched

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from web.store.conditions import one_of
from web.store.trainer_tables import messages

_AT_ONCE = 500


async def labels_of_alike(database: AsyncEngine, alike: Collection[str]) -> dict[str, str]:
    """What messages with the same words were settled as, by what texts are alike; the last said."""
    labels: dict[str, str] = {}
    async with database.connect() as connection:
        for some in batched(sorted(alike), _AT_ONCE, strict=False):
            query = (
                sa.select(messages.c.alike, messages.c.label)
                .where(
                    one_of(messages.c.alike, some),
                    messages.c.state == "settled",
                    messages.c.label.is_not(None),
                )
                .order_by(messages.c.said_at, messages.c.id)
            )
            labels |= {row.alike: row.label for row in await connection.execute(query)}
    return labels
