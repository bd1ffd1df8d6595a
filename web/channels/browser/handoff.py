"""The page that sends a question to a human: what is sent is what stands in its form."""

from __future__ import annotations

import logging

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from contracts.intents import HUMAN
from desk.cards import topic_card
from desk.hours import local_now
from web import keys
from web.addresses import url_for
from web.channels.browser import chat_messages
from web.channels.browser.public_pages import public_page
from web.channels.browser.session import page_language
from web.handoff.handoff import (
    LAST_MESSAGES,
    MAX_CONTACT_CHARACTERS,
    MAX_QUESTION_CHARACTERS,
    HandoffRefused,
)
from web.http.problems import Problem, problem_status, problem_text
from web.page_words import WORDS

log = logging.getLogger(__name__)

PATH, ROUTE = "/till-en-manniska", "handoff"


async def show(request: web.Request) -> web.Response:
    """The form, with what was written last."""
    name, handoffs = await chat_messages.read_name(request), request.app[keys.HANDOFFS]
    try:
        said = await chat_messages.read_messages(request.app, name)
        waits = bool(name) and handoffs.is_waiting(await handoffs.of_conversation(str(name)))
    except SQLAlchemyError as error:
        log.error("history was not read: %s", type(error).__name__)
        return _page(request, problem=Problem("store_down"), can_send=False)
    if not said:
        return _page(request, problem=Problem("no_conversation"), can_send=False)
    if waits:
        return _page(request, problem=Problem("handoff_waits"), can_send=False)
    texts = [message["text"] for message in said if message["from"] == "user"]
    question = "\n".join(texts[-LAST_MESSAGES:])[:MAX_QUESTION_CHARACTERS]
    return _page(request, question=question)


async def send(request: web.Request) -> web.Response:
    """Send what the form holds; where it is not as it would be kept, show it as it would be."""
    question = contact = ""
    try:
        form = await chat_messages.read_form(request)
        question, contact = form.get("question", ""), form.get("contact", "")
        name = await chat_messages.stored_name(request)
        request.app[keys.CLOSURES].check(chat_messages.CHANNEL)
        await request.app[keys.LIMITS].check_handoff(request)
        async with request.app[keys.TURNS].turn(name):  # the same form sent twice is sent once
            await request.app[keys.HANDOFFS].send(name, question, contact)
    except HandoffRefused as refused:
        return _page(request, question=refused.masked, contact=contact, is_masked=True)
    except Problem as problem:
        return _page(request, problem=problem, question=question, contact=contact)
    address = url_for(request.app, "chat") + "#handoff"
    return web.Response(status=303, headers={"Location": address})


def _page(
    request: web.Request,
    *,
    problem: Problem | None = None,
    question: str = "",
    contact: str = "",
    is_masked: bool = False,
    can_send: bool = True,
) -> web.Response:
    language, app = page_language(request), request.app
    # It says of the hours what the page of the press service states, and nothing beside it.
    card = topic_card(app[keys.FACTS].current(), HUMAN, language, local_now())
    status, error = 422 if is_masked else 200, WORDS[language]["handoff_masked"]
    if problem:
        status, error = problem_status(problem), problem_text(problem, language)
    return public_page(
        request,
        "handoff.html",
        status,
        can_send=can_send,
        contact=contact,
        error=error if problem or is_masked else "",
        has_replies=app[keys.HANDOFFS].has_replies,
        keep_days=app[keys.SETTINGS].keep_days,
        max_contact=MAX_CONTACT_CHARACTERS,
        max_question=MAX_QUESTION_CHARACTERS,
        notices=card["notices"],
        office=app[keys.HANDOFFS].office,
        question=question,
    )
