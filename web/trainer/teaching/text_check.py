"""Asks the engine whether a text may be taught, or kept as a test, and says in Swedish why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.intents import AFTER_AN_ANSWER, BOTH
from contracts.placeholders import ACCOUNT, MAIL, PERSONAL_NUMBER, PHONE, STREET
from contracts.training import REVIEWED, SURE, WEB_ADDRESS, Reason, TextReading, TextRefusal
from web import keys
from web.engine_client import EngineClient, EngineDown
from web.store.review import review_queue as messages
from web.store.teaching import examples, kept_tests
from web.trainer.formats import percent
from web.trainer.labels import title_of
from web.trainer.personal_data import suggest

CANNOT_CHECK = "Motorn svarar inte just nu, så texten går inte att kontrollera. Försök om en stund."
_FLAWS = {
    Reason.EMPTY: "Skriv en text.",
    Reason.TOO_LONG: "En text får ha högst 2 000 tecken. Korta den.",
    Reason.LINES: "Texten ska stå på en rad.",
    Reason.MARKUP: (
        "Texten börjar med ett snedstreck, eller har tecken som motorn läser som kod: en "
        "hakparentes med en parentes direkt efter, eller \\u. Skriv om det."
    ),
    Reason.UNKNOWN_LABEL: "Välj en etikett som boten har.",
}
_KINDS = {
    PERSONAL_NUMBER: "ett personnummer",
    PHONE: "ett telefonnummer",
    MAIL: "en mejladress",
    STREET: "en adress",
    ACCOUNT: "ett kontonummer",
    WEB_ADDRESS: "en webbadress",
}


async def why_not_taught(
    app: web.Application,
    text: str,
    label: str,
    language: str,
    besides: int | None = None,
    *,
    is_new: bool = True,
) -> str | None:
    """Why the text may not be taught as `label`; None if it may.

    `besides` is the number of the example that it takes the place of. What has been taught before
    may have come into a story since, and may be taught still.
    """
    stories = await kept_tests.kept_story_texts(app[keys.DATABASE]) if is_new else []
    refusal = await _refusal(app, text, label, language, besides, stories)
    return refusal if isinstance(refusal, str | None) else taught_refusal(refusal)


def taught_refusal(refusal: TextRefusal, *, names_file: bool = False) -> str:
    """The engine's refusal of an example, in Swedish; `names_file` of an example of the house."""
    source = _source(refusal, names_file)
    match refusal["reason"]:
        case Reason.KNOWN:
            return f"Finns redan bland {source}: ”{refusal['text']}”"
        case Reason.CONTRADICTS:
            return (
                f"Säger emot {source}: där är nästan samma mening märkt "
                f"{title_of(refusal['label'] or '')}: ”{refusal['text']}”"
            )
        case Reason.HOLDOUT:
            return (
                "Står bland testmeddelandena eller testsamtalen, eller nästan. Det som prövar "
                "boten får den inte lära sig."
            )
    return _flaw(refusal)


async def why_not_kept(
    app: web.Application, text: str, label: str, language: str, instead_of: str | None = None
) -> str | None:
    """Why the text may not be kept as a message for tests; None if it may.

    `instead_of` is the text of the kept message that it takes the place of.
    """
    refusal = await _refusal(app, text, label, language, None, instead_of=instead_of)
    return refusal if isinstance(refusal, str | None) else kept_refusal(refusal)


def kept_refusal(refusal: TextRefusal, *, names_file: bool = False) -> str:
    """The engine's refusal of a message for tests, in Swedish; `names_file` as above."""
    match refusal["reason"]:
        case Reason.KNOWN | Reason.CONTRADICTS:
            return (
                "Boten har redan lärt sig meningen, eller nästan: den står bland "
                f"{_source(refusal, names_file)}. Det som prövar boten får den inte ha lärt sig."
            )
        case Reason.HOLDOUT:
            return "Står redan bland testmeddelandena eller testsamtalen, eller nästan."
    return _flaw(refusal)


