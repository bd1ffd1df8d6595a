"""What is stored of a conversation: seen, copied and deleted, without a script too."""

from __future__ import annotations

import logging

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from web import keys
from web.addresses import url_for
from web.channels.browser import chat_messages
from web.channels.browser.public_pages import public_page
from web.channels.browser.session import BrowserSession, keep_session, page_language, read_session
from web.http.problems import Problem, problem_status, problem_text
from web.store.conversations import history as conversations
from web.transcript import transcript

log = logging.getLogger(__name__)


async def page(request: web.Request) -> web.Response:
    """What is stored of this conversation, and what can be done with it."""
    await chat_messages.read_name(request)
    return await _page(request)


async def copy(request: web.Request) -> web.Response:
    """What was said, as text to read."""
    try:
        document = await chat_messages.export(request.app, await chat_messages.stored_name(request))
    except Problem as problem:
        return await _page(request, problem)
    text = transcript(document, page_language(request))
    headers = {"Content-Disposition": 'attachment; filename="presstjanst-samtal.txt"'}
    return web.Response(text=text, content_type="text/plain", charset="utf-8", headers=headers)


async def delete(request: web.Request) -> web.Response:
    """Delete the conversation, and say so."""
    language = read_session(request).language
    try:
        await chat_messages.delete(request.app, await chat_messages.stored_name(request))
    except Problem as problem:
        return await _page(request, problem)
    response = await _page(request, deleted=True)
    keep_session(request.app, response, BrowserSession(language=language))
    return response


async def _page(
    request: web.Request, problem: Problem | None = None, *, deleted: bool = False
) -> web.Response:
    app, name, language = request.app, read_session(request).name, page_language(request)
    try:
        is_stored = bool(name) and await conversations.exists(app[keys.DATABASE], str(name))
        state = "stored" if is_stored else "nothing"
    except SQLAlchemyError as error:
        log.error("whether a conversation is stored was not read: %s", type(error).__name__)
        state = "unknown"
    return public_page(
        request,
        "stored.html",
        problem_status(problem) if problem else 200,
        error=problem_text(problem, language) if problem else "",
        here=url_for(app, "stored"),
        keep_days=app[keys.SETTINGS].keep_days,
        mail=app[keys.FACTS].current().contacts["press_mail"].value,
        name=name,
        state="deleted" if deleted else state,
    )
