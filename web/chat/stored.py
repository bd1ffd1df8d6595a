"""Shows, copies and deletes what is stored of a conversation, where there is no page for it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.conversation import DELETES
from desk.cards import Card, QuickReply, message_card
from web.chat.deletion import Deletion
from web.chat.user_input import read_payload
from web.http.problems import Problem
from web.page_words import WORDS
from web.store.conversations import history
from web.transcript import transcript

SEE, COPY, DELETE = "see", "copy", "delete"
# How the payloads begin of buttons that show or copy; they never come to the engine.
_PAYLOAD = "/stored"
# What says this alone is no question to the engine, which understands a wish to delete, and whether
# anything is kept, in any words, and gives the button that deletes.
_SAID = {
    "sv": {
        SEE: (
            "vad sparas",
            "vad sparas om mig",
            "vad sparas av samtalet",
            "vad sparas av det jag skriver",
            "vad sparar du",
            "vad sparar du om mig",
            "vad sparar ni",
            "vad sparar ni om mig",
            "vilka uppgifter sparas",
            "vilka uppgifter sparar ni om mig",
        ),
        COPY: (
            "kopia av samtalet",
            "spara en kopia",
            "kan jag få en kopia av samtalet",
            "kan jag få en kopia av det här samtalet",
            "kan jag få en kopia av det jag skrivit",
        ),
    },
    "en": {
        SEE: (
            "what is kept",
            "what is stored",
            "what do you keep",
            "what do you keep about me",
            "what do you store",
            "what do you store about me",
        ),
        COPY: (
            "save a copy",
            "copy of the conversation",
            "can i have a copy of the conversation",
            "can i have a copy of this conversation",
        ),
    },
}
_COMMANDS = {
    "kopia": (COPY, "sv"),
    "copy": (COPY, "en"),
    "radera": (DELETE, "sv"),
    "delete": (DELETE, "en"),
}
_WORDS = {
    "sv": {
        "see": "Det du skriver här och det boten svarar sparas i {days} dagar. Namn, personnummer "
        "och annat som boten känner igen som personuppgifter tas bort först. Presstjänsten läser "
        "samtal för att göra svaren bättre.",
        "nothing": "Inget är sparat än.",
        "name": "Vill du att vi raderar det åt dig, uppge: {name}",
    },
    "en": {
        "see": "What you write here and what the bot answers is kept for {days} days. Names, "
        "personal numbers and other personal data that the bot recognises are removed first. The "
        "press service reads conversations to make the answers better.",
        "nothing": "Nothing is kept yet.",
        "name": "If you want us to delete it for you, give: {name}",
    },
}
# Of one card: every channel takes as much in one message.
_COPIED_CHARACTERS = 6000


class StoredWish(NamedTuple):
    """What somebody wants to do with what is stored, and the language it was said in."""

    act: str
    language: str


def wish_in(text: Any, *, is_command: bool = False) -> StoredWish | None:
    """The wish that the words are, if they are nothing else; a command has shorter ones."""
    if not isinstance(text, str):
        return None
    words = " ".join(text.casefold().split()).strip(" .!?")
    for language, wishes in _SAID.items():
        for act, sentences in wishes.items():
            if words in sentences:
                return StoredWish(act, language)
    return StoredWish(*_COMMANDS[words]) if is_command and words in _COMMANDS else None


def wish_of(payload: str) -> StoredWish | None:
    """The wish of a button that shows or copies."""
    return read_payload(payload, _PAYLOAD, StoredWish)


class StoredConversation:
    """Answers the wishes, of one conversation or of all that a command is about."""

    def __init__(
        self,
        database: AsyncEngine,
        deletion: Deletion,
        keep_days: int,
        vendors: Collection[str],
    ) -> None:
        """`vendors` are the channels that have no page for it."""
        self._database = database
        self._deletion = deletion
        self._keep_days = keep_days
        self._vendors = vendors

    def button(self, language: str) -> QuickReply:
        """The button, unsigned, that shows what is stored."""
        return _button("stored", SEE, language)

    def with_offer_to_show(self, channel: str, card: Card) -> Card:
        """A card that offers to delete offers to show too, where there is no page for it."""
        replies = card["quick_replies"]
        if channel not in self._vendors or all(reply["payload"] != DELETES for reply in replies):
            return card
        return {**card, "quick_replies": [*replies, self.button(card["language"])]}

    async def answer(
        self, wish: StoredWish, channel: str, conversations: Sequence[str], now: datetime
    ) -> list[Card]:
        """The cards, unsigned. To delete is to delete at once.

        Raises:
            Problem: the database is down; then nothing is deleted that the answer does not tell.
        """
        if wish.act == DELETE:
            return [await self._delete(channel, conversations, wish.language, now)]
        try:
            documents = [await history.export(self._database, c, now) for c in conversations]
        except SQLAlchemyError:
            raise Problem("store_down") from None
        stored = [document for document in documents if document]
        if not stored:
            return [message_card(_WORDS[wish.language]["nothing"], wish.language)]
        if wish.act == COPY:
            texts = (transcript(document, wish.language) for document in stored)
            pieces = [piece for text in texts for piece in _pieces(text)]
            return [message_card(piece, wish.language) for piece in pieces]
        return [self._seen([document["conversation"] for document in stored], wish.language)]

    async def _delete(
        self, channel: str, conversations: Sequence[str], language: str, now: datetime
    ) -> Card:
        cards = [await self._deletion.delete(channel, c, language, now) for c in conversations]
        return next((card for card in cards if card.get("deletes")), cards[0])

    def _seen(self, names: Sequence[str], language: str) -> Card:
        words = _WORDS[language]
        text = words["see"].format(days=self._keep_days)
        name = words["name"].format(name=", ".join(names))
        delete = QuickReply(title=WORDS[language]["delete"], payload=DELETES)
        replies = [_button("save", COPY, language), delete]
        return message_card(f"{text}\n{name}", language, replies)


def _button(title: str, act: str, language: str) -> QuickReply:
    return QuickReply(title=WORDS[language][title], payload=f"{_PAYLOAD} {act} {language}")


def _pieces(text: str) -> list[str]:
    """The text in pieces that one card holds, cut between messages if it can be."""
    pieces = [""]
    for block in text.strip().split("\n\n"):
        if pieces[-1] and len(pieces[-1]) + len(block) > _COPIED_CHARACTERS:
            pieces.append("")
        pieces[-1] += ("\n\n" if pieces[-1] else "") + block
    return pieces
