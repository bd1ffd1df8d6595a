"""Edits the facts: a form, a look at what will change, and the release."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

from aiohttp import web

from desk.facts.edit import FactsTextError
from desk.hours import local_now
from web import keys
from web.trainer.access.gate import needs
from web.trainer.access.pages import flash, redirect
from web.trainer.access.people import Person
from web.trainer.facts.edit import Edit, Wrong, check, edit_of, edit_of_fact
from web.trainer.facts.release import CannotWrite, Stale, digest, read_file, release
from web.trainer.facts.show import (
    MOST_NOTE,
    broken_page,
    cannot_write,
    form_page,
    preview_page,
    stale_page,
)
from web.trainer.facts.words import SKELETONS, skeleton

MOST_BYTES = 256_000

_NOTHING = "Inget är ändrat än."
_NO_NOTE = "Skriv varför. Det visas i listan över versioner."
_LONG_NOTE = f"Skriv högst {MOST_NOTE} tecken."
_NO_FACTS = "Välj minst en uppgift."
_REVIEWED = "Granskad mot källan."


@needs("releaser")
async def fact_page(request: web.Request, person: Person) -> web.StreamResponse:
    """The form of one fact: field by field, or as text with `?som=text`."""
    section, name = request.match_info["section"], request.match_info["name"]
    try:
        file = await _file(request)
        edit = await asyncio.to_thread(edit_of_fact, file, section, name)
    except (FactsTextError, CannotWrite) as error:
        return await broken_page(request, person, error)
    if edit is None:
        raise web.HTTPNotFound
    as_text = request.query.get("som") == "text"
    return await form_page(
        request, person, replace(edit, as_text=as_text, with_day=not as_text), file
    )


@needs("releaser")
async def new_page(request: web.Request, person: Person) -> web.StreamResponse:
    """The form of a fact that is not there yet."""
    section = request.match_info["section"]
    if section not in SKELETONS:
        raise web.HTTPNotFound
    try:
        file = await _file(request)
    except CannotWrite as error:
        return await broken_page(request, person, error)
    edit = Edit("new", section, text=skeleton(section, _today()))
    return await form_page(request, person, edit, file)


@needs("releaser")
async def whole_page(request: web.Request, person: Person) -> web.StreamResponse:
    """The form of the whole file."""
    try:
        file = await _file(request)
    except CannotWrite as error:
        return await broken_page(request, person, error)
    return await form_page(request, person, Edit("whole", text=file), file)


@needs("releaser", most_bytes=MOST_BYTES)
async def change(request: web.Request, person: Person) -> web.StreamResponse:
    """What a form wants: show the change, go back to it, or release it.

    The form carries the digest of the file that it was made from. What was typed is never lost.
    """
    form = await request.post()
    chosen = [fact for fact in form.getall("fakta", []) if isinstance(fact, str)]
    edit = await asyncio.to_thread(edit_of, form, chosen, _today())
    if edit is None:
        raise web.HTTPNotFound
    if edit.kind == "reviewed" and not edit.facts:
        await flash(request, _NO_FACTS)
        return redirect(request, "facts")
    step, based_on = str(form.get("steg", "")), str(form.get("bas", ""))
    try:
        file = await _file(request)
    except CannotWrite as error:
        return await form_page(request, person, edit, "", wrong=Wrong(cannot_write(error)))
    if step == "andra":
        return await form_page(request, person, edit, file)
    if based_on != digest(file):
        return await stale_page(request, person, edit, file, based_on)
    made = await asyncio.to_thread(check, edit, file)
    if isinstance(made, Wrong):
        return await form_page(request, person, edit, file, wrong=made)
    content, facts = made
    if content == file:
        return await form_page(request, person, edit, file, wrong=Wrong(_NOTHING))
    if step != "slapp":
        note = _REVIEWED if edit.kind == "reviewed" else ""
        return await preview_page(request, person, edit, file, content, facts, note)
    note = " ".join(str(form.get("varfor", "")).split())
    problem = _NO_NOTE if not note else _LONG_NOTE if len(note) > MOST_NOTE else None
    if problem:
        return await preview_page(request, person, edit, file, content, facts, note, problem)
    path, now = request.app[keys.FACTS].path, datetime.now(UTC)
    database = request.app[keys.DATABASE]
    try:
        number = await release(database, path, based_on, content, note, person.name, now)
    except Stale:
        return await stale_page(request, person, edit, read_file(path), based_on)
    except CannotWrite as error:
        problem = cannot_write(error)
        return await preview_page(request, person, edit, file, content, facts, note, problem)
    await flash(request, f"Släppt som version {number}. Boten svarar med det inom några sekunder.")
    return redirect(request, "facts")


async def _file(request: web.Request) -> str:
    return await asyncio.to_thread(read_file, request.app[keys.FACTS].path)


def _today() -> str:
    return local_now().date().isoformat()
