"""The form of one example: added by hand, or changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime

from aiohttp import web

from web import keys
from web.store.review import review_queue as messages
from web.store.teaching import examples
from web.store.teaching.examples import TaughtExample
from web.store.teaching.rasa_files import one_line
from web.trainer import personal_data
from web.trainer.access.gate import needs
from web.trainer.access.pages import flash, redirect, trainer_page
from web.trainer.access.people import Person
from web.trainer.labels import LANGUAGE_NAMES, title_of
from web.trainer.teaching.claims import notice_against
from web.trainer.teaching.examples import (
    MAX_TEXT_FORM_BYTES,
    TAKEN,
    add,
    choices,
    example_of,
    number_of,
)
from web.trainer.teaching.text_check import CANNOT_CHECK, why_not_taught
from web.trainer.teaching.text_check import doubt as doubt_about

ASKS = (
    "Exemplet är gjort av ett meddelande som är granskat som något annat. Ändra även granskningen, "
    "eller välj den etiketten igen."
)
_DONE = {
    "changed": "Exemplet är ändrat.",
    "disputed": (
        "Granskningen är ändrad. Ni säger olika nu, så meddelandet ligger under Oense, och boten "
        "lär sig det inte förrän det är avgjort."
    ),
}
_REMOVED = "Exemplet har tagits bort medan du skrev. Spara om det ska finnas ändå."
_CHANGED = "Någon annan har ändrat exemplet medan du skrev. Spara igen om ditt ska gälla."


@needs("trainer")
async def empty(request: web.Request, person: Person) -> web.StreamResponse:
    """A form for an example by hand."""
    return await _form(request, person, None, {"text": "", "label": "", "language": "sv"})


@needs("trainer", most_bytes=MAX_TEXT_FORM_BYTES, keeps=True)
async def save_new(request: web.Request, person: Person) -> web.StreamResponse:
    """Add an example by hand."""
    values = await _form_values(request)
    values, error, original = await _without_personal_data(request, values)
    if not error and (asked := await _doubt(request, values)):
        return await _form(request, person, None, values, original=original, doubt=asked)
    error = error or await add(request.app, _example_of(person, values))
    if error:
        return await _form(request, person, None, values, error, original=original)
    await flash(request, f"Exemplet för {title_of(values['label'])} är sparat.")
    return redirect(request, "examples")


@needs("trainer")
async def filled(request: web.Request, person: Person) -> web.StreamResponse:
    """A form with one example."""
    number = number_of(request)
    example = await examples.read(request.app[keys.DATABASE], number)
    if example is None:
        raise web.HTTPNotFound
    return await _form(
        request, person, number, _values(example), base=_digest(example), before=example
    )


@needs("trainer", most_bytes=MAX_TEXT_FORM_BYTES, keeps=True)
async def save(request: web.Request, person: Person) -> web.StreamResponse:
    """Change an example, unless somebody else has done so since the form was shown."""
    database, number, values = (
        request.app[keys.DATABASE],
        number_of(request),
        await _form_values(request),
    )
    before = await examples.read(database, number)
    if before is None or _digest(before) != (await request.post()).get("seen"):
        return await _stale(request, person, number, values, before)
    if values == _values(before):
        return redirect(request, "examples")
    with_review, original = "review" in await request.post(), None
    error = None
    if values["text"] != before.text:
        values, error, original = await _without_personal_data(request, values)
    base = _digest(before)
    if not error and (asked := await _doubt(request, values)):
        return await _form(
            request,
            person,
            number,
            values,
            base=base,
            before=before,
            original=original,
            doubt=asked,
        )
    error = error or await why_not_taught(
        request.app, **values, besides=number, is_new=values["text"] != before.text
    )
    if not error:
        after = _example_of(person, values)
        outcome = await examples.change(
            database, number, before, after, datetime.now(UTC), with_review=with_review
        )
        if outcome == "stale":
            now = await examples.read(database, number)
            return await _stale(request, person, number, values, now)
        if outcome == "asks":
            error = ASKS
        elif outcome == "taken":
            error = TAKEN
        else:
            against = ""
            if before.message is not None and with_review and after.label != before.label:
                row = await messages.read(database, before.message)
                against = await notice_against(database, (row or before).text, after.label)
            await flash(request, f"{_DONE[outcome]}{against}")
            return redirect(request, "examples")
    return await _form(
        request, person, number, values, error, base=base, before=before, original=original
    )


async def _without_personal_data(
    request: web.Request, values: dict[str, str]
) -> tuple[dict[str, str], str | None, str | None]:
    """The values with invented names, why they are to be read again, and the text as it was typed.

    Who has seen what was found may say that it points at nobody.
    """
    if kept := await _points_at_nobody(request, values["text"]):
        return {**values, "text": kept}, None, None
    found = await personal_data.find(request.app[keys.ENGINE], values["text"])
    if found is None:
        return values, CANNOT_CHECK, None
    if not found.words:
        return values, None, None
    error = personal_data.FOUND.format(words=personal_data.in_words(found.words))
    return {**values, "text": found.suggestion}, error, values["text"]


async def _points_at_nobody(request: web.Request, text: str) -> str | None:
    """The text of which somebody has said so: as it was typed, or this one, where it was that."""
    form = await request.post()
    said = one_line(str(form.get("points_at_nobody", "")))
    return one_line(str(form.get("as_it_was", ""))) or (text if text == said else None)


async def _stale(
    request: web.Request,
    person: Person,
    number: int,
    values: Mapping[str, str],
    now: TaughtExample | None,
) -> web.Response:
    """The form again beside what somebody else has saved meanwhile; it may be saved after all."""
    if now is None:
        return await _form(request, person, None, values, _REMOVED)
    return await _form(
        request, person, number, values, _CHANGED, base=_digest(now), before=now, now=now
    )


async def _form(
    request: web.Request,
    person: Person,
    number: int | None,
    values: Mapping[str, str],
    error: str | None = None,
    *,
    base: str = "",
    before: TaughtExample | None = None,
    now: TaughtExample | None = None,
    original: str | None = None,
    doubt: str | None = None,
) -> web.Response:
    return await trainer_page(
        request,
        person,
        "teaching/example.html",
        422 if error or doubt else 200,
        number=number,
        values=values,
        error=error,
        asks=error == ASKS,
        base=base,
        before=before,
        now=now,
        original=original,
        doubt=doubt,
        points_at_nobody=await _points_at_nobody(request, values["text"]) if doubt else None,
        **choices(),
    )


async def _doubt(request: web.Request, values: Mapping[str, str]) -> str | None:
    """What the bot is sure of instead, unless the trainer has been asked and wants it anyway."""
    if "anyway" in await request.post():
        return None
    return await doubt_about(request.app[keys.ENGINE], values["text"], values["label"])


async def _form_values(request: web.Request) -> dict[str, str]:
    form = await request.post()
    text, label, language = (str(form.get(name, "")) for name in ("text", "label", "language"))
    return {
        "text": one_line(text),
        "label": label,
        "language": language if language in LANGUAGE_NAMES else "sv",
    }


def _example_of(person: Person, values: Mapping[str, str]) -> TaughtExample:
    return example_of(person, values["text"], values["label"], values["language"])


def _values(example: TaughtExample) -> dict[str, str]:
    return {"text": example.text, "label": example.label, "language": example.language}


def _digest(example: TaughtExample) -> str:
    """Tells one content of an example from another: a form carries that of the one it shows."""
    return hashlib.sha256(json.dumps(_values(example)).encode()).hexdigest()
