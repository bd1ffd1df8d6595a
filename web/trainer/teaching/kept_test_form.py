"""Makes a test story of a conversation, of reviewed messages alone, shown before it is kept.

`teaching/kept_test_form.html` leads here from any page that shows a message.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, count
from typing import Any

from aiohttp import web
from multidict import MultiMapping

from web import keys
from web.engine_client import EngineClient
from web.store.conversations import turns
from web.store.conversations.dialogue import StoredTurn
from web.store.teaching import kept_tests, rasa_files
from web.store.teaching.kept_tests import STORY, TEST_NAME_CHARACTERS, KeptTest
from web.store.teaching.rasa_files import one_line
from web.trainer import personal_data
from web.trainer.access.gate import needs
from web.trainer.access.pages import back_to, flash, redirect, trainer_page
from web.trainer.access.people import Person
from web.trainer.acts import acts_in_words
from web.trainer.labels import title_of
from web.trainer.login.page import own_path
from web.trainer.personal_data import suggest
from web.trainer.query import number
from web.trainer.teaching.text_check import CANNOT_CHECK, why_not_in_a_story

_STORY_NAME = 80
# A text of 2,000 characters a turn, each of six or more when it comes in a form.
MAX_STORY_BYTES = 1_000_000
NO_MESSAGE = "Meddelandet finns inte längre. Inget är sparat."
NOT_REVIEWED = "Alla meddelanden i samtalet är inte granskade än. Inget är sparat."
MEANWHILE = (
    "Någon har granskat om ett av meddelandena medan sidan var öppen. Läs igenom testet igen."
)


@dataclass(frozen=True)
class TurnOfTest:
    """A turn of the test that would be made: its text as it may be kept, and what it claims.

    `label` is None where nobody has said what the message is, `acts` empty where what the bot did
    is no measure: it took this message, or one before it, for something else.
    """

    id: int
    text: str
    written: bool
    label: str | None
    acts: str
    claims_acts: bool


@needs("trainer")
async def story_form(request: web.Request, person: Person) -> web.StreamResponse:
    """The story that a conversation would become, from the start of its session to a message."""
    session, labels = await _session_of(request, request.query)
    if not session:
        await flash(request, NO_MESSAGE)
        return back(request, request.query)
    return await _story_page(request, person, request.query, session, labels)


@needs("trainer", most_bytes=MAX_STORY_BYTES, keeps=True)
async def from_conversation(request: web.Request, person: Person) -> web.StreamResponse:
    """Keep the story of a form."""
    form, app, now = await request.post(), request.app, datetime.now(UTC)
    database = app[keys.DATABASE]
    session, labels = await _session_of(request, form)
    if not session:
        await flash(request, NO_MESSAGE)
        return back(request, form)
    values = values_of(form, [_field(turn) for turn in session if turn.written])
    acts = ticked_in(form)
    typed: dict[str, str] = {}
    error = NOT_REVIEWED if _unreviewed(session, labels) else None
    if not error and form.get("seen") != _seen(session, labels):
        error = MEANWHILE
    if not error and "as_it_was" not in form:
        suggested = [_text_of(turn, {}) for turn in session]
        besides = (*suggested, _name(session, suggested), "")
        values, error, typed = await without_personal_data(app[keys.ENGINE], values, besides)
    texts = [_text_of(turn, values) for turn in session]
    for turn, text in zip(session, texts, strict=True):
        if turn.written and not error:
            error = await why_not_in_a_story(app, text, labels[turn.id])
    if error:
        return await _story_page(request, person, form, session, labels, values, acts, error, typed)
    steps = rasa_files.story_steps(session, texts, labels, acts)
    for _, other in await kept_tests.every(database, STORY):
        if other.content == steps:
            await flash(request, f"Samtalet är redan ett test: ”{other.name}”.")
            return back(request, form)
    name = values["name"] or _name(session, texts)
    for attempt in count(1):
        numbered = f"{name} ({attempt})" if attempt > 1 else name
        test = KeptTest(STORY, numbered, steps, person.name, now.timestamp())
        if await kept_tests.keep(database, test, now):
            break
    await flash(request, f"Samtalet är sparat som test: ”{numbered}”.")
    return back(request, form)


async def _story_page(
    request: web.Request,
    person: Person,
    fields: Mapping[str, Any],
    session: list[StoredTurn],
    labels: Mapping[int, str],
    values: Mapping[str, str] | None = None,
    ticked: Collection[int] | None = None,
    error: str | None = None,
    typed: Mapping[str, str] | None = None,
) -> web.Response:
    """The form; `typed` is what somebody wrote that may point at a person, by its fields."""
    values = values or {}
    texts = [_text_of(turn, values) for turn in session]
    ticked = {turn.id for turn in session} if ticked is None else ticked
    return await trainer_page(
        request,
        person,
        "teaching/new_story.html",
        422 if error else 200,
        turns=_turns(session, texts, labels, ticked),
        unreviewed=_unreviewed(session, labels),
        seen=_seen(session, labels),
        name=values.get("name") or _name(session, texts),
        typed=typed or {},
        most=TEST_NAME_CHARACTERS,
        title_of=title_of,
        error=error,
        **carried(fields),
    )


def _turns(
    session: list[StoredTurn], texts: list[str], labels: Mapping[int, str], ticked: Collection[int]
) -> list[TurnOfTest]:
    turns_of_test, is_certain = [], True
    for turn, text in zip(session, texts, strict=True):
        label = labels.get(turn.id) if turn.written else turn.intent
        is_certain = is_certain and label == turn.intent
        acts = acts_in_words(turn.actions) if is_certain and turn.actions else ""
        shown = text if turn.written else turn.title or ""
        turns_of_test.append(
            TurnOfTest(turn.id, shown, turn.written, label, acts, turn.id in ticked)
        )
    return turns_of_test


async def _session_of(
    request: web.Request, fields: Mapping[str, Any]
) -> tuple[list[StoredTurn], dict[int, str]]:
    """The turns of a message's session up to it, none if it is not there; and what they are."""
    database, conversation = request.app[keys.DATABASE], str(fields.get("conversation", ""))
    session = _until(await turns.read_turns(database, conversation), message_id(fields))
    return session, await turns.settled_labels(database, conversation)


