"""The page of one answer, as it was first given."""

from __future__ import annotations

import logging
import re

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from desk.cards import with_source_lines
from desk.dates import long_date
from desk.hours import STOCKHOLM
from web import keys
from web.pages import page_response
from web.store.conversations import answers

log = logging.getLogger(__name__)

_ID = re.compile(r"[a-z2-7]{10}")
_UNKNOWN = "Det finns inget svar på den här adressen. Kontrollera att du har fått med hela."
_STORE_DOWN = "Svaret går inte att visa just nu. Försök igen om en stund."


async def page(request: web.Request) -> web.Response:
    """The answer, or a sentence that says why there is none."""
    name = request.match_info["id"]
    try:
        row = await answers.read(request.app[keys.DATABASE], name) if _ID.fullmatch(name) else None
    except SQLAlchemyError as error:
        log.error("an answer was not read: %s", type(error).__name__)
        return page_response(request, "answer.html", 503, card=None, missing=_STORE_DOWN)
    if row is None:
        return page_response(request, "answer.html", 404, card=None, missing=_UNKNOWN)
    card, first_given_at = row
    card = with_source_lines(request.app[keys.FACTS].current(), card)
    given_on = long_date(first_given_at.astimezone(STOCKHOLM).date(), "sv")
    return page_response(request, "answer.html", card=card, given_on=given_on)
