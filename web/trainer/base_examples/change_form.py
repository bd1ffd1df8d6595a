"""The form in which a trainer says what is to become of an example that comes with the bot."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from aiohttp import web

from contracts.intents import FALLBACK
from web import keys
from web.store.teaching import base_changes
from web.store.teaching.base_changes import BaseChange
from web.store.teaching.rasa_files import one_line, without_markup
from web.trainer import personal_data
from web.trainer.access.gate import needs
from web.trainer.access.pages import flash, redirect, trainer_page
from web.trainer.access.people import Person
from web.trainer.access.refusals import Refusal
from web.trainer.base_examples.files import BaseExample
from web.trainer.base_examples.page import read_all, words
from web.trainer.labels import all_labels
from web.trainer.teaching.examples import MAX_TEXT_FORM_BYTES, choices
from web.trainer.teaching.text_check import CANNOT_CHECK, why_not_changed

UNCHANGED = "Inget är ändrat. Skriv om texten eller välj en annan etikett."
_WANTED = "Förslaget är sparat. Det gäller när det har förts in i filerna."


@needs("trainer")
async def filled(request: web.Request, person: Person) -> web.StreamResponse:
    """The form with the example, or with what is wanted of it already."""
    row = await _example_of(request)
    wanted = await base_changes.by_key(request.app[keys.DATABASE], row.key)
    values = {
        "text": (wanted and wanted.new_text) or row.example.text,
        "label": (wanted and wanted.new_label) or row.example.label,
    }
    return await _form(request, person, row, values)


@needs("trainer", most_bytes=MAX_TEXT_FORM_BYTES, keeps=True)
async def save(request: web.Request, person: Person) -> web.StreamResponse:
    """Keep what is to become of it, or that it is to go (`remove`)."""
    row, form = await _example_of(request), await request.post()
    if "remove" in form:
        return await _want(request, person, row, None)
    text = without_markup(one_line(str(form.get("text", ""))))
    values, original = {"text": text, "label": str(form.get("label", ""))}, None
    error = None
    if values == {"text": row.example.text, "label": row.example.label}:
        error = UNCHANGED
    elif values["label"] not in all_labels() and values["label"] != FALLBACK:
        error = "Välj en etikett som boten har."
    elif text != row.example.text:
        if kept := one_line(str(form.get("as_it_was", ""))):
            values["text"] = kept
        elif (found := await personal_data.find(request.app[keys.ENGINE], text)) is None:
            error = CANNOT_CHECK
        elif found.words:
            error = personal_data.FOUND.format(words=personal_data.in_words(found.words))
            values["text"], original = found.suggestion, text
    if not error:
        example = row.example
        error = await why_not_changed(request.app, **values, before=(example.text, row.file))
    if error:
        return await _form(request, person, row, values, error, original)
    return await _want(request, person, row, values)


async def _want(
    request: web.Request, person: Person, row: BaseExample, values: Mapping[str, str] | None
) -> web.HTTPSeeOther:
    now = datetime.now(UTC)
    change = BaseChange(
        key=row.key,
        file=row.file,
        text=row.example.text,
        label=row.example.label,
        new_text=values["text"] if values else None,
        new_label=values["label"] if values else None,
        person=person.name,
        made_at=now.timestamp(),
    )
    await base_changes.want(request.app[keys.DATABASE], change, now)
    await flash(request, _WANTED)
    return redirect(request, "base.changes")


async def _example_of(request: web.Request) -> BaseExample:
    """The example that the address names.

    Raises:
        Refusal: the files have none such.
    """
    every = await read_all()
    row = every.by_key.get(request.match_info["key"])
    if row is None:
        raise Refusal("not_found")
    return row


async def _form(
    request: web.Request,
    person: Person,
    row: BaseExample,
    values: Mapping[str, str],
    error: str | None = None,
    original: str | None = None,
) -> web.Response:
    return await trainer_page(
        request,
        person,
        "base_examples/change.html",
        422 if error else 200,
        row=row,
        values=values,
        error=error,
        original=original,
        with_vague=True,
        **words(request),
        **choices(),
    )
