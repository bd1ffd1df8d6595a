"""Says how well two trainers agree on what messages are about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from web.store.trainer_tables import reviews


@dataclass(frozen=True)
class Agreement:
    """How well two trainers agree: on how many messages they agree of how many, and kappa."""

    pairs: int
    same: int
    kappa: float | None  # None when everything has got one and the same label


def cohens_kappa(pairs: Mapping[tuple[str, str], int]) -> float | None:
    """Agreement beyond chance, from -1 to 1, by how often each pair of labels was given.

    None when there are none, or when one and the same label was given throughout.
    """
    total = sum(pairs.values())
    if not total:
        return None
    labels = {label for pair in pairs for label in pair}
    same = sum(count for (one, other), count in pairs.items() if one == other) / total
    first = {x: sum(n for (one, _), n in pairs.items() if one == x) / total for x in labels}
    second = {x: sum(n for (_, other), n in pairs.items() if other == x) / total for x in labels}
    chance = sum(first[x] * second[x] for x in labels)
    return None if chance >= 1 else (same - chance) / (1 - chance)


async def read(database: AsyncEngine) -> Agreement:
    """How well two trainers agree, on the messages that two have labelled.

    Who contradicts what is settled knows what others have said, and is not counted.
    """
    one, other = reviews.alias(), reviews.alias()
    pair = sa.and_(one.c.message == other.c.message, one.c.turn < other.c.turn)
    query = (
        sa.select(one.c.label, other.c.label, sa.func.count())
        .join_from(other, one, pair)
        .where(other.c.turn == 2, one.c.label.is_not(None), other.c.label.is_not(None))
        .group_by(one.c.label, other.c.label)
    )
    async with database.connect() as connection:
        pairs = {(a, b): n for a, b, n in await connection.execute(query)}
    same = sum(count for (a, b), count in pairs.items() if a == b)
    return Agreement(sum(pairs.values()), same, cohens_kappa(pairs))
