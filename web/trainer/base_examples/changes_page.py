"""What trainers want changed in the examples that come with the bot, and the patch of it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from aiohttp import web

from web import keys
from web.store.teaching import base_changes
from web.store.teaching.base_changes import BaseChange
from web.trainer.access.gate import needs
from web.trainer.access.pages import flash, redirect, trainer_page
from web.trainer.access.people import Person
from web.trainer.base_examples.files import Mending, patch_of, texts_of
from web.trainer.base_examples.page import read_all
from web.trainer.formats import iso_time, long_time
from web.trainer.labels import title_of
from web.trainer.teaching.examples import as_patch, number_of


@needs("reader")
async def listing(request: web.Request, person: Person) -> web.StreamResponse:
    """What is wanted, and what has been done by now: nothing has its key any longer."""
    every = await read_all()
    changes = await base_changes.every(request.app[keys.DATABASE])
    return await trainer_page(
        request,
        person,
        "base_examples/changes.html",
        waiting=[row for row in changes if row[1].key in every.by_key],
        done=[row for row in changes if row[1].key not in every.by_key],
        title_of=title_of,
        long_time=long_time,
        iso_time=iso_time,
    )


@needs("trainer")
async def take_back(request: web.Request, person: Person) -> web.StreamResponse:
    """Want one of them no longer."""
    database, now = request.app[keys.DATABASE], datetime.now(UTC)
    is_gone = await base_changes.take_back(database, number_of(request), person.name, now)
    await flash(request, "Förslaget är borta." if is_gone else "Förslaget var redan borta.")
    return redirect(request, "base.changes")


@needs("reader")
async def download(request: web.Request, person: Person) -> web.StreamResponse:
    """All that is wanted, as a patch for `git apply`."""
    changes = await base_changes.every(request.app[keys.DATABASE])
    mendings = [mending_of(change) for _, change in changes]
    patch = await asyncio.to_thread(lambda: patch_of(texts_of(), mendings))
    return as_patch(patch, "grundexempel.patch")


def mending_of(change: BaseChange) -> Mending:
    """What is to become of an example."""
    return Mending(change.key, change.file, change.new_text, change.new_label or "")
