"""Keeps what the bot is taught beside data/nlu, with who taught it and when."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import batched
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.comparison.story_figures import digest_of
from contracts.tables import releases
from web.store.conditions import Condition, conditions_of, one_of
from web.store.database import insert_into
from web.store.people.audit import note
from web.store.review.objections import restate
from web.store.review.reviews import NotNow, locked
from web.store.teaching.rasa_files import nlu_yaml
from web.store.trainer_tables import candidates, examples

_AT_ONCE = 500


@dataclass(frozen=True)
class TaughtExample:
    """A text with its label and language; `added_at`, seconds since 1970, is its last change.

    `message` is the one that it was made of, if it is stored still.
    """

    text: str
    label: str
    language: str
    person: str
    added_at: float
    message: int | None = None


@dataclass(frozen=True)
class ExampleFilters:
    """Which examples to list; None is any."""

    label: str | None = None
    language: str | None = None
    person: str | None = None
    text: str | None = None  # stands in the example


async def add(
    database: AsyncEngine, example: TaughtExample, now: datetime, by: str | None = None
) -> bool:
    """Add an example, or put one back that another has added, `by`; False if the text is there.

    Raises:
        NotNow: its message is deleted (`gone`), or is not settled as its label (`changed`).
    """
    what = "example_restored" if by else "example_added"
    insert = insert_into(database, examples).values(_row(example)).on_conflict_do_nothing()
    async with database.begin() as connection:
        if example.message is not None:
            await locked(connection, example.message)  # the message first, as everywhere
        # PostgreSQL says by the row, not by a count, whether there was something to do.
        row = (await connection.execute(insert.returning(examples.c.id))).first()
        if row:
            if example.message is not None:
                # Read after writing: SQLite has one writer at a time, from its first write.
                message = await locked(connection, example.message)
                if (message.state, message.label) != ("settled", example.label):
                    raise NotNow("changed")
            about = f"{example.label}, nr {row.id}"
            await note(connection, by or example.person, what, about, now)
    return row is not None


async def change(
    database: AsyncEngine,
    number: int,
    before: TaughtExample,
    after: TaughtExample,
    now: datetime,
    *,
    with_review: bool = False,
) -> str:
    """`changed`; `stale` if it is no longer as it was `before`; `taken` if another has the text.

    With another label than its message is settled as it says something else of the message too:
    unless it is to, `with_review`, that `asks` and nothing is changed. `disputed` if others have
    had their say of the message: the example is gone until that is settled.
    """
    same = [
        examples.c.id == number,
        examples.c.text == before.text,
        examples.c.label == before.label,
        examples.c.language == before.language,
    ]
    update = sa.update(examples).where(*same).values(_content(after))
    try:
        async with database.begin() as connection:
            if before.message is not None:
                await locked(connection, before.message)  # the message first, as everywhere
            if not (await connection.execute(update)).rowcount:
                return "stale"
            await note(
                connection, after.person, "example_changed", f"{after.label}, nr {number}", now
            )
            if before.message is None:
                return "changed"
            message = await locked(connection, before.message)
            if message.label == after.label:
                return "changed"
            if not with_review:
                raise NotNow("asks")
            state, _ = await restate(connection, message, after.person, after.label, now)
            return "changed" if state == "settled" else "disputed"
    except IntegrityError:
        return "taken"
    except NotNow as error:
        return "asks" if error.why == "asks" else "stale"


async def remove(
    database: AsyncEngine, number: int, person: str, now: datetime
) -> TaughtExample | None:
    """Remove an example and give it back; None if it is gone."""
    async with database.begin() as connection:
        deletion = sa.delete(examples).where(examples.c.id == number)
        row = (await connection.execute(deletion.returning(*_COLUMNS))).one_or_none()
        if row:
            await note(connection, person, "example_removed", f"{row.label}, nr {number}", now)
    return TaughtExample(*row) if row else None


async def read(database: AsyncEngine, number: int) -> TaughtExample | None:
    """The example of a number; None if it is gone."""
    async with database.connect() as connection:
        query = sa.select(*_COLUMNS).where(examples.c.id == number)
        row = (await connection.execute(query)).first()
    return TaughtExample(*row) if row else None


async def by_digest(
    database: AsyncEngine, digests: Sequence[str]
) -> dict[str, tuple[int, TaughtExample]]:
    """The examples whose texts have these digests, with their numbers."""
    found: dict[str, tuple[int, TaughtExample]] = {}
    columns = (examples.c.digest, examples.c.id, *_COLUMNS)
    async with database.connect() as connection:
        for some in batched(digests, _AT_ONCE, strict=False):
            query = sa.select(*columns).where(one_of(examples.c.digest, some))
            for digest, number, *row in await connection.execute(query):
                found[digest] = number, TaughtExample(*row)
    return found


async def still(
    database: AsyncEngine, labels: Mapping[str, str], most: int
) -> tuple[list[tuple[int, TaughtExample]], int]:
    """The examples that have these labels yet, by their digests, and how many there are.

    At most `most`, the latest first, with their numbers.
    """
    order = (examples.c.added_at.desc(), examples.c.id.desc())
    query = sa.select(examples.c.id, examples.c.digest, examples.c.label).order_by(*order)
    async with database.connect() as connection:
        rows = await connection.execute(query)
        ids = [row.id for row in rows if labels.get(row.digest) == row.label]
        last = sa.select(examples.c.id, *_COLUMNS).where(one_of(examples.c.id, ids[:most]))
        found = await connection.execute(last.order_by(*order))
        return [(row.id, TaughtExample(*row[1:])) for row in found], len(ids)


async def page(
    database: AsyncEngine, filters: ExampleFilters, start: int, most: int
) -> tuple[list[tuple[int, TaughtExample]], int]:
    """Some of the examples with their numbers, the latest first, and how many there are in all."""
    conditions = conditions_of(filters, _CONDITIONS)
    query = sa.select(examples.c.id, *_COLUMNS).where(*conditions)
    order = (examples.c.added_at.desc(), examples.c.id.desc())
    async with database.connect() as connection:
        rows = await connection.execute(query.order_by(*order).limit(most).offset(start))
        total = await connection.scalar(
            sa.select(sa.func.count()).select_from(examples).where(*conditions)
        )
        return [(row.id, TaughtExample(*row[1:])) for row in rows], total or 0


async def with_any_of(
    database: AsyncEngine, words: Sequence[str], most: int
) -> list[tuple[int, TaughtExample]]:
    """The examples in which any of some words stands, with their numbers, the latest first."""
    holds = sa.or_(*(examples.c.text.icontains(word, autoescape=True) for word in words))
    query = sa.select(examples.c.id, *_COLUMNS).where(holds)
    latest = query.order_by(examples.c.added_at.desc(), examples.c.id.desc()).limit(most)
    async with database.connect() as connection:
        return [(row.id, TaughtExample(*row[1:])) for row in await connection.execute(latest)]


async def texts_with_labels(
    database: AsyncEngine, besides: int | None = None
) -> list[tuple[str, str]]:
    """Every text with its label, but for the one numbered `besides`."""
    query = sa.select(examples.c.text, examples.c.label)
    if besides is not None:
        query = query.where(examples.c.id != besides)
    async with database.connect() as connection:
        return [(row.text, row.label) for row in await connection.execute(query)]


async def to_learn(database: AsyncEngine) -> tuple[str, dict[str, str]]:
    """All of them as Rasa's training data, and their labels by the digests of their texts."""
    columns = (examples.c.language, examples.c.label, examples.c.text, examples.c.digest)
    async with database.connect() as connection:
        rows = (await connection.execute(sa.select(*columns))).all()
    yaml = nlu_yaml((row.language, row.label, row.text) for row in rows)
    return yaml, {row.digest: row.label for row in rows}


