"""Renders the public pages: in the language of whoever reads, with the press line on each."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from desk.cards import LANGUAGES
from web import keys
from web.channels.browser.session import page_language
from web.page_words import WORDS
from web.pages import page_response


def public_page(
    request: web.Request, template: str, status: int = 200, **values: Any
) -> web.Response:
    """A page made from a template that extends `public.html`.

    `here` is the address that shows it, where that is not the request's own.
    """
    language = values.pop("language", None) or page_language(request)
    (other,) = (one for one in LANGUAGES if one != language)
    facts = request.app[keys.FACTS].current()
    response = page_response(
        request,
        template,
        status,
        language=language,
        other_language=other,
        words=WORDS[language],
        press_line=facts.contacts["press_phone"],
        agency_site=facts.links.get("agency_site"),
        **{"here": request.path, **values},
    )
    response.headers["Content-Language"] = language
    return response
