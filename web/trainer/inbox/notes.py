"""Notes on a message, and questions about it to a colleague."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from web import keys
from web.store.review import notes
from web.store.review.messages import ReviewMessage
from web.store.review.notes import NOTE_CHARACTERS, Note
from web.store.teaching.rasa_files import one_line
from web.trainer import personal_data
from web.trainer.access.gate import needs
from web.trainer.access.pages import flash, redirect
from web.trainer.access.people import Person
from web.trainer.inbox.list_addresses import at, here_of
from web.trainer.inbox.verdicts import WHY_NOT
from web.trainer.teaching.examples import MAX_TEXT_FORM_BYTES
from web.trainer.teaching.text_check import CANNOT_CHECK

_NOTHING_SAVED = "Inget är sparat."


@needs("trainer", most_bytes=MAX_TEXT_FORM_BYTES, keeps=True)
async def write(request: web.Request, person: Person) -> web.StreamResponse:
    """Keep a note about a message, or a question to a colleague."""
    form, message = await request.post(), int(request.match_info["number"])
    app, here, now = request.app, here_of(form), datetime.now(UTC)
    text = one_line(str(form.get("text", "")))
    colleague = str(form.get("colleague", "")) or None
    error = await _why_not(app, person, text, colleague)
    if error:
        await flash(request, f"{error} {_NOTHING_SAVED}")
        return at(request, here, m=message)
    answered = await notes.write(app[keys.DATABASE], message, person.name, text, now, colleague)
    if answered is None:
        await flash(request, WHY_NOT["gone"])
        return at(request, here)
    notice = f"Frågan ligger hos {colleague}." if colleague else "Anteckningen är sparad."
    await flash(request, f"{notice} Du har svarat." if answered else notice)
    return at(request, here, m=message)


@needs("trainer")
async def take_back(request: web.Request, person: Person) -> web.StreamResponse:
    """Delete one's own note or question."""
    form, number = await request.post(), int(request.match_info["number"])
    gone = await notes.take_back(request.app[keys.DATABASE], number, person.name, datetime.now(UTC))
    if gone is None:
        await flash(request, "Den är redan borta.")
        return redirect(request, "inbox")
    await flash(request, "Frågan är tillbakatagen." if gone.colleague else "Anteckningen är borta.")
    return at(request, here_of(form), m=gone.message)


@dataclass(frozen=True)
class MessageNotes:
    """What one person sees of the notes on a message.

    Whoever is to give a second opinion does not see what others have written before it is given,
    but for what they are asked themselves: `hidden` is how many those are.
    """

    rows: list[Note]
    hidden: int
    colleagues: list[str]  # who can be asked

    @property
    def is_open(self) -> bool:
        """Whether somebody is still to answer something."""
        return any(row.is_open for row in self.rows)


async def notes_of(
    database: AsyncEngine, message: ReviewMessage, person: Person, *, has_reviewed: bool
) -> MessageNotes:
    """The notes on a message, as this person may see them."""
    is_blind = person.may("trainer") and message.state == "second" and not has_reviewed
    every = await notes.of_message(database, message.id)
    rows = [row for row in every if not is_blind or person.name in (row.person, row.colleague)]
    may_ask = person.may("trainer")
    colleagues = await notes.colleagues(database, person.name) if may_ask else []
    return MessageNotes(rows, len(every) - len(rows), colleagues)


async def _why_not(
    app: web.Application, person: Person, text: str, colleague: str | None
) -> str | None:
    """Why a note cannot be kept, in Swedish; None if it can."""
    if not text:
        return "Skriv vad du undrar." if colleague else "Skriv något i anteckningen."
    if len(text) > NOTE_CHARACTERS:
        return f"Anteckningen är längre än {NOTE_CHARACTERS} tecken."
    if colleague and colleague not in await notes.colleagues(app[keys.DATABASE], person.name):
        return "Den kollegan finns inte. Välj en annan."
    found = await personal_data.find(app[keys.ENGINE], text)
    if found is None:
        return CANNOT_CHECK
    if found.words:
        what = personal_data.in_words(found.words)
        return f"Anteckningen har något som kan peka ut någon: {what}. Skriv utan det."
    return None
