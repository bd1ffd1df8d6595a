"""The facts as journalists see them, and their versions."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from aiohttp import web

from desk.cards import LANGUAGES, source_lines, topic_card
from desk.facts.file import FactsError, parse_facts
from desk.facts.model import Facts
from desk.hours import STOCKHOLM, local_now
from web import keys
from web.store.releases import facts_versions
from web.store.releases.facts_versions import Heading, Version
from web.trainer.access.gate import needs
from web.trainer.access.pages import flash, redirect, trainer_page
from web.trainer.access.people import Person
from web.trainer.facts import diff as facts_diff
from web.trainer.facts.listing import listed, of_topic, over_a_year
from web.trainer.facts.release import CannotWrite, Stale, digest, digest_now, release
from web.trainer.facts.show import cannot_write
from web.trainer.facts.words import SECTIONS, SKELETONS

_MOST_VERSIONS = 200
_STALE = "Uppgifterna har ändrats sedan du öppnade sidan. Se efter, och gör om det om det behövs."


@needs("reader")
async def page(request: web.Request, person: Person) -> web.StreamResponse:
    """Every answer, drawn as in the chat, with what it is made of; and all facts in lists."""
    live = request.app[keys.FACTS]
    facts, now = live.current(), local_now()
    all_facts = listed(facts)
    old = over_a_year(all_facts, now.date())
    return await trainer_page(
        request,
        person,
        "facts/facts.html",
        error=live.error,
        base=digest_now(live.path),
        answers=[_answer(facts, name, now) for name in facts.topics],
        old=old,
        is_old=set(old),
        sections=[
            (section, words, [fact for fact in all_facts if fact.section == section])
            for section, words in SECTIONS.items()
        ],
        may_add=set(SKELETONS),
    )


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
    form = await request.post()
    number, content = version.id, version.content
    try:
        await asyncio.to_thread(parse_facts, content)
        made = await release(
            request.app[keys.DATABASE],
            request.app[keys.FACTS].path,
            str(form.get("bas", "")),
            content,
            f"Tillbaka till version {number}.",
            person.name,
            datetime.now(UTC),
            what="facts_restored",
        )
    except FactsError as error:
        said = f"Version {number} går inte att gå tillbaka till: {error.field}: {error.reason}."
    except Stale:
        said = _STALE
    except CannotWrite as error:
        said = cannot_write(error)
    else:
        said = f"Version {number} gäller igen, som version {made}."
    await flash(request, said)
    return redirect(request, "facts.versions")


def _answer(facts: Facts, name: str, now: datetime) -> dict[str, object]:
    cards = [topic_card(facts, name, language, now) for language in LANGUAGES]
    return {
        "name": name,
        "title": facts.topics[name].title["sv"],
        "cards": [(card, source_lines(facts, card)) for card in cards],
        "facts": of_topic(facts.topics[name], facts),
    }


async def _read(request: web.Request) -> tuple[Version, Version | None]:
    number = int(request.match_info["number"])
    try:
        return await facts_versions.read(request.app[keys.DATABASE], number)
    except LookupError:
        raise web.HTTPNotFound from None


def _version(row: Heading) -> dict[str, object]:
    at = datetime.fromtimestamp(row.released_at, STOCKHOLM)
    return {"id": row.id, "note": row.note, "person": row.person, "at": at}
