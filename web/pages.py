"""Renders the templates, with the addresses of pages and of static files."""

from __future__ import annotations

import hashlib
from functools import cache, partial
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from contracts.paths import ROOT
from web.addresses import url_for


def page_response(
    request: web.Request, template: str, status: int = 200, **values: Any
) -> web.Response:
    """A page made from a template, which also gets `url_for`."""
    addresses = partial(url_for, request.app)
    html = TEMPLATES.get_template(template).render(url_for=addresses, **values)
    return web.Response(text=html, status=status, content_type="text/html")


@cache
def _asset(name: str) -> str:
    """The address of a static file, new whenever its content is."""
    content = (ROOT / "web" / "static" / name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"


TEMPLATES = Environment(
    loader=FileSystemLoader(ROOT / "web" / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
TEMPLATES.globals["asset"] = _asset
