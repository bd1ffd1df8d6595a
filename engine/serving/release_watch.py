"""Serves the model that was released last: swaps it in while messages are being answered."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
import time
from collections.abc import AsyncIterator, Callable

import sqlalchemy as sa
from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from contracts.paths import models_folder
from contracts.tables import HEARTBEAT_SECONDS, serving
from engine.fingerprint import code_part
from engine.serving import keys
from engine.serving.agents import ServedAgent
from engine.settings import EngineSettings
from engine.training.releases import Release, last_release, open_releases, why_not_served

log = logging.getLogger(__name__)

POLL_SECONDS = 1.0
RETRY_SECONDS = 30.0
FORGET_SECONDS = 3600.0


class ReleaseWatch:
    """Looks for a new release each second, and says in the database what this engine serves."""

    def __init__(self, serving: ServedAgent, database: sa.engine.Engine) -> None:
        """Watch the releases in `database` for the agent that serves."""
        self._serving = serving
        self._database = database
        self._engine = f"{socket.gethostname()}:{os.getpid()}"
        # Of the code in memory: the files may have changed when a release comes.
        self._code = code_part()
        self._problem: str | None = None
        self._last_attempt: Release | None = None
        self._retry_at = 0.0
        self._last_status: tuple[str, str | None] | None = None
        self._status_time = 0.0

    async def run(self) -> None:
        """Look for another release every second, until the task is cancelled."""
        while True:
            try:
                await self.look()
            except Exception as error:  # noqa: BLE001  (one look that fails is not the last)
                log.error("releases were not looked for: %s", type(error).__name__)
            await asyncio.sleep(POLL_SECONDS)

    async def look(self) -> None:
        """Serve the last release if it is another than now, and say what is served."""
        loop = asyncio.get_running_loop()
        release = await loop.run_in_executor(None, last_release, self._database)
        if release and release.model == self._serving.model:
            self._last_attempt, self._problem = release, None
        elif release and (release != self._last_attempt or self._may_retry()):
            self._last_attempt, self._retry_at = release, time.monotonic() + RETRY_SECONDS
            self._problem = await self._serve(release.model)
        await loop.run_in_executor(None, self._report_status)

    def forget(self) -> None:
        """Take back what was said: this engine stops."""
        with contextlib.suppress(SQLAlchemyError), self._database.begin() as connection:
            connection.execute(sa.delete(serving).where(serving.c.engine == self._engine))

    def _may_retry(self) -> bool:
        return self._problem is not None and time.monotonic() >= self._retry_at

    async def _serve(self, model: str) -> str | None:
        """None when the model answers from now on; else why the one before still does."""
        if reason := await asyncio.to_thread(why_not_served, model, self._code):
            return reason
        try:
            agent = await asyncio.to_thread(self._serving.load, models_folder() / model)
            # Here, not in the thread: its parts share a masker with the one that answers.
            await agent.parse_message("hej")
        except Exception as error:  # noqa: BLE001  (whatever is wrong with it, the old one stays)
            log.error("a released model was not loaded: %s", type(error).__name__)
            return f"Den släppta modellen {model} gick inte att läsa in ({type(error).__name__})."
        # Messages under way are finished by the agent that took them.
        self._serving.agent = agent
        return None

    def _report_status(self) -> None:
        now, status = time.time(), (self._serving.model, self._problem)
        if status == self._last_status and now < self._status_time + HEARTBEAT_SECONDS:
            return
        row = {"model": status[0], "problem": status[1], "seen_at": now}
        mine = serving.c.engine == self._engine
        try:
            with self._database.begin() as connection:
                if not connection.execute(sa.update(serving).where(mine).values(row)).rowcount:
                    connection.execute(sa.insert(serving).values(engine=self._engine, **row))
                if self._last_status is None:
                    expired = serving.c.seen_at < now - FORGET_SECONDS
                    connection.execute(sa.delete(serving).where(expired))
        except SQLAlchemyError:
            return
        self._last_status, self._status_time = status, now


def watch_releases(
    settings: EngineSettings,
) -> Callable[[web.Application], AsyncIterator[None]]:
    """Watches for as long as the app runs, when there is a database to watch."""

    async def watching(app: web.Application) -> AsyncIterator[None]:
        database = open_releases(settings.database_url)
        if database is None:
            yield
            return
        watch = ReleaseWatch(app[keys.SERVING], database)
        task = asyncio.create_task(watch.run())
        yield
        task.cancel()
        await asyncio.wait([task])
        await asyncio.to_thread(watch.forget)

    return watching
