"""The form of one example: added by hand, or changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime

from aiohttp import web

from web import keys
from web.store.teaching import examples
from web.store.teaching.examples import Example
from web.store.teaching.rasa_files import one_line
from web.trainer.access.gate import needs
from web.trainer.access.pages import flash, redirect, trainer_page
from web.trainer.access.people import Person
from web.trainer.labels import LANGUAGES, title_of
from web.trainer.teaching.examples import TAKEN, add, choices, example_of, number_of
from web.trainer.teaching.text_check import why_not_taught

# A text of 2,000 characters, each of six or more when it comes in a form.
_MOST_BYTES = 64_000
_GONE = "Exemplet har tagits bort medan du skrev. Spara om det ska finnas ändå."
_CHANGED = "Någon annan har ändrat exemplet medan du skrev. Spara igen om ditt ska gälla."


@needs("trainer")
async def empty(request: web.Request, person: Person) -> web.StreamResponse:
    """A form for an example by hand."""
    return await _form(request, person, None, {"text": "", "label": "", "language": "sv"})


@needs("trainer", most_bytes=_MOST_BYTES)
async def save_new(request: web.Request, person: Person) -> web.StreamResponse:
    """Add an example by hand."""
    typed = await _typed(request)
    if error := await add(request.app, example_of(person, **typed)):
        return await _form(request, person, None, typed, error)
    await flash(request, f"Exemplet för {title_of(typed['label'])} är sparat.")
    return redirect(request, "examples")


@needs("trainer")
async def filled(request: web.Request, person: Person) -> web.StreamResponse:
    """A form with one example."""
    number = number_of(request)
    example = await examples.read(request.app[keys.DATABASE], number)
    if example is None:
        raise web.HTTPNotFound
    return await _form(request, person, number, _values(example), seen=_seen(example))


@needs("trainer", most_bytes=_MOST_BYTES)
async def save(request: web.Request, person: Person) -> web.StreamResponse:
    """Change an example, unless somebody else has done so since the form was shown."""
    database, number, typed = request.app[keys.DATABASE], number_of(request), await _typed(request)
    before = await examples.read(database, number)
    if before is None or _seen(before) != (await request.post()).get("seen"):
        return await _stale(request, person, number, typed, before)
    if typed == _values(before):
        return redirect(request, "examples")
    error = await why_not_taught(request.app, **typed, besides=number)
    if not error:
        after = example_of(person, **typed)
        outcome = await examples.change(database, number, before, after, datetime.now(UTC))
        if outcome == "stale":
            now = await examples.read(database, number)
            return await _stale(request, person, number, typed, now)
        error = TAKEN if outcome == "taken" else None
    if error:
        return await _form(request, person, number, typed, error, seen=_seen(before))
    await flash(request, "Exemplet är ändrat.")
    return redirect(request, "examples")


async def _stale(
    request: web.Request, person: Person, number: int, typed: Mapping[str, str], now: Example | None
) -> web.Response:
    """What was typed beside what somebody else has made of it; it may be saved after all."""
    if now is None:
        return await _form(request, person, None, typed, _GONE)
    return await _form(request, person, number, typed, _CHANGED, seen=_seen(now), now=now)


async def _form(
    request: web.Request,
    person: Person,
    number: int | None,
    typed: Mapping[str, str],
    error: str | None = None,
    *,
    seen: str = "",
    now: Example | None = None,
) -> web.Response:
    return await trainer_page(
        request,
        person,
        "teaching/example.html",
        422 if error else 200,
        number=number,
        typed=typed,
        error=error,
        seen=seen,
        now=now,
        **choices(),
    )


async def _typed(request: web.Request) -> dict[str, str]:
    form = await request.post()
    text, label, language = (str(form.get(name, "")) for name in ("text", "label", "language"))
    return {
        "text": one_line(text),
        "label": label,
        "language": language if language in LANGUAGES else "sv",
    }


def _values(example: Example) -> dict[str, str]:
    return {"text": example.text, "label": example.label, "language": example.language}


def _seen(example: Example) -> str:
    """What a form remembers of the example that it was made from."""
    return hashlib.sha256(json.dumps(_values(example)).encode()).hexdigest()
