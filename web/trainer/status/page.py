"""The page of the state: what answers, what waits and what failed, for whoever is responsible."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from contracts.watching.metrics import last_errors
from web import keys
from web.store import slack_installations
from web.trainer.access.gate import needs
from web.trainer.access.pages import trainer_page
from web.trainer.access.people import Person
from web.trainer.formats import iso_time, long_time
from web.trainer.models.in_force import read_in_force
from web.trainer.status import view
from web.trainer.status.errors import failures
from web.watching import health
from web.watching.metrics import disk_folder


@needs("releaser")
async def page(request: web.Request, person: Person) -> web.StreamResponse:
    """What is known here and now; reloading the page looks again."""
    app, now = request.app, datetime.now(UTC)
    facts = app[keys.FACTS]
    facts.current()
    _, parts = await health.status(app)
    states = await app[keys.ENGINE].states()
    lengths = {name: length() for name, length in app[keys.QUEUES].items()}
    if states:  # engines with a folder in common have what waits in common
        lengths["spool"] = max(state.spooled for state in states)
    try:
        in_force = await read_in_force(app[keys.DATABASE])
        engines = view.engines(in_force.alive, in_force.candidate_of)
    except SQLAlchemyError:
        engines = []
    titles, notes = app[keys.CHANNELS], await _notes(app)
    disk = await asyncio.to_thread(
        shutil.disk_usage, _existing(disk_folder(app[keys.SETTINGS].database_url))
    )
    return await trainer_page(
        request,
        person,
        "status/status.html",
        long_time=long_time,
        iso_time=iso_time,
        started=health.started(app),
        engines_started=sorted(state.started for state in states),
        parts=view.parts({**parts, "redis": await app[keys.SHARED].state()}),
        channels=view.channels(titles, await health.channels(app), notes),
        engines=engines,
        facts_error=facts.error,
        reviewed=view.oldest_review(facts.current()),
        queues=view.queues(lengths),
        free=view.gigabytes(disk.free),
        used=view.share(disk.used, disk.total),
        is_short=disk.free < view.LEAST_FREE_BYTES,
        errors={
            "Fel i webbdelen sedan den startade": failures([last_errors()], now),
            "Fel i motorn sedan den startade": failures([one.errors for one in states], now),
        },
        engine_answers=bool(states),
    )


async def _notes(app: web.Application) -> dict[str, list[view.ChannelNote]]:
    """What there is to say of each channel."""
    notes = {
        name: [view.connection(await connection.stands())]
        for name, connection in app[keys.CONNECTIONS].items()
    }
    slack = app[keys.SETTINGS].slack
    if slack and slack.is_installed_by_oauth:
        with contextlib.suppress(SQLAlchemyError):  # said of the store above
            installed = await slack_installations.every(app[keys.DATABASE])
            notes.setdefault("slack", []).extend(view.installations(installed))
    return notes


def _existing(folder: Path) -> Path:
    return folder if folder.exists() else _existing(folder.parent)
