"""The versions of the facts: who released what when, what each changed, and the way back."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from aiohttp import web

from desk.facts.file import FactsError, parse_facts
from desk.hours import STOCKHOLM
from web import keys
from web.store.releases import facts_versions
from web.store.releases.facts_versions import Heading, Version
from web.trainer.access.gate import needs
from web.trainer.access.pages import flash, redirect, trainer_page
from web.trainer.access.people import Person
from web.trainer.facts import diff as facts_diff
from web.trainer.facts.facts_release import (
    FactsReleaseError,
    ReleaseRequest,
    digest,
    digest_now,
    release,
)

_MOST_VERSIONS = 200


@needs("reader")
async def versions_page(request: web.Request, person: Person) -> web.StreamResponse:
    """Who released what when, and why."""
    database = request.app[keys.DATABASE]
    there = digest_now(request.app[keys.FACTS].path)
    rows = await facts_versions.listing(database, _MOST_VERSIONS)
    last = await facts_versions.contents(database, 1)
    return await trainer_page(
        request,
        person,
        "facts/versions.html",
        versions=[_version(row) for row in rows],
        base=there,
        by_hand=bool(last) and digest(last[0]) != there,
    )


@needs("reader")
async def version_page(request: web.Request, person: Person) -> web.StreamResponse:
    """One version: what it changed, and its text."""
    version, before = await _read(request)
    old = before.content if before else version.content
    (last,) = await facts_versions.listing(request.app[keys.DATABASE], 1)
    return await trainer_page(
        request,
        person,
        "facts/version.html",
        version=_version(version),
        is_first=before is None,
        is_last=last.id == version.id,
        values=await asyncio.to_thread(facts_diff.value_changes, old, version.content),
        lines=facts_diff.line_changes(old, version.content),
        content=version.content,
        base=digest_now(request.app[keys.FACTS].path),
    )


@needs("releaser")
async def restore(request: web.Request, person: Person) -> web.StreamResponse:
    """Go back to a version: a new one that says the same."""
    version, _ = await _read(request)
    number, content = version.id, version.content
    release_request = ReleaseRequest(
        based_on=str((await request.post()).get("bas", "")),
        content=content,
        note=f"Tillbaka till version {number}.",
        person=person.name,
        what="facts_restored",
    )
    path, now = request.app[keys.FACTS].path, datetime.now(UTC)
    try:
        await asyncio.to_thread(parse_facts, content)
        new_number = await release(request.app[keys.DATABASE], path, release_request, now)
        notice = f"Version {number} gäller igen, som version {new_number}."
    except FactsError as error:
        notice = f"Version {number} går inte att gå tillbaka till: {error.field}: {error.reason}."
    except FactsReleaseError as error:
        notice = error.words
    await flash(request, notice)
    return redirect(request, "facts.versions")


async def _read(request: web.Request) -> tuple[Version, Version | None]:
    number = int(request.match_info["number"])
    try:
        return await facts_versions.read(request.app[keys.DATABASE], number)
    except LookupError:
        raise web.HTTPNotFound from None


def _version(row: Heading) -> dict[str, object]:
    at = datetime.fromtimestamp(row.released_at, STOCKHOLM)
    return {"id": row.id, "note": row.note, "person": row.person, "at": at}
