"""Leads back to a list of the inbox: its filters and its place, in a form and in an address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from web.addresses import encode
from web.store.review.review_queue import Place
from web.trainer.access.pages import redirect
from web.trainer.inbox.filters import InboxQuery, read_place, read_query, write_place


def here_of(form: Mapping[str, Any]) -> str:
    """The query that leads back to the list of a form, of the values that are valid."""
    fields = dict(parse_qsl(str(form.get("here", ""))))
    return address_part(read_query(fields), read_place(fields.get("efter")))


def address_part(query: InboxQuery, after: Place | None) -> str:
    """The query that leads back to this list."""
    return _joined(query.encoded, efter=write_place(*after) if after else "")


def at(request: web.Request, here: str, **more: object) -> web.HTTPSeeOther:
    """Back to the inbox with this list, and more in its query."""
    return redirect(request, "inbox", query=_joined(here, **more))


def _joined(query: str, **more: object) -> str:
    return "&".join(part for part in (query, encode(more)) if part)
