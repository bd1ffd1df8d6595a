"""The API that the page's script and the terminal use."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from functools import partial
from typing import Any

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from desk.cards import asks_if_it_helped
from web import keys
from web.channels.browser import chat_messages
from web.channels.browser.session import BrowserSession, keep_session, read_session
from web.http.problems import Problem
from web.pages import page_response

log = logging.getLogger(__name__)


async def history(request: web.Request) -> web.Response:
    """The conversation's name and its last messages; nothing while the database is down."""
    name = await chat_messages.read_name(request)
    try:
        found = await chat_messages.read_messages(request.app, name)
    except SQLAlchemyError as error:
        log.error("history was not read: %s", type(error).__name__)
        found = []
    return web.json_response({"conversation": name if found else None, "messages": found})


async def message(request: web.Request) -> web.Response:
    """Answer one message: with cards, or drawn as the page draws them for who accepts HTML."""
    before = await chat_messages.limited_session(request)
    cards, session = await chat_messages.answer(request, before, await _json_object(request))
    if request.headers.get("Accept", "").startswith("text/html"):
        response = page_response(
            request,
            "turn.html",
            cards=cards,
            asks=asks_if_it_helped(cards),
            deletes=session.name is None,
            human=await chat_messages.offers_human(request.app, session.name, cards),
        )
    else:
        response = web.json_response({"messages": cards})
    keep_session(request.app, response, session)
    return response


async def feedback(request: web.Request) -> web.Response:
    """Store whether the last answer helped; a comment only if the engine can mask it."""
    name, body = await chat_messages.stored_name(request), await _json_object(request)
    helped, comment = await request.app[keys.FEEDBACK].give(name, body, datetime.now(UTC))
    return web.json_response({"helped": helped, "comment": comment})


async def export_conversation(request: web.Request) -> web.Response:
    """Everything that is stored of this conversation, as a file."""
    return web.json_response(
        await chat_messages.export(request.app, await chat_messages.stored_name(request)),
        dumps=partial(json.dumps, ensure_ascii=False, indent=2),
        headers={"Content-Disposition": 'attachment; filename="presstjanst-samtal.json"'},
    )


async def delete_conversation(request: web.Request) -> web.Response:
    """Delete this conversation; the next message starts a new one."""
    await chat_messages.delete(request.app, await chat_messages.stored_name(request))
    response = web.Response(status=204)
    keep_session(request.app, response, BrowserSession(language=read_session(request).language))
    return response


async def _json_object(request: web.Request) -> dict[str, Any]:
    if request.content_type != "application/json":
        raise Problem("not_json_type")
    try:
        body = await request.json()
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError, LookupError):
        raise Problem("not_json") from None
    if not isinstance(body, dict):
        raise Problem("not_json")
    return body
