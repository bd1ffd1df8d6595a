"""The whole guide on a page: what Hjälp leads to without a script."""

from __future__ import annotations

from aiohttp import web

from web.trainer.access.gate import needs
from web.trainer.access.pages import trainer_page
from web.trainer.access.people import Person
from web.trainer.guide import guide


@needs("reader")
async def page(request: web.Request, person: Person) -> web.Response:
    """The guide, under a list of its chapters."""
    return await trainer_page(request, person, "help/help.html", guide=guide())
