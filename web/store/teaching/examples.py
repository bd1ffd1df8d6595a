"""Keeps what the bot is taught beside data/nlu, with who taught it and when."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from contracts.tables import releases
from web.store.conditions import Condition, conditions_of
from web.store.database import insert_into
from web.store.people.audit import note
from web.store.teaching.rasa_files import nlu_yaml
from web.store.trainer_tables import candidates, examples


@dataclass(frozen=True)
class Example:
    """A text with its label and language; `added_at`, seconds since 1970, is its last change."""

    text: str
    label: str
    language: str
    person: str
    added_at: float


@dataclass(frozen=True)
class ExampleFilters:
    """Which examples to list; None is any."""

    label: str | None = None
    language: str | None = None
    person: str | None = None
    text: str | None = None  # stands in the example


async def add(
    database: AsyncEngine, example: Example, now: datetime, by: str | None = None
) -> bool:
    """Add an example, or put one back that another has added, `by`; False if the text is there."""
    what = "example_restored" if by else "example_added"
    insert = insert_into(database, examples).values(_row(example)).on_conflict_do_nothing()
    async with database.begin() as connection:
        # PostgreSQL says by the row, not by a count, whether there was something to do.
        row = (await connection.execute(insert.returning(examples.c.id))).first()
        if row:
            about = f"{example.label}, nr {row.id}"
            await note(connection, by or example.person, what, about, now)
    return row is not None


async def change(
    database: AsyncEngine, number: int, before: Example, after: Example, now: datetime
) -> str:
    """`changed`; `stale` if it is no longer as it was `before`; `taken` if another has the text."""
    same = [
        examples.c.id == number,
        examples.c.text == before.text,
        examples.c.label == before.label,
        examples.c.language == before.language,
    ]
    try:
        async with database.begin() as connection:
            update = sa.update(examples).where(*same).values(_row(after))
            if not (await connection.execute(update)).rowcount:
                return "stale"
            about = f"{after.label}, nr {number}"
            await note(connection, after.person, "example_changed", about, now)
    except IntegrityError:
        return "taken"
    return "changed"


async def remove(database: AsyncEngine, number: int, person: str, now: datetime) -> Example | None:
    """Remove an example and give it back; None if it is gone."""
    async with database.begin() as connection:
        return await _remove(connection, [examples.c.id == number], person, now)


async def remove_text(
    database: AsyncEngine, text: str, label: str, person: str, now: datetime
) -> bool:
    """Remove what a person has taught, by its text; False if it is gone or has been changed.

    The text's digest is the key: an example does not know the message that it was made of.
    """
    same = [
        examples.c.digest == _digest(text),
        examples.c.label == label,
        examples.c.person == person,
    ]
    async with database.begin() as connection:
        return await _remove(connection, same, person, now) is not None


async def read(database: AsyncEngine, number: int) -> Example | None:
    """One example."""
    async with database.connect() as connection:
        query = sa.select(*_COLUMNS).where(examples.c.id == number)
        row = (await connection.execute(query)).first()
    return Example(*row) if row else None


async def page(
    database: AsyncEngine, filters: ExampleFilters, start: int, most: int
) -> tuple[list[tuple[int, Example]], int]:
    """Some of the examples with their numbers, the latest first, and how many there are in all."""
    conditions = conditions_of(filters, _CONDITIONS)
    query = sa.select(examples.c.id, *_COLUMNS).where(*conditions)
    order = (examples.c.added_at.desc(), examples.c.id.desc())
    async with database.connect() as connection:
        rows = await connection.execute(query.order_by(*order).limit(most).offset(start))
        total = await connection.scalar(
            sa.select(sa.func.count()).select_from(examples).where(*conditions)
        )
        return [(row.id, Example(*row[1:])) for row in rows], total or 0


async def taught(database: AsyncEngine, besides: int | None = None) -> list[tuple[str, str]]:
    """Every text with its label, but for the one numbered `besides`."""
    query = sa.select(examples.c.text, examples.c.label)
    if besides is not None:
        query = query.where(examples.c.id != besides)
    async with database.connect() as connection:
        return [(row.text, row.label) for row in await connection.execute(query)]


async def people(database: AsyncEngine) -> Sequence[str]:
    """Who has taught something."""
    query = sa.select(examples.c.person).distinct().order_by(examples.c.person)
    async with database.connect() as connection:
        return (await connection.scalars(query)).all()


async def count(database: AsyncEngine) -> int:
    """How many examples there are."""
    async with database.connect() as connection:
        return await connection.scalar(sa.select(sa.func.count()).select_from(examples)) or 0


async def count_new(database: AsyncEngine) -> int:
    """How many the model in force has not learnt; all of them if it is no candidate."""
    in_force = sa.select(releases.c.candidate).order_by(releases.c.id.desc()).limit(1)
    trained = sa.select(candidates.c.started_at).where(
        candidates.c.id == in_force.scalar_subquery()
    )
    async with database.connect() as connection:
        since = await connection.scalar(trained)
        query = sa.select(sa.func.count()).select_from(examples)
        if since is not None:
            query = query.where(examples.c.added_at > since)
        return await connection.scalar(query) or 0


async def as_yaml(database: AsyncEngine) -> str:
    """All of them as Rasa's training data, the same whatever the order that they came in."""
    async with database.connect() as connection:
        rows = await connection.execute(
            sa.select(examples.c.language, examples.c.label, examples.c.text)
        )
        return nlu_yaml((row.language, row.label, row.text) for row in rows)


async def _remove(
    connection: AsyncConnection, which: list[Condition], person: str, now: datetime
) -> Example | None:
    deletion = sa.delete(examples).where(*which).returning(examples.c.id, *_COLUMNS)
    row = (await connection.execute(deletion)).one_or_none()
    if row is None:
        return None
    await note(connection, person, "example_removed", f"{row.label}, nr {row.id}", now)
    return Example(*row[1:])


def _row(example: Example) -> dict[str, Any]:
    return {**asdict(example), "digest": _digest(example.text)}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


_COLUMNS = (
    examples.c.text,
    examples.c.label,
    examples.c.language,
    examples.c.person,
    examples.c.added_at,
)

_CONDITIONS: dict[str, Callable[[Any], Condition]] = {
    "label": lambda label: examples.c.label == label,
    "language": lambda language: examples.c.language == language,
    "person": lambda person: examples.c.person == person,
    "text": lambda text: examples.c.text.icontains(text, autoescape=True),
}
