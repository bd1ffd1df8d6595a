"""Draws the trainers' pages, in their common frame."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from web import keys
from web.addresses import url_for
from web.pages import TEMPLATES, page_response
from web.trainer.access.people import ROLE_WORDS, Person
from web.trainer.access.sessions import VISIT, TrainerSession
from web.trainer.formats import whole
from web.trainer.guide import parts_of

TEMPLATES.filters["whole"] = whole

_LINK = "notice_link"
NAV = web.AppKey("nav", tuple[tuple[str, str], ...])


async def trainer_page(
    request: web.Request, person: Person, template: str, status: int = 200, **values: Any
) -> web.Response:
    """A page for somebody who is logged in, made from `trainer/<template>`.

    The template also gets `person`, `csrf` (the token that every form carries), `notice` (what
    was flashed, shown once, with the words that it is `about` and a `link`) and `channels` (their
    titles).
    """
    session = await _session(request)
    notice, session.notice = session.notice, None
    about, session.about = session.about, None
    link = session.held.pop(_LINK, None)
    frame = {
        "person": person,
        "csrf": session.csrf,
        "notice": notice,
        "about": about,
        "link": link,
        "path": request.path,
        "help": parts_of(request.match_info.route.name),
        "channels": request.app[keys.CHANNELS],
    }
    return bare_page(request, template, status, **{**frame, **values})


def bare_page(
    request: web.Request, template: str, status: int = 200, **values: Any
) -> web.Response:
    """A page that may be for nobody, which needs no database."""
    frame: dict[str, Any] = {"person": None, "csrf": "", "notice": None, "about": None, "path": ""}
    frame["link"] = None
    frame |= {"nav": request.app[NAV], "role_words": ROLE_WORDS, "help": []}
    return page_response(request, f"trainer/{template}", status, **{**frame, **values})


async def flash(
    request: web.Request,
    sentence: str,
    about: str | None = None,
    link: tuple[str, str] | None = None,
) -> None:
    """Show a sentence on the next page, the words that it is about, and a link: words, address."""
    session = await _session(request)
    session.notice, session.about = sentence, about
    session.held.pop(_LINK, None)
    if link:
        session.held[_LINK] = list(link)


async def session_values(request: web.Request) -> dict[str, Any]:
    """What pages store in the session of somebody who is logged in: JSON values, by name."""
    return (await _session(request)).held


def back_to(path: str) -> web.HTTPSeeOther:
    """A redirect, to be raised or returned once a form is dealt with."""
    return web.HTTPSeeOther(path)


def redirect(
    request: web.Request, route: str, /, *, query: Mapping[str, object] | str = "", **parts: object
) -> web.HTTPSeeOther:
    """The same to a named route."""
    return back_to(url_for(request.app, route, query=query, **parts))


async def _session(request: web.Request) -> TrainerSession:
    session = await request[VISIT].session()
    assert session is not None, "the page stands outside the gate"
    return session