async def why_not_relabelled(
    app: web.Application, texts: Mapping[int, str], label: str
) -> dict[int, str]:
    """Why examples, by their numbers, may not be taught as `label` instead; nothing of the others.

    One that may counts for those after it.
    """
    database = app[keys.DATABASE]
    others = [
        row for row in await examples.texts_with_labels(database) if row[0] not in texts.values()
    ]
    rows = [(text, label, False) for text in texts.values()]
    body = {"rows": rows, "taught": [*others, *await tried_on(database)]}
    try:
        status, answer = await app[keys.ENGINE].training("POST", "checks", body)
    except EngineDown:
        status, answer = 503, None
    if status != 200:
        return dict.fromkeys(texts, CANNOT_CHECK)
    refused = zip(texts, answer["refused"], strict=True)
    return {number: taught_refusal(refusal) for number, refusal in refused if refusal}


async def why_not_changed(
    app: web.Application, text: str, label: str, before: tuple[str, str]
) -> str | None:
    """Why an example that comes with the bot may not become another; None if it may.

    `before` is its text and its file as they are: it may resemble itself.
    """
    is_new = text != before[0]
    stories = await kept_tests.kept_story_texts(app[keys.DATABASE]) if is_new else []
    refusal = await _refusal(app, text, label, "sv", None, stories)
    if refusal is None or isinstance(refusal, str):
        return refusal
    is_itself = (refusal["text"], refusal["where"]) == before
    return None if is_itself else taught_refusal(refusal)


async def why_not_in_a_story(app: web.Application, text: str, label: str) -> str | None:
    """Why the text may not be said in a test story; None if it may.

    What the bot has learnt may be said there.
    """
    refusal = await _refusal(app, text, label, "sv", None)
    return refusal if isinstance(refusal, str | None) else story_refusal(refusal)


def story_refusal(refusal: TextRefusal) -> str | None:
    """The engine's refusal of what is said in a story, in Swedish; None if it may be said there."""
    allowed = (Reason.KNOWN, Reason.CONTRADICTS, Reason.HOLDOUT)
    return None if refusal["reason"] in allowed else _flaw(refusal)


async def doubt(engine: EngineClient, text: str, label: str) -> str | None:
    """What the bot is sure that a text is, where that is not `label`; None where it is not sure."""
    if label in AFTER_AN_ANSWER:
        return None  # what only follows an answer says nothing by itself
    try:
        status, answer = await engine.training("POST", "read", {"text": text})
    except EngineDown:
        return None
    if status != 200:
        return None
    reading: TextReading = answer
    if reading["confidence"] < SURE or reading["label"] in label.split(BOTH):
        return None
    return f"Boten är {percent(reading['confidence'])} säker på {title_of(reading['label'])}. Ändå?"


async def _refusal(
    app: web.Application,
    text: str,
    label: str,
    language: str,
    besides: int | None,
    stories: Sequence[str] = (),
    instead_of: str | None = None,
) -> TextRefusal | str | None:
    """The engine's refusal, a sentence when it gives no answer, or None."""
    database = app[keys.DATABASE]
    kept = [row for row in await tried_on(database) if row[0] != instead_of]
    taught = [*await examples.texts_with_labels(database, besides), *kept]
    body = {
        **{"text": text, "label": label, "language": language},
        **{"taught": taught, "stories": list(stories)},
    }
    try:
        status, answer = await app[keys.ENGINE].training("POST", "check", body)
    except EngineDown:
        return CANNOT_CHECK
    if status != 200:
        return CANNOT_CHECK
    refusal: TextRefusal | None = answer["refused"]
    return refusal


async def tried_on(database: AsyncEngine) -> list[tuple[str, None]]:
    """What trainers keep to try models on, and what was set aside for that."""
    aside = await messages.held_out(database, datetime.now(UTC))
    kept = [*await kept_tests.held_out(database), *(suggest(message.text) for message in aside)]
    return [(text, None) for text in kept]


def _source(refusal: TextRefusal, names_file: bool) -> str:
    where = refusal["where"]
    if where == REVIEWED:
        return "exemplen"
    return f"grundexemplen ({where})" if names_file else "grundexemplen"


def _flaw(refusal: TextRefusal) -> str:
    if refusal["reason"] != Reason.UNMASKED:
        return _FLAWS.get(refusal["reason"], CANNOT_CHECK)
    what = _KINDS.get(refusal["where"])
    if what:
        return f"Texten har {what} i sig. Ta bort det, eller skriv något annat i stället."
    return f"Byt ut {refusal['where']} mot något påhittat, eller ta bort det."
