"""Draws a question for the press office: what it reads, and the buttons that answer it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from desk.cards import Card, QuickReply, message_card
from web.chat.user_input import read_payload
from web.store.conversations.handoffs import Handoff

TAKE, REPLY = "take", "reply"
REPLY_TITLE = "Svara"
# How the payloads of the press office's buttons begin.
_PAYLOAD = "/handoff"
_ASKED = (
    "En journalist som har skrivit i {place} vill ha svar av en människa:\n\n{question}"
    "\n\n{contact}\n\nTryck på Svara: svaret {comes}. Det som skrivs i tråden ser bara ni."
)
_WEB_CHAT = "chatten på webben"
_ASKED_BY_MAIL = (
    "En journalist som har skrivit i chatten på webben vill ha svar av en människa:\n\n{question}"
    "\n\n{contact}\n\nSvara inte på det här mejlet: det svaret kommer inte fram till journalisten."
)
_COMES = {
    None: "visas i chatten",
    False: "kommer i samtalet där",
    True: "kommer där, och läses av alla i tråden eller gruppen",
}
NOT_RECEIVED = (
    "Svaret nådde inte journalisten: {place} tog inte emot det. Boten kan ha tagits bort där "
    "frågan ställdes. Tryck på Svara igen om en stund."
)
# What is told of a question in the press office's place, and below the field of an answer.
TAKES = "{who} tar den."
IS_TAKEN = "Någon har redan tagit den. Se i tråden vem."
REPLIED = "{who} svarade journalisten:\n{text}"
GONE = "Journalisten har raderat samtalet. Det går inte att svara."
DOWN = "Det gick inte just nu. Försök igen om en stund."
HINT = (
    "Journalisten ser svaret där frågan ställdes, som presstjänstens. Ditt namn visas inte. Namn, "
    "telefonnummer och andra personuppgifter tas bort innan det sparas."
)
REMOVED = (
    "Inte skickat än: personuppgifter är borttagna, så här ser svaret ut nu. Ändra det eller "
    "skicka."
)
_CONTACT = "Journalisten nås så här: {contact}"
_NO_CONTACT = "Journalisten har inte lämnat någon kontakt."


class OfficeWish(NamedTuple):
    """What a button of the press office's wants: to take a question, or to reply to it."""

    act: str
    id: str


def wish_of(payload: str) -> OfficeWish | None:
    """The wish of a button's payload, if it is one of these."""
    return read_payload(payload, _PAYLOAD, OfficeWish)


def question_card(handoff: Handoff, contact: str, titles: Mapping[str, str]) -> Card:
    """The question with its buttons, unsigned; `titles` are those of our channels."""
    origin = handoff.origin
    text = _ASKED.format(
        question=handoff.question,
        contact=_CONTACT.format(contact=contact) if contact else _NO_CONTACT,
        place=titles[origin.address["channel"]] if origin else _WEB_CHAT,
        comes=_COMES[origin.is_shared if origin else None],
    )
    replies = [
        QuickReply(title="Jag tar den", payload=f"{_PAYLOAD} {TAKE} {handoff.id}"),
        QuickReply(title=REPLY_TITLE, payload=f"{_PAYLOAD} {REPLY} {handoff.id}"),
    ]
    return message_card(text, "sv", replies)


def question_mail(handoff: Handoff, contact: str) -> Card:
    """The question as a mail, which nobody can answer through us."""
    contact = _CONTACT.format(contact=contact)
    return message_card(_ASKED_BY_MAIL.format(question=handoff.question, contact=contact), "sv")