async def people(database: AsyncEngine) -> Sequence[str]:
    """Everybody who has taught an example that is still there, sorted."""
    query = sa.select(examples.c.person).distinct().order_by(examples.c.person)
    async with database.connect() as connection:
        return (await connection.scalars(query)).all()


async def languages(database: AsyncEngine) -> Sequence[str]:
    """The languages that something is taught in."""
    query = sa.select(examples.c.language).distinct().order_by(examples.c.language.desc())
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
    return (await to_learn(database))[0]


def _row(example: TaughtExample) -> dict[str, Any]:
    return {**_content(example), "message": example.message}


def _content(example: TaughtExample) -> dict[str, Any]:
    """All but where it comes from, which stays as it is."""
    row = {**asdict(example), "digest": digest_of(example.text)}
    return {name: value for name, value in row.items() if name != "message"}


_COLUMNS = (
    examples.c.text,
    examples.c.label,
    examples.c.language,
    examples.c.person,
    examples.c.added_at,
    examples.c.message,
)

_CONDITIONS: dict[str, Callable[[Any], Condition]] = {
    "label": lambda label: examples.c.label == label,
    "language": lambda language: examples.c.language == language,
    "person": lambda person: examples.c.person == person,
    "text": lambda text: examples.c.text.icontains(text, autoescape=True),
}
