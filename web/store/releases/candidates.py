"""Keeps the models that have been trained on the pages, with how they compare."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from web.store.conditions import one_of
from web.store.people.audit import note
from web.store.trainer_tables import audit, candidates, messages

TRAINING, READY, FAILED = "training", "ready", "failed"
# How `why` begins where somebody stopped a training.
STOPPED_BY = "Stoppad av "
_BEGUN = "training_started"
_AT_ONCE = 500


@dataclass(frozen=True)
class Candidate:
    """One of them, without its figures; times are seconds since 1970."""

    id: int
    job: str
    model: str | None
    state: str
    why: str | None
    examples: int
    person: str
    started_at: float
    ended_at: float | None

    @property
    def reason(self) -> str:
        """Why there is no model, as a sentence for the trainers."""
        return (self.why or "").partition("\n")[0]

    @property
    def detail(self) -> str:
        """What an engineer wants to know of that; empty if there is no more."""
        return (self.why or "").partition("\n")[2]

    @property
    def was_stopped(self) -> bool:
        """Whether somebody stopped its training, which is no failure."""
        return (self.why or "").startswith(STOPPED_BY)


@dataclass(frozen=True)
class Results:
    """What a candidate reached when it was compared: counts, and of how many."""

    right: int
    of: int
    misrouted: int
    stories: int
    of_stories: int


@dataclass(frozen=True)
class RealMessage:
    """What a person wrote, masked, what it is settled as, and whether nobody has reviewed it."""

    text: str
    language: str
    label: str | None
    waits: bool


async def add(
    database: AsyncEngine,
    job: str,
    taught: Mapping[str, str],
    person: str,
    now: datetime,
) -> int:
    """Keep that a training begins, before it is asked for; its number.

    `learnt_labels` has the labels of the examples that it learns, by their digests.
    """
    row = {
        "job": job,
        "state": TRAINING,
        "examples": len(taught),
        "person": person,
        "taught": json.dumps(taught),
    }
    insert = sa.insert(candidates).values(**row, started_at=now.timestamp())
    async with database.begin() as connection:
        number = int(await connection.scalar(insert.returning(candidates.c.id)) or 0)
        await note(connection, person, _BEGUN, _about(number), now)
    return number


async def withdraw(database: AsyncEngine, number: int) -> None:
    """Forget a training that was never begun, and the line of the log that says that it was."""
    begun = (audit.c.what == _BEGUN, audit.c.about == _about(number))
    async with database.begin() as connection:
        await connection.execute(sa.delete(candidates).where(candidates.c.id == number))
        await connection.execute(sa.delete(audit).where(*begun))


async def finish(
    database: AsyncEngine, number: int, model: str, figures: dict[str, Any], now: datetime
) -> None:
    """Keep the comparison, unless the training has ended otherwise."""
    ended = {"state": READY, "model": model, "figures": json.dumps(figures)}
    async with database.begin() as connection:
        await _end(connection, number, ended, now)


async def fail(
    database: AsyncEngine, number: int, why: str, now: datetime, stopped_by: str | None = None
) -> None:
    """Keep why there is no model, unless the training has ended otherwise."""
    async with database.begin() as connection:
        ended = await _end(connection, number, {"state": FAILED, "why": why}, now)
        if ended and stopped_by:
            await note(connection, stopped_by, "training_stopped", _about(number), now)


async def every(database: AsyncEngine, most: int = 30) -> list[Candidate]:
    """The last ones, the newest first."""
    return await _read(database, sa.true(), most)


async def in_training(database: AsyncEngine) -> list[Candidate]:
    """Those whose training has not ended."""
    return await _read(database, candidates.c.state == TRAINING)


async def read(database: AsyncEngine, number: int) -> tuple[Candidate, str] | None:
    """One with its figures, as JSON, which are empty until it is ready."""
    query = sa.select(*_COLUMNS, candidates.c.figures).where(candidates.c.id == number)
    async with database.connect() as connection:
        row = (await connection.execute(query)).one_or_none()
    return (Candidate(*row[:-1]), row.figures or "") if row else None


async def last_ready(database: AsyncEngine) -> tuple[int, str] | None:
    """The number of the last one that is ready, and its figures, as JSON."""
    columns = (candidates.c.id, candidates.c.figures)
    ready = sa.select(*columns).where(candidates.c.state == READY)
    async with database.connect() as connection:
        row = (await connection.execute(ready.order_by(candidates.c.id.desc()).limit(1))).first()
    return (row.id, row.figures or "") if row else None


async def results(database: AsyncEngine, numbers: Collection[int]) -> dict[int, Results]:
    """What candidates reached, those whose comparison is of this version."""
    query = sa.select(candidates.c.id, candidates.c.figures).where(one_of(candidates.c.id, numbers))
    found = {}
    async with database.connect() as connection:
        for row in await connection.execute(query):
            # Not checked against the schema: it was when it was stored, and this is for a list.
            with contextlib.suppress(KeyError, TypeError):
                found[row.id] = _results(json.loads(row.figures or "{}"))
    return found


def _results(figures: dict[str, Any]) -> Results:
    return Results(
        right=figures["unseen"]["candidate"],
        of=figures["unseen"]["total"],
        misrouted=figures["candidate"]["misrouted"],
        stories=figures["candidate"]["stories_passed"],
        of_stories=figures["asked"]["stories"],
    )


async def learnt_labels(database: AsyncEngine, number: int) -> dict[str, str]:
    """What a candidate has learnt: labels by the digests of the examples.

    Nothing of one that is not there, and of one made before this was kept.
    """
    query = sa.select(candidates.c.taught).where(candidates.c.id == number)
    async with database.connect() as connection:
        labels: dict[str, str] = json.loads(await connection.scalar(query) or "{}")
    return labels


async def real_messages(database: AsyncEngine, ids: Sequence[int]) -> dict[int, RealMessage]:
    """The real messages that are still there, by id: a comparison keeps their ids alone."""
    found: dict[int, RealMessage] = {}
    columns = (messages.c.id, messages.c.text, messages.c.language, messages.c.label)
    async with database.connect() as connection:
        for some in batched(ids, _AT_ONCE, strict=False):
            query = sa.select(*columns, messages.c.state).where(one_of(messages.c.id, some))
            for number, text, language, label, state in await connection.execute(query):
                is_settled = state == "settled"
                found[number] = RealMessage(
                    text, language, label if is_settled else None, state == "waiting"
                )
    return found


def _about(number: int) -> str:
    """What the log calls a candidate."""
    return f"kandidat {number}"


async def _read(
    database: AsyncEngine, which: sa.ColumnElement[bool], most: int | None = None
) -> list[Candidate]:
    query = sa.select(*_COLUMNS).where(which).order_by(candidates.c.id.desc()).limit(most)
    async with database.connect() as connection:
        return [Candidate(*row) for row in await connection.execute(query)]


async def _end(
    connection: AsyncConnection, number: int, ended: dict[str, Any], now: datetime
) -> bool:
    running = (candidates.c.id == number, candidates.c.state == TRAINING)
    update = sa.update(candidates).where(*running).values(**ended, ended_at=now.timestamp())
    return (await connection.execute(update)).rowcount > 0


_COLUMNS = (
    candidates.c.id,
    candidates.c.job,
    candidates.c.model,
    candidates.c.state,
    candidates.c.why,
    candidates.c.examples,
    candidates.c.person,
    candidates.c.started_at,
    candidates.c.ended_at,
)
