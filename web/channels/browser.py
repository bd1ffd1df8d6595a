"""The chat in the browser: one page, and the API that it and the terminal use."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from web import keys
from web.conversations import MAX_AGE_SECONDS, read_history
from web.messages import clean_text
from web.problems import Problem
from web.settings import ROOT

CHANNEL = "browser"
COOKIE = "conversation"

_templates = Environment(
    loader=FileSystemLoader(ROOT / "web" / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


async def page(request: web.Request) -> web.Response:
    """The chat page."""
    facts = request.app[keys.FACTS].current()
    starters = {
        "quick_replies": [
            {"title": topic.choice["sv"], "payload": f"/{topic.name}"}
            for topic in facts.topics.values()
            if topic.choice
        ]
    }
    html = _templates.get_template("chat.html").render(
        starters=request.app[keys.BUTTONS].sign(starters)["quick_replies"],
        fallback=facts.topics["fallback"],
        asset=_asset,
    )
    return web.Response(text=html, content_type="text/html")


async def history(request: web.Request) -> web.Response:
    """What has been said in this conversation."""
    name = request.app[keys.NAMES].unsign(request.cookies.get(COOKIE))
    said = await read_history(request.app[keys.DATABASE], name) if name else []
    sign = request.app[keys.BUTTONS].sign
    messages = [{**m, "card": sign(m["card"])} if "card" in m else m for m in said]
    return web.json_response({"messages": messages})


async def message(request: web.Request) -> web.Response:
    """Answer one message; the conversation's name is ours, whatever the caller sends."""
    app = request.app
    name = app[keys.NAMES].unsign(request.cookies.get(COOKIE))
    await app[keys.LIMITS].check(request, name)
    body = await _json_object(request)
    title = None
    if "payload" in body:
        text, title = app[keys.BUTTONS].open(body["payload"])
    else:
        text = clean_text(body.get("text"))
    is_new = name is None
    name = name or app[keys.NAMES].new(CHANNEL)
    cards = await app[keys.ENGINE].ask(name, text, CHANNEL, title)
    response = web.json_response({"messages": [app[keys.BUTTONS].sign(card) for card in cards]})
    if is_new:
        response.set_cookie(
            COOKIE,
            app[keys.NAMES].sign(name),
            max_age=MAX_AGE_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=app[keys.SETTINGS].secure,
        )
    return response


async def _json_object(request: web.Request) -> dict[str, Any]:
    if request.content_type != "application/json":
        raise Problem("not_json_type")
    try:
        body = await request.json()
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError, LookupError):
        raise Problem("not_json") from None
    if not isinstance(body, dict):
        raise Problem("not_json")
    return body


@cache
def _asset(name: str) -> str:
    """The address of a static file, new whenever its content is."""
    content = (ROOT / "web" / "static" / name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"
