"""Hands back what somebody sent after the session had ended, to be sent again once logged in.

It stays in the browser, in the page's own fields: nothing unmasked is stored.
"""

from __future__ import annotations

from aiohttp import web

from web.trainer.access.pages import bare_page, trainer_page
from web.trainer.access.people import Person

PATH, PREFIX = "path", "field-"
# They belong to the session that has ended, or are of this page.
_DROPPED = ("csrf", PATH)

Fields = list[tuple[str, str]]


async def logged_out_page(request: web.Request, path: str, fields: Fields) -> web.Response:
    """The page for somebody who is not logged in: what was sent, and where to log in."""
    return bare_page(request, "unsent.html", 401, target=path, fields=fields, csrf="")


async def resend_page(
    request: web.Request, person: Person, path: str, fields: Fields
) -> web.Response:
    """The page for somebody who has logged in again: one button sends it."""
    return await trainer_page(request, person, "unsent.html", target=path, fields=fields)


async def fields_of(request: web.Request) -> Fields:
    """The fields of a form."""
    form = await request.post()
    return [(name, str(value)) for name, value in form.items() if name not in _DROPPED]


async def kept_fields(request: web.Request) -> tuple[str, Fields]:
    """The path and the fields that the page of `logged_out_page` carries."""
    form = await request.post()
    fields = [
        (name.removeprefix(PREFIX), str(value))
        for name, value in form.items()
        if name.startswith(PREFIX)
    ]
    return str(form.get(PATH, "")), fields
