"""Answers what is written in a vendor's channel, whose writers see nothing but messages."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from desk.cards import Card, card_contact, choices, message_card, with_contacts, with_notice
from desk.facts.live import LiveFacts
from web.chat.pipeline import Pipeline
from web.chat.stored import StoredConversation, wish_in
from web.chat.user_input import MAX_CHARACTERS, Buttons
from web.engine_client import EngineClient
from web.handoff.vendors import HandoffWish, VendorHandoffs
from web.http.in_time import in_time
from web.http.problems import Problem, problem_text
from web.http.security import RateLimits
from web.store.conversations.history import last_language
from web.vendor_words import WORDS
from web.vendors.commands import Command, command_of

log = logging.getLogger(__name__)

# Whose writers read Swedish better than English.
_NORDIC = frozenset(("sv", "nb", "nn", "no", "da"))


class ChatReply(NamedTuple):
    """What is said to a message; nothing, where that has been said often enough."""

    cards: list[Card]  # for all who read there
    aside: list[Card]  # for the one who wrote, where a channel can say it to one alone


class VendorChat:
    """One message in, what is said to it out; a refusal is a card too, and nothing is raised."""

    def __init__(
        self,
        pipeline: Pipeline,
        limits: RateLimits,
        buttons: Buttons,
        engine: EngineClient,
        live_facts: LiveFacts,
        stored: StoredConversation,
        database: AsyncEngine,
        human: VendorHandoffs | None = None,
    ) -> None:
        """`human` is the way to one, where it is on."""
        self._pipeline = pipeline
        self._limits = limits
        self._buttons = buttons
        self._engine = engine
        self._live_facts = live_facts
        self._stored = stored
        self._database = database
        self._human = human

    async def answer(
        self,
        channel: str,
        conversation: str,
        *,
        text: str = "",
        button: Any = None,
        writer: str = "",
        message_id: str | None = None,
        command_for: Sequence[str] = (),
        locale: str = "",
        enclosed: str = "",
        back: dict[str, Any] | None = None,
    ) -> ChatReply:
        """What is said to a text, or to a button with its payload.

        A conversation is one person's, in a place that several share too. `writer` is who that
        is, by a name of ours, where several read; empty in private. The message is stored by its
        `message_id`, if it has one. `locale` is the language that the vendor names, as in `en-US`;
        what was spoken last goes before it. `enclosed` is what came with the text and is not read:
        `files`, `forwarded`, or empty.

        `back` is the address (`Address.as_json`) to which what a human answers can be sent, hours
        later; None where it cannot.

        What is stored is seen, copied and deleted by words and buttons; a command names the
        conversations that it is about, and may say so in one word.
        """
        spoken = await self._spoken(conversation)
        command = None if button is not None else command_of(text)
        language = spoken or (command and command.language) or _language_of(locale)
        try:
            await self._limits.check_conversation(conversation)
            if button is None and not text.strip():
                return ChatReply([self.menu(WORDS[language][enclosed or "help"], language)], [])
            if button is not None and self._is_anothers(button, writer):
                return ChatReply([], [self.menu(WORDS[language]["not_your_button"], language)])
            wish = wish_in(text, is_command=bool(command_for)) if button is None else None
            if wish:
                about = command_for or [conversation]
                cards = await self._stored.answer(wish, channel, about, datetime.now(UTC))
                return ChatReply([self._buttons.sign(card, writer) for card in cards], [])
            if self._human and (asked := self._human_wish(self._human, text, button)):
                place = (channel, conversation, back, bool(writer))
                cards = await self._human.answer(asked, *place)
                return ChatReply([self._buttons.sign(card, writer) for card in cards], [])
            cards = await self._pipeline.answer(
                channel,
                conversation,
                text=_beginning(text),
                button=self._button(command, language) if command else button,
                writer=writer,
                language=language,
                begins=spoken is None,
                message_id=message_id,
            )
        except Problem as problem:
            return await self._refusal(problem, conversation, language)
        except Exception as error:  # noqa: BLE001  (whatever fails, the press line is given)
            log.error("a message in %s got the press line: %s", channel, type(error).__name__)
            return ChatReply([self._engine.fallback(language)], [])
        if back is not None:
            cards = await self._offering(conversation, cards, writer)
        if button is None:
            cards = _noting(cards, _unread(text, enclosed))
        return ChatReply(
            [c for c in cards if "private" not in c], [c for c in cards if "private" in c]
        )

    async def language(self, conversation: str, locale: str = "") -> str:
        """The language that was spoken last, or else the one that the vendor names."""
        return await self._spoken(conversation) or _language_of(locale)

    def menu(self, text: str, language: str = "sv") -> Card:
        """A text, and what can be asked for: its buttons are anybody's."""
        replies = choices(self._live_facts.current(), language)
        return self._buttons.sign(message_card(text, language, replies))

    async def _refusal(self, problem: Problem, conversation: str, language: str) -> ChatReply:
        """What is wrong, and a way on; that there are too many messages is said once a minute."""
        text = problem_text(problem, language)
        if problem.code == "closed":
            return ChatReply([], [message_card(text, language)])
        if problem.code != "too_many":
            return ChatReply([], [self.menu(text, language)])
        if not await self._limits.may_say_so(conversation):
            return ChatReply([], [])
        press_line = card_contact(self._live_facts.current().contacts["press_phone"], language)
        return ChatReply([], [with_contacts(message_card(text, language), [press_line])])

    def _human_wish(self, human: VendorHandoffs, text: str, button: Any) -> HandoffWish | None:
        """What is wanted of the way to a human, if it is that.

        Raises:
            Problem: the button is none of ours.
        """
        if button is None:
            return human.wish_in(text)
        return human.wish_of(self._buttons.open(button).payload)

    async def _offering(self, conversation: str, cards: list[Card], writer: str) -> list[Card]:
        """The signed cards; where they lead to a human the last has the way there as a button."""
        reply = await self._human.reply(conversation, cards) if self._human else None
        if reply is None:
            return cards
        *others, last = cards
        (signed,) = self._buttons.sign_replies([reply], last["language"], writer)
        return [*others, {**last, "quick_replies": [signed, *last["quick_replies"]]}]

    def _is_anothers(self, button: Any, writer: str) -> bool:
        """Whether the button was given to somebody else; one that deletes says so by itself.

        Raises:
            Problem: it is none of ours.
        """
        if self._buttons.open(button).deletion:
            return False
        return self._buttons.owner(button) not in ("", writer)

    def _button(self, command: Command, language: str) -> str:
        (reply,) = self._buttons.sign_replies([command.reply], language)
        return reply["payload"]

    async def _spoken(self, conversation: str) -> str | None:
        """The language of the last answer; None before the first, or if nobody can say."""
        try:
            return await in_time(last_language(self._database, conversation))
        except (SQLAlchemyError, TimeoutError) as error:
            log.error("the language spoken last is not known: %s", type(error).__name__)
            return None


def _language_of(locale: str) -> str:
    language = locale.replace("_", "-").partition("-")[0].lower()
    return "sv" if not language or language in _NORDIC else "en"


def _beginning(text: str) -> str:
    """As much of a text as is read, to the end of a word."""
    if len(text) <= MAX_CHARACTERS:
        return text
    beginning = text[: MAX_CHARACTERS + 1]
    words = beginning.rsplit(None, 1)[0]
    return words if words != beginning else text[:MAX_CHARACTERS]


def _unread(text: str, enclosed: str) -> Sequence[str]:
    """The words that say what was not read."""
    return [
        *(["files_beside"] if enclosed == "files" else []),
        *(["cut"] if len(text) > MAX_CHARACTERS else []),
    ]


def _noting(cards: Sequence[Card], words: Sequence[str]) -> list[Card]:
    """The cards, the first of which says by itself what was not read."""
    first, *others = cards
    for name in words:
        notice = WORDS[first["language"]][name].format(limit=MAX_CHARACTERS)
        first = with_notice(first, notice)
    return [first, *others]
