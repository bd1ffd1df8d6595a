"""The form of a new label: what it means, what it is answered with, and examples of messages."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from aiohttp import web
from multidict import MultiMapping

from contracts.intents import OUT_OF_SCOPE
from contracts.paths import ROOT
from contracts.training import Reason
from desk.hours import local_now
from web import keys
from web.engine_client import EngineDown
from web.store.people.audit import note
from web.store.review import review_queue
from web.store.review.review_queue import Text
from web.store.teaching.rasa_files import one_line, without_markup
from web.trainer import personal_data
from web.trainer.access.gate import needs
from web.trainer.access.pages import trainer_page
from web.trainer.access.people import Person
from web.trainer.invented_names import is_all_masked
from web.trainer.labels import all_labels
from web.trainer.personal_data import suggest
from web.trainer.query import number
from web.trainer.teaching.examples import as_patch
from web.trainer.teaching.text_check import CANNOT_CHECK, taught_refusal
from web.trainer.topics.draft import FILES, Draft, DraftError, patch_of

LEAST_EXAMPLES, MOST_EXAMPLES = 5, 200
MAX_DRAFT_BYTES = 200_000
_NAME = re.compile(r"[a-z][a-z_]{2,40}")
# The languages that a label has examples in, by the field of the form.
_LANGUAGES = {"examples": "sv", "examples_en": "en"}
_TEXTS = ("name", "title", "means", "but_not", "lead", "title_en", "lead_en")
_REQUIRED = {
    "title": "Skriv vad etiketten ska heta.",
    "means": "Skriv vad den som skriver vill ha.",
    "lead": "Skriv vad boten ska svara.",
}
_LONGEST = 400
# What resembles an example that the bot has is no fault here: the label is to take it over.
_MATTERS = (Reason.KNOWN, Reason.CONTRADICTS)


@needs("trainer")
async def filled(request: web.Request, person: Person) -> web.StreamResponse:
    """The form with examples made of messages (`m`)."""
    ids = [number(str(value)) for value in request.query.getall("m", [])][:MOST_EXAMPLES]
    rows = await review_queue.texts(
        request.app[keys.DATABASE], [one for one in ids if one is not None]
    )
    values: dict[str, Any] = dict.fromkeys(_TEXTS, "") | {"contacts": ["press_phone"]}
    for field, language in _LANGUAGES.items():
        values[field] = "\n".join(_suggestions(rows, language))
    left_out = sum(row.held_out for row in rows)
    return await _form(request, person, values, left_out=left_out)


@needs("trainer", most_bytes=MAX_DRAFT_BYTES, keeps=True)
async def save(request: web.Request, person: Person) -> web.StreamResponse:
    """Give the draft as a patch, or say what is missing."""
    form = await request.post()
    values = _values_of(form)
    errors = _missing(values, {contact.name for contact in _contacts(request)})
    texts = [(language, text) for f, language in _LANGUAGES.items() for text in _lines(values[f])]
    if not errors and (error := await _why_not(request.app, [text for _, text in texts])):
        errors["examples"] = error
    if errors:
        return await _form(request, person, values, errors)
    draft = Draft(
        **{name: values[name] for name in _TEXTS},
        contacts=tuple(values["contacts"]),
        examples=tuple(dict.fromkeys(texts)),
    )
    try:
        patch = await asyncio.to_thread(_patch, draft)
    except DraftError as error:
        return await _form(request, person, values, {"name": str(error)})
    async with request.app[keys.DATABASE].begin() as connection:
        await note(connection, person.name, "label_drafted", draft.name, datetime.now(UTC))
    return as_patch(patch, f"ny-etikett-{draft.name}.patch")


def _patch(draft: Draft) -> str:
    files = {file: (ROOT / file).read_text(encoding="utf-8") for file in FILES}
    return patch_of(draft, files, local_now().date())


def _suggestions(rows: Iterable[Text], language: str) -> list[str]:
    """The texts as they may be taught, each once; none that models are tried on."""
    texts = [
        suggest(row.text)
        for row in rows
        if (row.language == "en") == (language == "en")
        and not row.held_out
        and not is_all_masked(row.text)
    ]
    return list(dict.fromkeys(texts))


def _values_of(form: MultiMapping[Any]) -> dict[str, Any]:
    values: dict[str, Any] = {name: one_line(str(form.get(name, ""))) for name in _TEXTS}
    values |= {field: str(form.get(field, "")) for field in _LANGUAGES}
    return values | {"contacts": [str(name) for name in form.getall("contacts", [])]}


def _missing(values: Mapping[str, Any], contacts: set[str]) -> dict[str, str]:
    """What is wrong with the fields, by their names."""
    errors = {name: words for name, words in _REQUIRED.items() if not values[name]}
    errors |= {name: f"Högst {_LONGEST} tecken." for name in _TEXTS if len(values[name]) > _LONGEST}
    if not _NAME.fullmatch(values["name"]):
        errors["name"] = "Skriv ett namn på engelska med små bokstäver, till exempel job_fair."
    elif values["name"] in all_labels():
        errors["name"] = f"Det finns redan en etikett som heter {values['name']}."
    if not values["contacts"] or not set(values["contacts"]) <= contacts:
        errors["contacts"] = "Välj minst en kontakt."
    count = sum(len(_lines(values[field])) for field in _LANGUAGES)
    if count < LEAST_EXAMPLES:
        errors["examples"] = f"Skriv minst {LEAST_EXAMPLES} exempel, ett på varje rad."
    elif count > MOST_EXAMPLES:
        errors["examples"] = f"Högst {MOST_EXAMPLES} exempel. Ta bort några."
    return errors


def _lines(text: str) -> list[str]:
    return [line for row in text.splitlines() if (line := without_markup(one_line(row)))]


async def _why_not(app: web.Application, texts: list[str]) -> str | None:
    """Why one of the examples cannot stand in git; None if all can."""
    for text in texts:
        found = await personal_data.find(app[keys.ENGINE], text)
        if found is None:
            return CANNOT_CHECK
        if found.words:
            what = personal_data.in_words(found.words)
            return f"”{text}” har något som kan peka ut någon: {what}. Byt ut det."
    body = {"rows": [(text, OUT_OF_SCOPE, False) for text in texts], "taught": []}
    try:
        status, answer = await app[keys.ENGINE].training("POST", "checks", body)
    except EngineDown:
        return CANNOT_CHECK
    if status != 200:
        return CANNOT_CHECK
    for text, refusal in zip(texts, answer["refused"], strict=True):
        if refusal and refusal["reason"] not in _MATTERS:
            return f"”{text}”: {taught_refusal(refusal)}"
    return None


def _contacts(request: web.Request) -> list[Any]:
    return list(request.app[keys.FACTS].current().contacts.values())


async def _form(
    request: web.Request,
    person: Person,
    values: Mapping[str, Any],
    errors: Mapping[str, str] | None = None,
    left_out: int = 0,
) -> web.Response:
    return await trainer_page(
        request,
        person,
        "topics/draft.html",
        422 if errors else 200,
        values=values,
        errors=errors or {},
        contacts=_contacts(request),
        left_out=left_out,
        least=LEAST_EXAMPLES,
    )
