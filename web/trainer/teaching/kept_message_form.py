"""Keeps a reviewed message for tests: models are tried on it and never learn it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from web import keys
from web.store.conversations import turns
from web.store.teaching import kept_tests
from web.trainer import personal_data
from web.trainer.access.gate import needs
from web.trainer.access.pages import flash, trainer_page
from web.trainer.access.people import Person
from web.trainer.invented_names import is_all_masked
from web.trainer.labels import title_of
from web.trainer.personal_data import suggest
from web.trainer.teaching.examples import ALL_MASKED, MAX_TEXT_FORM_BYTES
from web.trainer.teaching.kept_test_form import (
    MEANWHILE,
    NO_MESSAGE,
    NOT_REVIEWED,
    back,
    carried,
    message_id,
)
from web.trainer.teaching.text_check import CANNOT_CHECK, why_not_kept


@needs("trainer")
async def message_form(request: web.Request, person: Person) -> web.StreamResponse:
    """The message that would be kept for tests."""
    found = await _message_of(request, request.query)
    if found is None:
        await flash(request, NO_MESSAGE)
        return back(request, request.query)
    return await _message_page(request, person, request.query, found, suggest(found[0]))


@needs("trainer", most_bytes=MAX_TEXT_FORM_BYTES, keeps=True)
async def from_message(request: web.Request, person: Person) -> web.StreamResponse:
    """Keep the message of a form as one of those that the model is tried on and never learns."""
    form = await request.post()
    app, now = request.app, datetime.now(UTC)
    message = await _message_of(request, form)
    if message is None:
        await flash(request, NO_MESSAGE)
        return back(request, form)
    original, language, label = message
    as_it_was = str(form.get("as_it_was", ""))
    text = suggest(as_it_was or str(form.get("text", "")) or original)
    error, typed = ALL_MASKED if is_all_masked(original) else None, None
    if label is None:
        error = NOT_REVIEWED
    elif form.get("seen") != label:
        error = MEANWHILE
    elif not error and not as_it_was and text != suggest(original):
        found = await personal_data.find(app[keys.ENGINE], text)
        if found is None:
            error = CANNOT_CHECK
        elif found.words:
            error = personal_data.FOUND.format(words=personal_data.in_words(found.words))
            text, typed = found.suggestion, text
    if not error and label and not (error := await why_not_kept(app, text, label, language)):
        test = kept_tests.kept_message(label, language, text, person.name, now)
        if not await kept_tests.keep(app[keys.DATABASE], test, now):
            error = "Står redan bland testmeddelandena."
    if error or label is None:
        return await _message_page(request, person, form, message, text, error, typed)
    await flash(request, f"Meddelandet är sparat som test för {title_of(label)}.")
    return back(request, form)


async def _message_page(
    request: web.Request,
    person: Person,
    fields: Mapping[str, Any],
    message: tuple[str, str, str | None],
    text: str,
    error: str | None = None,
    typed: str | None = None,
) -> web.Response:
    """The form; `typed` is what somebody wrote that may point at a person."""
    _, language, label = message
    return await trainer_page(
        request,
        person,
        "teaching/new_message.html",
        422 if error else 200,
        text=text,
        language=language,
        label=label,
        title_of=title_of,
        error=error,
        typed=typed,
        **carried(fields),
    )


async def _message_of(
    request: web.Request, fields: Mapping[str, Any]
) -> tuple[str, str, str | None] | None:
    """A message's text, its language, and what it was settled as."""
    message = message_id(fields)
    return (
        None if message is None else await turns.find_message(request.app[keys.DATABASE], message)
    )
