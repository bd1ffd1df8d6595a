"""The forms in which the facts are edited: one fact, a new one, or the whole file."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

from aiohttp import web

from desk.cards import LANGUAGES
from desk.facts import edit as facts_text
from desk.facts.edit import FactsTextError, Field
from desk.facts.model import Facts
from desk.hours import local_now
from web import keys
from web.trainer.access.gate import needs
from web.trainer.access.pages import flash, redirect, trainer_page
from web.trainer.access.people import Person
from web.trainer.facts import diff as facts_diff
from web.trainer.facts.edit import Edit, EditFault, edit_of_fact, field_name
from web.trainer.facts.fact_names import Titles, entries_of, options_of, titles_of
from web.trainer.facts.fact_words import ONE_OF, SKELETONS, field_words, hint, skeleton
from web.trainer.facts.facts_release import CannotWrite, digest, read_file
from web.trainer.facts.listing import fact_rows

_LONG = 60  # characters: what is longer gets more than one line


@needs("releaser")
async def fact_page(request: web.Request, person: Person) -> web.StreamResponse:
    """The form of one fact: field by field, or as text with `?som=text`."""
    section, name = request.match_info["section"], request.match_info["name"]
    as_text = request.query.get("som") == "text"

    def edit_of(file: str) -> Edit | None:
        edit = edit_of_fact(file, section, name)
        return replace(edit, as_text=as_text) if edit else None

    return await _form_of(request, person, edit_of)


@needs("releaser")
async def new_page(request: web.Request, person: Person) -> web.StreamResponse:
    """The form of a fact that is not there yet."""
    section = request.match_info["section"]
    if section not in SKELETONS:
        raise web.HTTPNotFound
    text = skeleton(section, today())
    return await _form_of(request, person, lambda file: Edit("new", section, text=text))


@needs("releaser")
async def whole_page(request: web.Request, person: Person) -> web.StreamResponse:
    """The form of the whole file."""
    return await _form_of(request, person, lambda file: Edit("whole", text=file))


async def _form_of(
    request: web.Request, person: Person, edit_of: Callable[[str], Edit | None]
) -> web.StreamResponse:
    """The form of what is to be edited of the file, or why it cannot be."""
    try:
        file = await file_now(request)
        edit = await asyncio.to_thread(edit_of, file)
    except CannotWrite as error:
        return await _broken_page(request, person, error.words)
    except FactsTextError as error:
        return await _broken_page(request, person, f"{error}.")
    if edit is None:
        raise web.HTTPNotFound
    return await form_page(request, person, edit, file)


async def form_page(
    request: web.Request,
    person: Person,
    edit: Edit,
    file: str,
    *,
    wrong: EditFault | None = None,
    meanwhile: list[facts_diff.ValueChange] | None = None,
) -> web.StreamResponse:
    """The form with what was typed; `meanwhile` is what somebody else has changed since."""
    if edit.kind == "reviewed":
        await flash(request, wrong.reason if wrong else "Uppgifterna har ändrats. Välj igen.")
        return redirect(request, "facts")
    try:
        fields = [] if edit.as_text or edit.kind != "fact" else edit.fields()
    except FactsTextError:
        fields = []
    rows = await asyncio.to_thread(_rows, fields, file)
    status = 409 if meanwhile is not None else 422 if wrong else 200
    return await trainer_page(
        request,
        person,
        "facts/edit.html",
        status,
        edit=edit,
        heading=_heading(edit),
        called=_title(request.app[keys.FACTS].current(), edit),
        rows=rows,
        base=digest(file),
        wrong=wrong,
        meanwhile=meanwhile,
        today=today(),
    )


def _rows(fields: list[Field], file: str) -> list[dict[str, object]]:
    """The fields as the form shows them."""
    try:
        values = facts_text.all_values(file) if fields else {}
    except FactsTextError:
        values = {}
    titles = titles_of(values)
    return [_row(field, titles) for field in fields]


def _row(field: Field, titles: Titles) -> dict[str, object]:
    last = field.path[-1]
    choices = options_of(field.path, titles)
    entries = entries_of(field) if choices and field.is_list else []
    for value in entries or [field.value]:
        if choices and value and value not in dict(choices):
            choices = ((value, value), *choices)
    is_of_days = last == "days"
    return {
        "name": field_name(field.path),
        "words": field_words(field.path[2:]),
        "value": field.value,
        "choices": choices,
        "entries": entries,
        "is_of_days": is_of_days,
        "hint": hint(field.path[2:], bool(entries) and not is_of_days),
        "is_long": field.is_list or len(field.value) > _LONG,
        "lines": max(3, field.value.count("\n") + 2),
        "is_date": last == "reviewed_on",
        "language": last if last in LANGUAGES else None,
    }


async def file_now(request: web.Request) -> str:
    """The facts file as it stands.

    Raises:
        CannotWrite: it cannot be read.
    """
    return await asyncio.to_thread(read_file, request.app[keys.FACTS].path)


def today() -> str:
    """The day, as the file has days."""
    return local_now().date().isoformat()


async def _broken_page(request: web.Request, person: Person, reason: str) -> web.StreamResponse:
    """The file cannot be edited fact by fact, or not at all."""
    return await trainer_page(
        request, person, "facts/broken.html", 409, reason=reason[:1].upper() + reason[1:]
    )


def _title(facts: Facts, edit: Edit) -> str:
    """What a fact says of itself in Swedish; nothing of what is no single fact, or not there."""
    place = (edit.section, edit.name)
    titles = (row.title for row in fact_rows(facts) if (row.section, row.name) == place)
    title = next(titles, "") if edit.kind == "fact" else ""
    return title if len(title) <= _LONG else f"{title[: _LONG - 1].rstrip()}…"


def _heading(edit: Edit) -> str:
    if edit.kind == "whole":
        return "Ändra hela filen"
    one = ONE_OF[edit.section]
    return f"Lägg till {one}" if edit.kind == "new" else f"Ändra {one}"
