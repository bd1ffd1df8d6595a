"""The page of one answer, as it was first given."""

from __future__ import annotations

import logging
import re
import secrets

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from desk.cards import Card, first_choices, with_source_lines
from desk.dates import long_date
from desk.hours import STOCKHOLM
from web import keys
from web.channels.browser.public_pages import public_page
from web.channels.browser.session import page_language
from web.page_words import WORDS
from web.store.conversations import answers

log = logging.getLogger(__name__)

_ID = re.compile(r"[a-z2-7]{10}")


async def page(request: web.Request) -> web.Response:
    """The answer, in its own language, or a sentence that says why there is none."""
    name = request.match_info["id"]
    words = WORDS[page_language(request)]
    try:
        row = await answers.read(request.app[keys.DATABASE], name) if _ID.fullmatch(name) else None
    except SQLAlchemyError as error:
        log.error("an answer was not read: %s", type(error).__name__)
        return public_page(request, "answer.html", 503, card=None, missing=words["answer_later"])
    if row is None:
        return public_page(request, "answer.html", 404, card=None, missing=words["answer_unknown"])
    card, first_given_at = row
    card = with_source_lines(request.app[keys.FACTS].current(), card)
    language = card["language"]
    return public_page(
        request,
        "answer.html",
        language=language,
        card=card,
        given_on=long_date(first_given_at.astimezone(STOCKHOLM).date(), language),
        key=secrets.token_urlsafe(12),
        today=_todays(request.app, card),
    )


def _todays(app: web.Application, card: Card) -> str | None:
    """What a button carries that asks for the topic's answer of today; None if none does."""
    facts, language = app[keys.FACTS].current(), card["language"]
    start = f"/{card['topic']}{{"
    asked = [r for r in first_choices(facts, language) if r["payload"].startswith(start)]
    replies = app[keys.BUTTONS].sign_replies(asked, language)
    return replies[0]["payload"] if replies else None
