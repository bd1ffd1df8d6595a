"""Draws the pages on which the facts are edited."""

from __future__ import annotations

import asyncio

from aiohttp import web

from desk.cards import LANGUAGES
from desk.facts import edit as facts_text
from desk.facts.edit import FactsTextError, Field
from desk.facts.file import FactsError, parse_facts
from desk.facts.model import Facts
from desk.hours import local_now
from web import keys
from web.trainer.access.pages import flash, redirect, trainer_page
from web.trainer.access.people import Person
from web.trainer.facts import diff as facts_diff
from web.trainer.facts.edit import Edit, Wrong, field_name
from web.trainer.facts.release import CannotWrite, digest, known
from web.trainer.facts.words import CHOICES, ONE_OF, Choices, field_words, hint

MOST_NOTE = 300
_LONG = 60  # characters: what is longer gets more than one line


def cannot_write(error: CannotWrite) -> str:
    """Why nothing was released, in words."""
    return (
        f"Faktafilen går inte att skriva till ({error.why}), och inget är ändrat. "
        "Be den som sköter driften att ge tjänsten rätt att skriva där filen ligger."
    )


async def form_page(
    request: web.Request,
    person: Person,
    edit: Edit,
    file: str,
    *,
    wrong: Wrong | None = None,
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
        rows=rows,
        base=digest(file),
        wrong=wrong,
        meanwhile=meanwhile,
        today=local_now().date().isoformat(),
    )


def _rows(fields: list[Field], file: str) -> list[dict[str, object]]:
    """The fields as the form shows them."""
    try:
        values = facts_text.all_values(file) if fields else {}
    except FactsTextError:
        values = {}
    titles = {
        str(path[1]): title
        for path, title in values.items()
        if path[0] == "sources" and path[2:] == ("title", "sv")
    }
    return [_row(field, tuple(titles.items())) for field in fields]


def _row(field: Field, sources: Choices) -> dict[str, object]:
    last = field.path[-1]
    choices = sources if last == "source" else CHOICES.get(str(last), ())
    if choices and field.value not in dict(choices):
        choices = ((field.value, field.value), *choices)
    return {
        "name": field_name(field.path),
        "words": field_words(field.path[2:]),
        "value": field.value,
        "choices": choices,
        "hint": hint(last, field.is_list),
        "is_long": field.is_list or len(field.value) > _LONG,
        "is_date": last == "reviewed_on",
        "language": last if last in LANGUAGES else None,
    }


async def preview_page(
    request: web.Request,
    person: Person,
    edit: Edit,
    file: str,
    content: str,
    facts: Facts,
    note: str,
    problem: str | None = None,
) -> web.StreamResponse:
    """What will change; `problem` is why it was not released."""
    cards, dates = await asyncio.to_thread(_cards, file, facts)
    return await trainer_page(
        request,
        person,
        "facts/preview.html",
        422 if problem else 200,
        edit=edit,
        base=digest(file),
        values=await asyncio.to_thread(facts_diff.value_changes, file, content),
        lines=facts_diff.line_changes(file, content),
        cards=cards,
        dates=dates,
        note=note,
        problem=problem,
        most_note=MOST_NOTE,
    )


async def stale_page(
    request: web.Request, person: Person, edit: Edit, file: str, based_on: str
) -> web.StreamResponse:
    """The form again, and what somebody else has released since it was opened."""
    before = await known(request.app[keys.DATABASE], based_on)
    meanwhile = await asyncio.to_thread(facts_diff.value_changes, before or file, file)
    return await form_page(request, person, edit, file, meanwhile=meanwhile)


async def broken_page(
    request: web.Request, person: Person, error: FactsTextError | CannotWrite
) -> web.StreamResponse:
    """The file cannot be edited fact by fact, or not at all."""
    reason = cannot_write(error) if isinstance(error, CannotWrite) else f"{error}."
    return await trainer_page(
        request, person, "facts/broken.html", 409, reason=reason[:1].upper() + reason[1:]
    )


def _cards(file: str, facts: Facts) -> tuple[list[facts_diff.CardChange], list[str]]:
    try:
        old: Facts | None = parse_facts(file)
    except FactsError:
        old = None
    return facts_diff.card_changes(old, facts, local_now())


def _heading(edit: Edit) -> str:
    if edit.kind == "whole":
        return "Ändra hela filen"
    one = ONE_OF[edit.section]
    return f"Lägg till {one}" if edit.kind == "new" else f"Ändra {one}"
