"""Keeps what trainers want changed in the examples that come with the bot."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from web.store.database import insert_into
from web.store.people.audit import note
from web.store.trainer_tables import base_changes


@dataclass(frozen=True)
class BaseChange:
    """What one trainer wants changed in one example; without a new text it is to go.

    `key` is that of the example as it stands in the file, `made_at` seconds since 1970.
    """

    key: str
    file: str
    text: str
    label: str
    new_text: str | None
    new_label: str | None
    person: str
    made_at: float


async def want(database: AsyncEngine, change: BaseChange, now: datetime) -> None:
    """Keep a change, in place of what was wanted of the same example."""
    insert = insert_into(database, base_changes).values(asdict(change))
    again = {name: insert.excluded[name] for name in asdict(change) if name != "key"}
    upsert = insert.on_conflict_do_update(index_elements=[base_changes.c.key], set_=again)
    async with database.begin() as connection:
        number = await connection.scalar(upsert.returning(base_changes.c.id))
        what = "base_change_wanted" if change.new_text else "base_removal_wanted"
        await note(connection, change.person, what, f"{change.label}, nr {number}", now)


async def take_back(database: AsyncEngine, number: int, person: str, now: datetime) -> bool:
    """Want it no longer; False if it is gone."""
    deletion = sa.delete(base_changes).where(base_changes.c.id == number)
    async with database.begin() as connection:
        row = (await connection.execute(deletion.returning(base_changes.c.label))).first()
        if row:
            about = f"{row.label}, nr {number}"
            await note(connection, person, "base_change_taken_back", about, now)
    return row is not None


async def every(database: AsyncEngine) -> list[tuple[int, BaseChange]]:
    """All of them with their numbers, the latest first."""
    columns = [column for column in base_changes.c if column.name != "id"]
    query = sa.select(base_changes.c.id, *columns).order_by(
        base_changes.c.made_at.desc(), base_changes.c.id.desc()
    )
    async with database.connect() as connection:
        return [(row[0], BaseChange(*row[1:])) for row in await connection.execute(query)]


async def by_key(database: AsyncEngine, key: str) -> BaseChange | None:
    """What is wanted of one example."""
    return next((change for _, change in await every(database) if change.key == key), None)
