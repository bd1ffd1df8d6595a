"""Makes the addresses of pages from the names of their routes."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from aiohttp import web


def url_for(
    app: web.Application, route: str, /, *, query: Mapping[str, object] | str = "", **parts: object
) -> str:
    """The path of a named route, with `parts` in its places and `query` (see `encode`) after it.

    Raises:
        KeyError: no route has the name, or a part of it is missing.
    """
    path = app.router[route].url_for(**{name: str(part) for name, part in parts.items()})
    encoded = query if isinstance(query, str) else encode(query)
    return f"{path}?{encoded}" if encoded else str(path)


def encode(values: Mapping[str, object]) -> str:
    """The query of an address, of the values that are not empty."""
    return urlencode({name: value for name, value in values.items() if value})
