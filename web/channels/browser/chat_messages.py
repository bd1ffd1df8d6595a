"""One message from a browser, by the API of the page's script or by a form; and those before it."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from desk.cards import Card, with_source_lines
from web import keys
from web.channels.browser.session import BrowserSession, page_language, read_session
from web.handoff.handoff import is_offered_after
from web.http.problems import Problem
from web.store.conversations import history as conversations

log = logging.getLogger(__name__)

CHANNEL, TITLE = "browser", "Webben"


async def answer(
    request: web.Request, session: BrowserSession, body: Mapping[str, Any]
) -> tuple[list[Card], BrowserSession]:
    """The cards that answer what `body` says, and the session that goes on from them.

    The conversation's name is ours, whatever the caller sends.

    Raises:
        Problem: what was sent cannot be used.
    """
    app = request.app
    name = session.name or await app[keys.BEGINNINGS].name(CHANNEL, body.get("conversation"))
    text, button, key = (body.get(part) for part in ("text", "payload", "key"))
    message_id = None
    if isinstance(key, str):
        # The same wherever it is sent again: it is stored once, also where the web that was sent it
        # first has been killed.
        message_id = app[keys.NAMES].of(CHANNEL, name, json.dumps([key, text, button]))
    cards = await app[keys.PIPELINE].answer(
        CHANNEL,
        name,
        text=text,
        button=button,
        key=key,
        message_id=message_id,
        language=page_language(request),
        begins=session.name is None,
    )
    is_gone = any(card.get("deletes") for card in cards)
    return cards, session._replace(name=None if is_gone else name)


async def read_form(request: web.Request) -> dict[str, str]:
    """The texts of a form.

    Raises:
        Problem: it is too large, or no form.
    """
    try:
        form = await request.post()
    except web.HTTPRequestEntityTooLarge:
        raise Problem("form_too_large") from None
    except (ValueError, LookupError, AssertionError):
        raise Problem("wrong_type") from None
    return {name: value for name, value in form.items() if isinstance(value, str)}


async def read_messages(app: web.Application, name: str | None) -> list[dict[str, Any]]:
    """The last messages of a conversation, oldest first, ready to be drawn.

    `{"from": "user", "text"}` or `{"from": "bot", "card"}`; where a human was asked also
    `{"from": "handoff", "text", "state"}` and the answer, `{"from": "person", "text"}`.

    Raises:
        SQLAlchemyError: the database is down.
    """
    said = await conversations.read_history(app[keys.DATABASE], name) if name else []
    rows: list[dict[str, Any]] = [{**row} for row in said]
    if name and (asked := await _handoffs(app, name)):
        rows = sorted([*rows, *asked], key=lambda row: row["at"])
    rows = [{key: row[key] for key in row if key != "at"} for row in rows]
    cards = await app[keys.ANSWERS].find([row["card"] for row in rows if "card" in row])
    facts = app[keys.FACTS].current()
    signed = iter([app[keys.BUTTONS].sign(with_source_lines(facts, card)) for card in cards])
    return [{**row, "card": next(signed)} if "card" in row else row for row in rows]


async def _handoffs(app: web.Application, name: str) -> list[dict[str, Any]]:
    """What was sent to a human, and what a person answered, each with its time."""
    if (handoffs := app.get(keys.HANDOFFS)) is None:
        return []
    asked = await handoffs.of_conversation(name)
    rows: list[dict[str, Any]] = [
        {"from": "handoff", "text": one.question, "state": handoffs.state(one), "at": one.asked_at}
        for one in asked
    ]
    replies = (reply for one in asked for reply in one.replies)
    return rows + [{"from": "person", "text": reply.text, "at": reply.at} for reply in replies]


async def offers_human(app: web.Application, name: str | None, cards: Sequence[Card]) -> bool:
    """Whether these answers are followed by the way to a human: not while one has a question."""
    handoffs = app.get(keys.HANDOFFS)
    if handoffs is None or name is None or not any(is_offered_after(card) for card in cards):
        return False
    try:
        return not handoffs.is_waiting(await handoffs.of_conversation(name))
    except SQLAlchemyError as error:
        log.error("questions to a human were not read: %s", type(error).__name__)
        return False


async def limited_session(request: web.Request) -> BrowserSession:
    """The browser's session, with this call counted.

    Raises:
        Problem: there have been too many.
    """
    session = read_session(request)
    await request.app[keys.LIMITS].check(request, session.name)
    return session


async def read_name(request: web.Request) -> str | None:
    """The name of the conversation whose history is about to be read, with this call counted.

    Raises:
        Problem: there have been too many.
    """
    name = read_session(request).name
    if name is not None:
        await request.app[keys.LIMITS].check_reading(request, name)
    return name


async def stored_name(request: web.Request) -> str:
    """The name of the conversation that the browser is in, with this call counted.

    Raises:
        Problem: there have been too many calls, or there is no conversation.
    """
    name = (await limited_session(request)).name
    if name is None:
        raise Problem("no_conversation")
    return name


async def export(app: web.Application, name: str) -> dict[str, Any]:
    """Everything that is stored of a conversation.

    Raises:
        Problem: nothing is, or the database is down.
    """
    try:
        document = await conversations.export(app[keys.DATABASE], name, datetime.now(UTC))
    except SQLAlchemyError:
        raise Problem("store_down") from None
    if document is None:
        raise Problem("no_conversation")
    return document


async def delete(app: web.Application, name: str) -> None:
    """Delete a conversation; the next message starts a new one.

    Raises:
        Problem: the database is down; then nothing is deleted.
    """
    try:
        await conversations.delete(app[keys.DATABASE], name, datetime.now(UTC))
    except SQLAlchemyError:
        raise Problem("store_down") from None
