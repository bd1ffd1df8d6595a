"""A database that is away and an engine that is killed meanwhile cost nothing that was said."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bench.scale.cluster import cluster
from tests.databases import postgres_server, redis_server
from tests.faults.load import LoadUsers

from .conftest import patience

# So many messages are answered between what happens and what happens next.
BETWEEN = 12


async def test_conversations_go_on_with_the_other_engine_and_are_stored_once_and_in_order(
    tmp_path: Path,
) -> None:
    with (
        postgres_server() as database,
        redis_server(tmp_path) as redis,
        cluster(tmp_path, database.address, redis, engines=2, webs=1, **patience()) as running,
    ):
        load = LoadUsers(running.webs[0].address)
        writing = asyncio.create_task(load.run())
        async with asyncio.timeout(600):
            await load.until_right(BETWEEN)
            await asyncio.to_thread(database.kill)
            await load.until_right(2 * BETWEEN)
            await asyncio.to_thread(running.engines[0].kill)
            await load.until_right(2 * BETWEEN)
            await asyncio.to_thread(database.start)
            await load.until_right(BETWEEN)
            load.stop()
            await writing
        logs = "".join(copy.log.read_text() for copy in running.copies)
    tally = load.tally
    assert (tally.lost, tally.doubled, tally.mixed, tally.not_stored) == (0, 0, 0, 0), logs
    assert (tally.press_line, tally.moved) == (0, 0), logs
