"""The chat in the browser: one page, and the API that it and the terminal use."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from functools import partial
from typing import Any

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from desk.cards import choices, with_source_lines
from web import keys
from web.pages import page_response
from web.problems import Problem
from web.store.conversations import history as conversations

log = logging.getLogger(__name__)

CHANNEL, TITLE = "browser", "Webben"
COOKIE = "conversation"


async def page(request: web.Request) -> web.Response:
    """The chat page."""
    facts = request.app[keys.FACTS].current()
    return page_response(
        request,
        "chat.html",
        starters=request.app[keys.BUTTONS].sign_replies(choices(facts, "sv")),
        fallback=facts.topics["fallback"],
        keep_days=request.app[keys.SETTINGS].keep_days,
    )


async def history(request: web.Request) -> web.Response:
    """The conversation's name and its last messages; nothing while the database is down."""
    app = request.app
    name = app[keys.NAMES].unsign(request.cookies.get(COOKIE))
    try:
        rows = await conversations.read_history(app[keys.DATABASE], name) if name else []
        cards = await app[keys.ANSWERS].find([m["card"] for m in rows if "card" in m])
    except SQLAlchemyError as error:
        log.error("history was not read: %s", type(error).__name__)
        rows, cards = [], []
    facts = app[keys.FACTS].current()
    signed_cards = iter([app[keys.BUTTONS].sign(with_source_lines(facts, card)) for card in cards])
    messages = [{**m, "card": next(signed_cards)} if "card" in m else m for m in rows]
    return web.json_response({"conversation": name if rows else None, "messages": messages})


async def message(request: web.Request) -> web.Response:
    """Answer one message; the conversation's name is ours, whatever the caller sends."""
    app = request.app
    name = app[keys.NAMES].unsign(request.cookies.get(COOKIE))
    await app[keys.LIMITS].check(request, name)
    body = await _json_object(request)
    is_new = name is None
    name = name or app[keys.NAMES].new(CHANNEL)
    cards = await app[keys.PIPELINE].answer(
        CHANNEL, name, text=body.get("text"), button=body.get("payload")
    )
    response = web.json_response({"messages": cards})
    if any(card.get("deletes") for card in cards):
        response.del_cookie(COOKIE)
    elif is_new:
        response.set_cookie(
            COOKIE,
            app[keys.NAMES].sign(name),
            max_age=app[keys.NAMES].max_age_seconds,
            httponly=True,
            samesite="Lax",
            secure=app[keys.SETTINGS].secure,
        )
    return response


async def feedback(request: web.Request) -> web.Response:
    """Store whether the last answer helped; a comment only if the engine can mask it."""
    name, body = await _stored_name(request), await _json_object(request)
    helped, comment = await request.app[keys.FEEDBACK].give(name, body, datetime.now(UTC))
    return web.json_response({"helped": helped, "comment": comment})


async def export_conversation(request: web.Request) -> web.Response:
    """Everything that is stored of this conversation, as a file."""
    name = await _stored_name(request)
    try:
        document = await conversations.export(request.app[keys.DATABASE], name, datetime.now(UTC))
    except SQLAlchemyError:
        raise Problem("store_down") from None
    if document is None:
        raise Problem("no_conversation")
    return web.json_response(
        document,
        dumps=partial(json.dumps, ensure_ascii=False, indent=2),
        headers={"Content-Disposition": 'attachment; filename="presstjanst-samtal.json"'},
    )


async def delete_conversation(request: web.Request) -> web.Response:
    """Delete this conversation; the next message starts a new one."""
    name = await _stored_name(request)
    try:
        await conversations.delete(request.app[keys.DATABASE], name, datetime.now(UTC))
    except SQLAlchemyError:
        raise Problem("store_down") from None
    response = web.Response(status=204)
    response.del_cookie(COOKIE)
    return response


async def _stored_name(request: web.Request) -> str:
    name = request.app[keys.NAMES].unsign(request.cookies.get(COOKIE))
    await request.app[keys.LIMITS].check(request, name)
    if name is None:
        raise Problem("no_conversation")
    return name


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
