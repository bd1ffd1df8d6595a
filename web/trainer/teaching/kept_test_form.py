"""Makes tests of conversations: a story of all that was said, or one message with its label.

`teaching/kept_test_form.html` has the forms, for any page that shows a message.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import count
from typing import Any

from aiohttp import web

from web import keys
from web.store.conversations import turns
from web.store.conversations.dialogue import Turn
from web.store.teaching import kept_tests, rasa_files
from web.store.teaching.kept_tests import STORY, KeptTest
from web.trainer.access.gate import needs
from web.trainer.access.pages import back_to, flash, redirect
from web.trainer.access.people import Person
from web.trainer.labels import title_of
from web.trainer.login.page import own_path
from web.trainer.query import number
from web.trainer.teaching.examples import ALL_MASKED
from web.trainer.teaching.invented_names import is_all_masked
from web.trainer.teaching.personal_data import suggest
from web.trainer.teaching.text_check import why_not_kept

_STORY_NAME = 80
_NO_MESSAGE = "Meddelandet finns inte längre. Inget är sparat."


@needs("trainer")
async def from_conversation(request: web.Request, person: Person) -> web.StreamResponse:
    """Make a story of a conversation, from the start of its session to a message."""
    form = await request.post()
    database, now = request.app[keys.DATABASE], datetime.now(UTC)
    conversation = str(form.get("conversation", ""))
    session = _until(await turns.read_turns(database, conversation), _message(form))
    if not session:
        await flash(request, _NO_MESSAGE)
        return _back(request, form)
    texts = [suggest(turn.text) if turn.written else turn.text for turn in session]
    labels = await turns.settled_labels(database, conversation)
    steps = rasa_files.story_steps(session, texts, labels)
    for _, other in await kept_tests.every(database, STORY):
        if other.content == steps:
            await flash(request, f"Samtalet är redan ett test: ”{other.name}”.")
            return _back(request, form)
    name = _name(session, texts)
    for attempt in count(1):
        numbered = f"{name} ({attempt})" if attempt > 1 else name
        test = KeptTest(STORY, numbered, steps, person.name, now.timestamp())
        if await kept_tests.keep(database, test, now):
            break
    await flash(request, f"Samtalet är sparat som test: ”{numbered}”.")
    return _back(request, form)


@needs("trainer")
async def from_message(request: web.Request, person: Person) -> web.StreamResponse:
    """Keep a message as one of those that the model is tried on and never learns."""
    form = await request.post()
    app, now = request.app, datetime.now(UTC)
    message = _message(form)
    row = await turns.find_message(app[keys.DATABASE], message) if message is not None else None
    if row is None:
        await flash(request, _NO_MESSAGE)
        return _back(request, form)
    text, language, label = suggest(row[0]), row[1], str(form.get("label", ""))
    error = ALL_MASKED if is_all_masked(row[0]) else None
    error = error or await why_not_kept(app, text, label, language)
    if not error:
        test = kept_tests.kept_message(label, language, text, person.name, now)
        if not await kept_tests.keep(app[keys.DATABASE], test, now):
            error = "Står redan bland testmeddelandena."
    notice = f"Meddelandet är sparat som test för {title_of(label)}."
    await flash(request, f"Meddelandet är inte sparat som test. {error}" if error else notice)
    return _back(request, form)


def _back(request: web.Request, form: Mapping[str, Any]) -> web.HTTPSeeOther:
    """To the page that the form says it came from."""
    till = str(form.get("till", ""))
    return back_to(own_path(till)) if till else redirect(request, "tests")


def _message(form: Mapping[str, Any]) -> int | None:
    return number(str(form.get("message", "")))


def _until(turns: list[Turn], message: int | None) -> list[Turn]:
    """The turns of the message's session, up to the message; none if it is not there."""
    last = next((turn for turn in turns if turn.id == message), None)
    if last is None:
        return []
    return [turn for turn in turns if turn.session == last.session and turn.id <= last.id]


def _name(turns: list[Turn], texts: list[str]) -> str:
    """The first that was written, or what the first button said."""
    messages = (text for turn, text in zip(turns, texts, strict=True) if turn.written and text)
    name = next(messages, turns[0].title or turns[0].text)
    return name if len(name) <= _STORY_NAME else name[: _STORY_NAME - 1].rstrip() + "…"
