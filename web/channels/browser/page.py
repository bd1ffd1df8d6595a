"""The chat page: drawn whole by the server, with forms that need no script."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from contracts.intents import NEWSLETTER, PRIVATE
from desk.cards import LANGUAGES, QuickReply, asks_if_it_helped, card_contact, first_choices
from web import keys
from web.addresses import is_own_path, url_for
from web.channels.browser import chat_messages
from web.channels.browser.public_pages import public_page
from web.channels.browser.session import BrowserSession, keep_session, page_language, read_session
from web.embedding.framing import FRAMED
from web.http.problems import Problem, problem_status, problem_text
from web.page_words import WORDS
from web.store.conversations import feedback as feedback_store

log = logging.getLogger(__name__)

# Choices that few come for stand below the others; to private persons a number says more.
_ASIDE = NEWSLETTER
# Characters. The field takes four times what may be sent: who pastes too much is told so, and has
# it still. What no request may hold would be lost.
_MOST_TYPED = 8000
# What the page's script says.
_SPOKEN = (
    "chosen",
    "copied",
    "copy_failed",
    "handoff_answered",
    "deleted",
    "late",
    "not_deleted",
    "offline",
    "options",
    "sending",
    "unreachable",
    "wait",
    "you_say",
)


async def show(request: web.Request) -> web.Response:
    """The page with the conversation so far; without it while the database is down."""
    session = read_session(request)
    await chat_messages.read_name(request)
    response = await _page(request, session)
    if session.name:  # the cookie lives as long as what is stored
        keep_session(request.app, response, session)
    return response


async def ask(request: web.Request) -> web.Response:
    """Answer a form, and show the page anew by another address; or say what is wrong with it."""
    session = read_session(request)
    form: dict[str, str] = {}
    try:
        session = await chat_messages.limited_session(request)
        form = await chat_messages.read_form(request)
        cards, session = await chat_messages.answer(request, session, form)
    except Problem as problem:
        return await _page(request, session, problem, draft=form.get("text", ""))
    if session.name is None:  # nothing is left to read the answer from
        response = await _page(request, session, closing=" ".join(card["lead"] for card in cards))
    else:
        response = _see_other(request.path + "#last")
    keep_session(request.app, response, session)
    return response


async def give_feedback(request: web.Request) -> web.Response:
    """Store what a form says of the last answer."""
    session = read_session(request)
    try:
        name, form = (
            await chat_messages.stored_name(request),
            await chat_messages.read_form(request),
        )
        helped = {"true": True, "false": False}.get(form.pop("helped", ""))
        said = {key: value for key, value in form.items() if value.strip()}
        if "comment" in form and not said:
            raise Problem("empty_feedback")
        body = {"helped": helped, **said}
        await request.app[keys.FEEDBACK].give(name, body, datetime.now(UTC))
    except Problem as problem:
        return await _page(request, session, problem)
    return _see_other(url_for(request.app, "chat") + "#feedback")


async def choose_language(request: web.Request) -> web.Response:
    """Remember the language, and go back to the page where it was chosen; else to the first."""
    form = await chat_messages.read_form(request)
    language, back = form.get("language"), form.get("back", "")
    response = _see_other(back if is_own_path(request.app, back) else url_for(request.app, "chat"))
    if language in LANGUAGES:
        keep_session(request.app, response, read_session(request)._replace(language=language))
    return response


def _see_other(address: str) -> web.Response:
    return web.Response(status=303, headers={"Location": address})


async def _page(
    request: web.Request,
    session: BrowserSession,
    problem: Problem | None = None,
    *,
    draft: str = "",
    closing: str = "",
) -> web.Response:
    app, language = request.app, page_language(request)
    facts = app[keys.FACTS].current()
    log_, verdict = await _read(app, session.name)
    last_cards = _last_cards(log_)
    is_embedded = request.match_info.route.name == FRAMED
    starters = [r for r in first_choices(facts, language) if not _is(r, PRIVATE)]
    signed = app[keys.BUTTONS].sign_replies(starters, language)
    is_aside = [_is(reply, _ASIDE) for reply in starters]
    _mark(log_, {reply["title"] for reply in starters})
    return public_page(
        request,
        "chat.html",
        problem_status(problem) if problem else 200,
        customer_centre=facts.contacts["customer_centre_phone"],
        draft=draft,
        embedded=is_embedded,
        error=problem_text(problem, language) if problem else "",
        press=[card_contact(one, language) for one in facts.topics["fallback"].contacts],
        feedback=_feedback(last_cards, verdict, WORDS[language]),
        keep_days=app[keys.SETTINGS].keep_days,
        key=secrets.token_urlsafe(12),
        last_cards=last_cards,
        offer="" if session.name else app[keys.NAMES].offer(chat_messages.CHANNEL),
        log=log_,
        most_typed=_MOST_TYPED,
        last_handoff=_last_handoff(log_),
        human=not is_embedded and await chat_messages.offers_human(app, session.name, last_cards),
        has_human=keys.HANDOFFS in app and not is_embedded,
        closing=closing,
        here=url_for(app, FRAMED if is_embedded else "chat"),
        has_letter=any("letter" in message.get("card", ()) for message in log_),
        closed=app[keys.CLOSURES].is_closed(chat_messages.CHANNEL),
        spoken=_SPOKEN,
        starters=[s for s, aside in zip(signed, is_aside, strict=True) if not aside],
        starters_aside=[s for s, aside in zip(signed, is_aside, strict=True) if aside],
    )


def _is(reply: QuickReply, topic: str) -> bool:
    return reply["payload"].startswith(f"/{topic}{{")


async def _read(
    app: web.Application, name: str | None
) -> tuple[list[dict[str, Any]], feedback_store.WriterVerdict | None]:
    """The messages, and what was thought of the last answer; nothing while the database is down."""
    try:
        found = await chat_messages.read_messages(app, name)
        verdict = await feedback_store.of_last(app[keys.DATABASE], name) if found else None
    except SQLAlchemyError as error:
        log.error("history was not read: %s", type(error).__name__)
        return [], None
    return found, verdict


def _last_cards(log_: list[dict[str, Any]]) -> list[Any]:
    """The cards that answer the last message."""
    after = [place for place, message in enumerate(log_, 1) if message["from"] == "user"]
    last = log_[after[-1] if after else 0 :]
    return [message["card"] for message in last if message["from"] == "bot"]


def _last_handoff(log_: list[dict[str, Any]]) -> int:
    """Where the last question to a human stands; -1 if there is none."""
    places = (place for place, message in enumerate(log_) if message["from"] == "handoff")
    return max(places, default=-1)


def _mark(log_: Iterable[dict[str, Any]], offered: set[str]) -> None:
    """Say of each message of the writer's whether it was chosen, and which language it is in.

    What says the same as a button before it was chosen; it is in the language of its answer.
    """
    asked: dict[str, Any] | None = None
    for message in log_:
        if message["from"] == "user":
            asked = message
            asked |= {"chosen": asked["text"] in offered, "language": None, "last": False}
            continue
        if message["from"] != "bot":
            continue
        offered |= {reply["title"] for reply in message["card"]["quick_replies"]}
        if asked and asked["language"] is None:
            asked["language"] = message["card"]["language"]
    if asked:
        asked["last"] = True


def _feedback(
    cards: list[Any], verdict: feedback_store.WriterVerdict | None, words: Mapping[str, str]
) -> dict[str, Any]:
    """What is asked of the last answer, or said to what was thought of it."""
    asks = asks_if_it_helped(cards) and verdict is None
    asks_more = verdict is not None and not verdict.helped and verdict.comment is None
    thanks = words["helped_thanks"] if verdict and not asks_more else ""
    said = words["helped"] if asks else words["missing"] if asks_more else thanks
    return {"said": said, "asks": asks, "asks_more": asks_more}
