"""Makes the addresses of pages from the names of their routes."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

from aiohttp import web

LONGEST_PATH = 200


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


def is_own_path(app: web.Application, address: str) -> bool:
    """Return True if the address is nothing but the path of a page of this app."""
    if len(address) > LONGEST_PATH or not (address.isascii() and address.isprintable()):
        return False
    if "//" in address or "\\" in address:
        return False
    try:
        if urlsplit(address).path != address:  # a scheme, a host, a query or a fragment
            return False
    except ValueError:
        return False
    return any(
        route.method == "GET" and _leads_to(resource, address)
        for resource in app.router.resources()
        for route in resource
    )


def _leads_to(resource: web.AbstractResource, path: str) -> bool:
    info = resource.get_info()
    return (
        info["pattern"].fullmatch(path) is not None
        if "pattern" in info
        else (info.get("path") == path)
    )
