"""Passes a message from any channel to the engine, and the cards back."""

from __future__ import annotations

import secrets
import time
from datetime import UTC, datetime
from functools import partial
from typing import Any

from contracts.watching.metrics import timed
from desk.cards import Card
from web.chat.answers import Answers
from web.chat.closures import Closures
from web.chat.conversation_turns import ConversationTurns
from web.chat.counting import MESSAGES_REFUSED, PRESS_LINES, count_answer
from web.chat.deletion import Deletion
from web.chat.press_line_turns import PressLineTurns
from web.chat.repeats import Repeats, clean_key
from web.chat.stored import StoredConversation, wish_of
from web.chat.user_input import Buttons, clean_text
from web.engine_client import EngineClient, NoAnswer
from web.http.problems import Problem
from web.store.conversations.press_line_turns import PressLineTurn


class Pipeline:
    """One message in, the cards that answer it out, the same in every channel."""

    def __init__(
        self,
        engine: EngineClient,
        answers: Answers,
        buttons: Buttons,
        deletion: Deletion,
        press_line_turns: PressLineTurns,
        repeats: Repeats,
        closures: Closures,
        turns: ConversationTurns,
        stored: StoredConversation,
    ) -> None:
        self._engine = engine
        self._answers = answers
        self._buttons = buttons
        self._deletion = deletion
        self._press_line_turns = press_line_turns
        self._repeats = repeats
        self._closures = closures
        self._turns = turns
        self._stored = stored

    async def answer(
        self,
        channel: str,
        conversation: str,
        *,
        text: Any = None,
        button: Any = None,
        writer: str = "",
        key: Any = None,
        language: str = "sv",
        begins: bool = False,
        message_id: str | None = None,
    ) -> list[Card]:
        """The cards, with addresses, and with signed payloads in their quick replies.

        The same message with the same `key` gives the same cards again for ten minutes, and nothing
        is asked or stored again.

        `button` is such a payload, of a quick reply that was pressed; it goes before `text`.
        `writer` tells apart those who write where several can. A card with `deletes` says that
        the conversation is deleted. `language` is that of the press line, which is all that can
        be said when the engine, who reads languages, gives no answer; and that in which a
        conversation `begins`. The message is stored by its `message_id`, if it has one.

        Raises:
            Problem: what was sent cannot be used, or the channel is closed.
        """
        answer = partial(
            self._in_turn,
            channel,
            conversation,
            text,
            button,
            writer,
            language,
            begins,
            message_id,
        )
        if key is None:
            return await answer()
        return await self._repeats.once(conversation, clean_key(key), answer, [text, button])

    async def _in_turn(self, channel: str, conversation: str, *message: Any) -> list[Card]:
        """The answer, after those to what was written in the conversation before."""
        async with self._turns.turn(conversation):
            return await self._counted(channel, conversation, *message)

    async def _counted(self, channel: str, *message: Any) -> list[Card]:
        try:
            with timed("answer", channel=channel):
                cards = await self._answer(channel, *message)
                count_answer(channel, cards)
        except Problem as problem:
            MESSAGES_REFUSED.labels(channel, problem.code).inc()
            raise
        return cards

    async def _answer(
        self,
        channel: str,
        conversation: str,
        text: Any,
        button: Any,
        writer: str,
        language: str,
        begins: bool,
        message_id: str | None,
    ) -> list[Card]:
        title = None
        if button is not None:
            message, title, offer = self._buttons.open(button)
            if offer:
                now = datetime.now(UTC)
                card = await self._deletion.press(channel, conversation, offer, writer, now)
                return [self._buttons.sign(card, writer)]
            if pressed := wish_of(message):
                now = datetime.now(UTC)
                cards = await self._stored.answer(pressed, channel, [conversation], now)
                return [self._buttons.sign(card, writer) for card in cards]
        else:
            message = clean_text(text)
        self._closures.check(channel)
        cards = await self._ask(channel, conversation, message, title, language, begins, message_id)
        if wish := next((card for card in cards if card.get("deletes")), None):
            now = datetime.now(UTC)
            cards = [await self._deletion.delete(channel, conversation, wish["language"], now)]
        cards = [
            self._stored.with_offer_to_show(channel, card)
            for card in await self._answers.keep(cards)
        ]
        return [self._buttons.sign(card, writer) for card in cards]

    async def _ask(
        self,
        channel: str,
        conversation: str,
        message: str,
        title: str | None,
        language: str,
        begins: bool,
        message_id: str | None,
    ) -> list[Card]:
        """The engine's cards; if it gives none in time the press line, stored here as answer."""
        message_id, asked_at = message_id or secrets.token_hex(16), time.time()
        begins_in = language if begins else None
        try:
            return await self._engine.ask(
                conversation, message, channel, title, message_id, begins_in
            )
        except NoAnswer as error:
            why = error.why
        card = self._engine.fallback(language)
        turn = PressLineTurn(
            message_id=message_id,
            conversation=conversation,
            channel=channel,
            asked_at=asked_at,
            answered_at=time.time(),
            card=card,
            payload=None if title is None else message,
            title=title,
        )
        cards = await self._press_line_turns.keep(turn, message)
        if cards == [card]:
            PRESS_LINES.labels(channel, why).inc()
        return cards
