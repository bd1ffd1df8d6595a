"""Keeps test stories and test messages that trainers have made of conversations.

They are cut off from the conversations, as the examples are.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.labelled_messages import columns_of, line_of
from web.store.database import insert_into
from web.store.people.audit import note
from web.store.teaching import rasa_files
from web.store.trainer_tables import kept_tests

STORY, HOLDOUT = "story", "holdout"
TEST_NAME_CHARACTERS = 200


@dataclass(frozen=True)
class KeptTest:
    """A story, whose `content` is its steps as YAML, or a message, whose `content` is its line."""

    kind: str
    name: str
    content: str
    person: str
    added_at: float


def kept_message(label: str, language: str, text: str, person: str, now: datetime) -> KeptTest:
    """A message to keep; its name is made from its text, so that it is kept once."""
    name = f"message {hashlib.sha256(text.encode()).hexdigest()[:16]}"
    return KeptTest(HOLDOUT, name, line_of(label, language, text), person, now.timestamp())


async def keep(database: AsyncEngine, test: KeptTest, now: datetime, by: str | None = None) -> bool:
    """Keep a test, or put one back that somebody else made, `by`; False if its name is taken."""
    what = "test_restored" if by else f"test_{test.kind}"
    insert = insert_into(database, kept_tests).values(asdict(test)).on_conflict_do_nothing()
    async with database.begin() as connection:
        row = (await connection.execute(insert.returning(kept_tests.c.id))).first()
        if row:
            await note(connection, by or test.person, what, f"nr {row.id}", now)
    return row is not None


async def read(database: AsyncEngine, number: int) -> KeptTest | None:
    """A test; None if it is gone."""
    query = sa.select(*_COLUMNS).where(kept_tests.c.id == number)
    async with database.connect() as connection:
        row = (await connection.execute(query)).first()
    return KeptTest(*row) if row else None


async def change(
    database: AsyncEngine,
    number: int,
    before: KeptTest,
    after: KeptTest,
    person: str,
    now: datetime,
) -> str:
    """`changed`; `stale` if it is no longer as `before`; `taken` if another has the name.

    Its name and its content change; who made it, and when, does not.
    """
    same = (
        kept_tests.c.id == number,
        kept_tests.c.name == before.name,
        kept_tests.c.content == before.content,
    )
    update = sa.update(kept_tests).where(*same).values(name=after.name, content=after.content)
    try:
        async with database.begin() as connection:
            if not (await connection.execute(update)).rowcount:
                return "stale"
            await note(connection, person, "test_changed", f"nr {number}", now)
    except IntegrityError:
        return "taken"
    return "changed"


async def remove(database: AsyncEngine, number: int, person: str, now: datetime) -> KeptTest | None:
    """Remove a test and give it back; None if it is gone."""
    deletion = sa.delete(kept_tests).where(kept_tests.c.id == number).returning(*_COLUMNS)
    async with database.begin() as connection:
        row = (await connection.execute(deletion)).first()
        if row:
            await note(connection, person, "test_removed", f"nr {number}", now)
    return KeptTest(*row) if row else None


async def every(database: AsyncEngine, kind: str) -> list[tuple[int, KeptTest]]:
    """All tests of a kind with their numbers, the latest first."""
    query = (
        sa.select(kept_tests.c.id, *_COLUMNS)
        .where(kept_tests.c.kind == kind)
        .order_by(kept_tests.c.added_at.desc(), kept_tests.c.id.desc())
    )
    async with database.connect() as connection:
        return [(row.id, KeptTest(*row[1:])) for row in await connection.execute(query)]


async def held_out(database: AsyncEngine) -> list[str]:
    """The texts of the messages for tests, which must not be taught."""
    return [columns_of(test.content)[2] for _, test in await every(database, HOLDOUT)]


async def kept_story_texts(database: AsyncEngine) -> list[str]:
    """What is written in the stories, each text once."""
    texts: dict[str, None] = {}
    for _, test in await every(database, STORY):
        for step in rasa_files.read_steps(test.content):
            text = step.get("user", "").strip()
            if text and not text.startswith("/"):
                texts[text] = None
    return list(texts)


async def stories_yaml(database: AsyncEngine) -> str:
    """The stories in the format of evaluation/stories; empty when there are none."""
    stories = [(test.name, test.content) for _, test in await every(database, STORY)]
    return rasa_files.stories_yaml(stories)


async def holdout_tsv(database: AsyncEngine) -> str:
    """The messages in the format of evaluation/holdout; empty when there are none."""
    return rasa_files.holdout_tsv(t.content for _, t in await every(database, HOLDOUT))


_COLUMNS = (
    kept_tests.c.kind,
    kept_tests.c.name,
    kept_tests.c.content,
    kept_tests.c.person,
    kept_tests.c.added_at,
)
