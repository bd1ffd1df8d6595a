"""Serves the model that was released last: swaps it in while messages are being answered."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
import time
from pathlib import Path

import sqlalchemy as sa
from rasa.core.agent import Agent
from sanic import Sanic
from sqlalchemy.exc import SQLAlchemyError

from contracts.paths import MODELS
from engine.training.fingerprint import code_part
from engine.training.releases import Release, last_release, open_releases, why_not_served

log = logging.getLogger(__name__)

POLL_SECONDS = 1.0
SEEN_SECONDS = 10.0
RETRY_SECONDS = 30.0
FORGET_SECONDS = 3600.0

_serving = sa.table(
    "serving", *(sa.column(name) for name in ("engine", "model", "problem", "seen_at"))
)


class ReleaseWatch:
    """Looks for a new release each second, and says in the database what this engine serves."""

    def __init__(self, app: Sanic, database: sa.engine.Engine) -> None:
        """Watch the releases in `database` for the agent of `app`."""
        self._app = app
        self._database = database
        self._engine = f"{socket.gethostname()}:{os.getpid()}"
        # Of the code in memory: the files may have changed when a release comes.
        self._code = code_part()
        self._problem: str | None = None
        self._tried: Release | None = None
        self._retry_at = 0.0
        self._written: tuple[str, str | None] | None = None
        self._seen_at = 0.0

    async def run(self) -> None:
        """Watch until cancelled."""
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
        if release and release.model == self.model:
            self._tried, self._problem = release, None
        elif release and (release != self._tried or self._may_retry()):
            self._tried, self._retry_at = release, time.monotonic() + RETRY_SECONDS
            self._problem = await self._serve(release.model)
        await loop.run_in_executor(None, self._say)

    @property
    def model(self) -> str:
        """The file name of the model that answers."""
        processor = self._app.ctx.agent.processor
        return Path(processor.model_path).name if processor else ""

    def forget(self) -> None:
        """Take back what was said: this engine stops."""
        with contextlib.suppress(SQLAlchemyError), self._database.begin() as connection:
            connection.execute(sa.delete(_serving).where(_serving.c.engine == self._engine))

    def _may_retry(self) -> bool:
        return self._problem is not None and time.monotonic() >= self._retry_at

    async def _serve(self, model: str) -> str | None:
        """None when the model answers from now on; else why the one before still does."""
        if reason := why_not_served(model, self._code):
            return reason
        running = self._app.ctx.agent
        try:
            loop = asyncio.get_running_loop()
            agent = await loop.run_in_executor(None, load_beside, running, MODELS / model)
            # Here, not in the thread: its parts share a masker with the one that answers.
            await agent.parse_message("hej")
        except Exception as error:  # noqa: BLE001  (whatever is wrong with it, the old one stays)
            log.error("a released model was not loaded: %s", type(error).__name__)
            return f"Den släppta modellen {model} gick inte att läsa in ({type(error).__name__})."
        # Messages under way are finished by the agent that took them.
        self._app.ctx.agent = agent
        return None

    def _say(self) -> None:
        now, said = time.time(), (self.model, self._problem)
        if said == self._written and now < self._seen_at + SEEN_SECONDS:
            return
        row = {"model": said[0], "problem": said[1], "seen_at": now}
        mine = _serving.c.engine == self._engine
        try:
            with self._database.begin() as connection:
                if not connection.execute(sa.update(_serving).where(mine).values(row)).rowcount:
                    connection.execute(sa.insert(_serving).values(engine=self._engine, **row))
                if self._written is None:
                    gone = _serving.c.seen_at < now - FORGET_SECONDS
                    connection.execute(sa.delete(_serving).where(gone))
        except SQLAlchemyError:
            return
        self._written, self._seen_at = said, now


def load_beside(running: Agent, path: Path) -> Agent:
    """An agent with another model and the running agent's stores, locks and actions."""
    agent = Agent(
        domain=running.domain,
        lock_store=running.lock_store,
        action_endpoint=running.action_endpoint,
    )
    # Given to Agent(), the store would lose its domain for as long as the model loads.
    agent.tracker_store = running.tracker_store
    agent.load_model(path)
    return agent


async def start(app: Sanic) -> None:
    """Begin to watch, when there is a database to watch."""
    database = open_releases(os.environ.get("DATABASE_URL"))
    if database is not None:
        app.ctx.release_watch = ReleaseWatch(app, database)
        app.ctx.release_watching = asyncio.create_task(app.ctx.release_watch.run())


async def stop(app: Sanic) -> None:
    """End it."""
    if watching := getattr(app.ctx, "release_watching", None):
        watching.cancel()
        await asyncio.wait([watching])
        await asyncio.to_thread(app.ctx.release_watch.forget)
