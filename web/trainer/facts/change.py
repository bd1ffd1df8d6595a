"""Takes a change of the facts from its form: a look at what it does, and the release."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime

from aiohttp import web

from desk.facts.file import FactsError, parse_facts
from desk.facts.model import Facts
from desk.hours import local_now
from web import keys
from web.store.teaching.rasa_files import one_line
from web.trainer.access.gate import needs
from web.trainer.access.pages import flash, redirect, trainer_page
from web.trainer.access.people import Person
from web.trainer.facts import diff as facts_diff
from web.trainer.facts.edit import Edit, EditFault, check, edit_of
from web.trainer.facts.facts_release import (
    CannotWrite,
    ReleaseRequest,
    Stale,
    check_base,
    content_of,
    digest,
    release,
)
from web.trainer.facts.form import file_now, form_page, today

MAX_FACTS_BYTES = 256_000
NOTE_CHARACTERS = 300

_NOTHING = "Inget är ändrat än."
_NO_NOTE = "Skriv varför. Det visas i listan över versioner."
_LONG_NOTE = f"Skriv högst {NOTE_CHARACTERS} tecken."
_NO_FACTS = "Välj minst en uppgift."
_REVIEW_NOTE = "Granskad mot källan."


@dataclass(frozen=True)
class _Preview:
    """A change that can be released: of `file` it makes `content`, which says `facts`."""

    edit: Edit
    file: str
    content: str
    facts: Facts
    note: str


@needs("releaser", most_bytes=MAX_FACTS_BYTES, keeps=True)
async def change(request: web.Request, person: Person) -> web.StreamResponse:
    """One step of a change, as the form says: preview it, edit it again, or release it.

    The form carries the digest of the file that it was made from. What was typed is never lost.
    """
    form = await request.post()
    facts = [fact for fact in form.getall("fakta", []) if isinstance(fact, str)]
    edit = await asyncio.to_thread(edit_of, form, facts, today())
    if edit is None:
        raise web.HTTPNotFound
    if edit.kind == "reviewed" and not edit.facts:
        await flash(request, _NO_FACTS)
        return redirect(request, "facts")
    step, based_on = str(form.get("steg", "")), str(form.get("bas", ""))
    preview: _Preview | None = None
    try:
        file = await file_now(request)
        if step == "andra":
            return await form_page(request, person, edit, file)
        check_base(based_on, file)
        result = await asyncio.to_thread(check, edit, file)
        if isinstance(result, EditFault):
            return await form_page(request, person, edit, file, wrong=result)
        if result[0] == file:
            return await form_page(request, person, edit, file, wrong=EditFault(_NOTHING))
        if step != "slapp":
            note = _REVIEW_NOTE if edit.kind == "reviewed" else ""
            return await _preview_page(request, person, _Preview(edit, file, *result, note))
        note = one_line(str(form.get("varfor", "")))
        preview = _Preview(edit, file, *result, note)
        if problem := _problem(note):
            return await _preview_page(request, person, preview, problem)
        release_request = ReleaseRequest(based_on, preview.content, note, person.name)
        path, now = request.app[keys.FACTS].path, datetime.now(UTC)
        number = await release(request.app[keys.DATABASE], path, release_request, now)
    except Stale as stale:
        return await _stale_page(request, person, edit, stale.there, based_on)
    except CannotWrite as error:
        if preview:
            return await _preview_page(request, person, preview, error.words)
        return await form_page(request, person, edit, "", wrong=EditFault(error.words))
    await flash(request, f"Släppt som version {number}. Boten svarar med det inom några sekunder.")
    return redirect(request, "facts")


async def _preview_page(
    request: web.Request, person: Person, preview: _Preview, problem: str | None = None
) -> web.StreamResponse:
    """What will change; `problem` is why it was not released."""
    file, content = preview.file, preview.content
    cards, dates = await asyncio.to_thread(_cards, file, preview.facts)
    return await trainer_page(
        request,
        person,
        "facts/preview.html",
        422 if problem else 200,
        edit=preview.edit,
        base=digest(file),
        values=await asyncio.to_thread(facts_diff.value_changes, file, content),
        lines=facts_diff.line_changes(file, content),
        cards=cards,
        dates=dates,
        note=preview.note,
        problem=problem,
        most_note=NOTE_CHARACTERS,
    )


async def _stale_page(
    request: web.Request, person: Person, edit: Edit, file: str, based_on: str
) -> web.StreamResponse:
    """The form again, and what somebody else has released since it was opened."""
    before = await content_of(request.app[keys.DATABASE], based_on)
    meanwhile = await asyncio.to_thread(facts_diff.value_changes, before or file, file)
    return await form_page(request, person, edit, file, meanwhile=meanwhile)


def _problem(note: str) -> str | None:
    if not note:
        return _NO_NOTE
    return _LONG_NOTE if len(note) > NOTE_CHARACTERS else None


def _cards(file: str, facts: Facts) -> tuple[list[facts_diff.CardChange], list[str]]:
    try:
        old: Facts | None = parse_facts(file)
    except FactsError:
        old = None
    now = local_now()
    cards, dates = facts_diff.card_changes(old, facts, now)
    return [*cards, *facts_diff.letter_changes(old, facts, now)], dates