def _unreviewed(session: list[StoredTurn], labels: Collection[int]) -> list[int]:
    return [turn.id for turn in session if turn.written and turn.id not in labels]


def ticked_in(form: MultiMapping[Any]) -> set[int]:
    """The turns of which the test claims what the bot does."""
    ids = (number(str(value)) for value in form.getall("acts", []))
    return {id for id in ids if id is not None}


def values_of(form: Mapping[str, Any], fields: Collection[str]) -> dict[str, str]:
    """The texts of a form, by its fields that are there, and its name, as they may be kept.

    As they were typed (`typed-…`) where somebody says that they point at nobody (`as_it_was`).
    """
    there = [field for field in fields if field in form]
    values = {}
    for field in (*there, "name"):
        typed = form.get(f"typed-{field}") if "as_it_was" in form else None
        values[field] = str(form.get(field, "")) if typed is None else str(typed)
    texts = {field: suggest(values[field]) for field in there}
    return {**texts, "name": one_line(values["name"])[:TEST_NAME_CHARACTERS]}


async def without_personal_data(
    engine: EngineClient, values: dict[str, str], besides: Collection[str]
) -> tuple[dict[str, str], str | None, dict[str, str]]:
    """The values with invented names, why they are to be read again, and those as they were typed.

    What is in `besides` points at nobody.
    """
    found = await personal_data.find_in(engine, values, besides)
    if found is None:
        return values, CANNOT_CHECK, {}
    if not found:
        return values, None, {}
    words = tuple(chain.from_iterable(hit.words for hit in found.values()))
    error = personal_data.FOUND.format(words=personal_data.in_words(words))
    invented = {field: hit.suggestion for field, hit in found.items()}
    if "name" in invented:
        invented["name"] = invented["name"][:TEST_NAME_CHARACTERS]
    return {**values, **invented}, error, {field: values[field] for field in found}


def _field(turn: StoredTurn) -> str:
    return f"text-{turn.id}"


def _text_of(turn: StoredTurn, values: Mapping[str, str]) -> str:
    """What stands in a form, else what was written, with invented names."""
    return values.get(_field(turn), suggest(turn.text)) if turn.written else turn.text


def _seen(session: list[StoredTurn], labels: Mapping[int, str]) -> str:
    """What the form shows of the reviews, to be told if one has changed."""
    return " ".join(f"{turn.id}:{labels.get(turn.id, '')}" for turn in session if turn.written)


def carried(fields: Mapping[str, Any]) -> dict[str, str]:
    """What a form carries on: whose test it is, and where it came from."""
    return {name: str(fields.get(name, "")) for name in ("conversation", "message", "till")}


def back(request: web.Request, form: Mapping[str, Any]) -> web.HTTPSeeOther:
    """To the page that the form says it came from."""
    till = str(form.get("till", ""))
    return back_to(own_path(till)) if till else redirect(request, "tests")


def message_id(form: Mapping[str, Any]) -> int | None:
    """The message of a form; None if it names none."""
    return number(str(form.get("message", "")))


def _until(turns: list[StoredTurn], message: int | None) -> list[StoredTurn]:
    """The turns of the message's session, up to the message; none if it is not there."""
    last = next((turn for turn in turns if turn.id == message), None)
    if last is None:
        return []
    return [turn for turn in turns if turn.session == last.session and turn.id <= last.id]


def _name(turns: list[StoredTurn], texts: list[str]) -> str:
    """The first that was written, or what the first button said."""
    messages = (text for turn, text in zip(turns, texts, strict=True) if turn.written and text)
    name = next(messages, turns[0].title or turns[0].text)
    return name if len(name) <= _STORY_NAME else name[: _STORY_NAME - 1].rstrip() + "…"
