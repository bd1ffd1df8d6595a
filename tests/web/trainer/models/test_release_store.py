"""Candidates and releases in the database: one end each, one release at a time, back and back."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.tables import serving
from tests.web.stores import NOW
from tests.web.trainer.comparison.comparisons import NEW, NEWER, OLD, figures
from web.store.releases import candidates
from web.store.releases import model_releases as releases
from web.store.releases.model_releases import NOBODY, Release, standing
from web.store.trainer_tables import audit

FIRST = Release(1, NEW, 7, None, "anna", NOW.timestamp())


async def lines(database: AsyncEngine) -> list[tuple[str, str, str]]:
    found = sa.select(audit.c.person, audit.c.what, audit.c.about).order_by(audit.c.id)
    async with database.connect() as connection:
        return [tuple(row) for row in await connection.execute(found)]


async def models(database: AsyncEngine) -> list[str]:
    return [row.model for row in await releases.every(database)]


async def test_a_candidate_ends_once(store: AsyncEngine) -> None:
    number = await candidates.add(store, "a-job", {"a": "greet"}, "anna", NOW)
    await candidates.finish(store, number, NEW, figures().to_json(), NOW + timedelta(minutes=2))
    await candidates.fail(store, number, "för sent", NOW, stopped_by="bo")
    found = await candidates.read(store, number)
    assert found
    candidate, values = found
    assert (candidate.state, candidate.model, candidate.why) == ("ready", NEW, None)
    assert candidate.ended_at == (NOW + timedelta(minutes=2)).timestamp()
    assert json.loads(values) == figures().to_json()
    assert await candidates.in_training(store) == []
    assert await candidates.every(store) == [candidate]
    assert await lines(store) == [("anna", "training_started", f"kandidat {number}")]


async def test_a_stopped_candidate_keeps_why_and_who(store: AsyncEngine) -> None:
    number = await candidates.add(store, "a-job", {"a": "greet"}, "anna", NOW)
    await candidates.fail(store, number, "Stoppad av bo.", NOW, stopped_by="bo")
    await candidates.finish(store, number, NEW, figures().to_json(), NOW)
    found = await candidates.read(store, number)
    assert found
    assert (found[0].state, found[0].why, found[0].model) == ("failed", "Stoppad av bo.", None)
    assert found[1] == ""
    assert (await lines(store))[-1] == ("bo", "training_stopped", f"kandidat {number}")


async def test_the_first_release_keeps_what_was_served_before(store: AsyncEngine) -> None:
    assert await releases.release(store, FIRST, OLD, NOW)
    before, now = await releases.every(store)
    assert (before.model, before.person, before.candidate) == (OLD, NOBODY, None)
    assert now == replace(FIRST, id=2)
    assert await lines(store) == [("anna", "model_released", "kandidat 7")]


async def test_back_goes_one_release_at_a_time_and_not_forth(store: AsyncEngine) -> None:
    await releases.release(store, FIRST, OLD, NOW)
    await releases.release(store, replace(FIRST, id=3, model=NEWER, candidate=8), OLD, NOW)
    back = await releases.undo(store, 3, "bo", NOW)
    assert back == Release(4, NEW, 7, 3, "bo", NOW.timestamp())
    again = await releases.undo(store, 4, "bo", NOW)
    assert again
    assert (again.model, again.candidate, again.undoes) == (OLD, None, 2)
    assert await releases.undo(store, 5, "bo", NOW) is None
    assert await models(store) == [OLD, NEW, NEWER, NEW, OLD]
    # What was undone may be released again, and undone again.
    assert await releases.release(store, replace(FIRST, id=6), OLD, NOW)
    assert [row.id for row in standing(await releases.every(store))] == [1, 6]
    back = await releases.undo(store, 6, "bo", NOW)
    assert back
    assert back.model == OLD


async def test_there_is_nothing_to_go_back_to_before_a_release(store: AsyncEngine) -> None:
    assert await releases.undo(store, 0, "bo", NOW) is None
    assert await models(store) == []


@pytest.mark.parametrize("stale", [0, 1, 5])
async def test_whoever_has_not_seen_the_last_release_does_nothing(
    store: AsyncEngine, stale: int
) -> None:
    await releases.release(store, FIRST, OLD, NOW)
    assert not await releases.release(store, replace(FIRST, id=stale + 1), OLD, NOW)
    assert await releases.undo(store, stale, "bo", NOW) is None
    assert await models(store) == [OLD, NEW]


async def test_of_two_at_the_same_moment_one_releases(store: AsyncEngine) -> None:
    both = await asyncio.gather(
        releases.release(store, FIRST, OLD, NOW),
        releases.release(store, replace(FIRST, model=NEWER, candidate=8), OLD, NOW),
    )
    assert sorted(both) == [False, True]
    assert len(await models(store)) == 2
    assert len(await lines(store)) == 1


async def test_an_engine_that_is_silent_is_not_counted(store: AsyncEngine) -> None:
    rows = [
        {"engine": "a:1", "model": OLD, "problem": None, "seen_at": NOW.timestamp() - 5},
        {"engine": "b:1", "model": NEW, "problem": None, "seen_at": NOW.timestamp() - 60},
    ]
    async with store.begin() as connection:
        await connection.execute(sa.insert(serving), rows)
    assert [engine.engine for engine in await releases.alive(store, NOW)] == ["a:1"]
