"""The script that puts the chat on any page, at an address that stays, and a page that shows it."""

from __future__ import annotations

import hashlib
import re
from functools import cache

from aiohttp import ETag, web

from contracts.paths import ROOT
from web import keys
from web.embedding import may_be_framed
from web.pages import page_response

ROUTE = "widget"
_FOLDER = ROOT / "web" / "static" / "widget"
# The files of each version, in order. A version that is left behind keeps its files here.
VERSIONS = {"1": ("words.js", "style.js", "tools.js", "look.js", "press_chat.js")}
CURRENT = "1"
# Lines that are comments alone, and indentation: a quarter of what is sent.
_UNSENT = re.compile(r"^[ \t]*//.*\n|^[ \t]*/\*\*[\s\S]*?\*/\n|^[ \t]+", re.MULTILINE)
_ASKED_FOR_SECONDS, _PLAIN_SECONDS = 86400, 3600
# Where the chat may not be framed: the element is known and draws nothing.
_SILENT = (
    'customElements.get("press-chat") '
    '|| customElements.define("press-chat", class extends HTMLElement {});\n'
)


async def script(request: web.Request) -> web.Response:
    """The script, in the version that `v` asks for; of an unknown one, and without, the current.

    304 to who has it already.
    """
    version = request.query.get("v", "")
    is_known = version in VERSIONS
    on = may_be_framed(request.app[keys.SETTINGS])
    text = _text(version if is_known else CURRENT) if on else _SILENT
    tag = ETag(hashlib.sha256(text.encode()).hexdigest()[:16], is_weak=True)
    known = request.if_none_match or ()
    if any(one.value in (tag.value, "*") for one in known):
        response = web.Response(status=304)
    else:
        response = web.Response(text=text, content_type="text/javascript", charset="utf-8")
        response.enable_compression()
    response.etag = tag
    response.headers["Vary"] = "Accept-Encoding"
    return response


async def script_headers(request: web.Request, response: web.StreamResponse) -> None:
    """A signal that lets every site load the script, and browsers keep it.

    It is to run after the one that sets the headers of all responses.
    """
    if request.match_info.route.name != ROUTE:
        return
    seconds = _ASKED_FOR_SECONDS if request.query.get("v") in VERSIONS else _PLAIN_SECONDS
    response.headers["Cache-Control"] = f"public, max-age={seconds}"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Access-Control-Allow-Origin"] = "*"  # a tag may say `crossorigin`


async def demo(request: web.Request) -> web.Response:
    """A press page as another site could have it, with the chat by one tag."""
    return page_response(request, "demo.html")


@cache
def _text(version: str) -> str:
    """The files of a version as one script that leaves no names on the host's page."""
    parts = "\n".join((_FOLDER / name).read_text(encoding="utf-8") for name in VERSIONS[version])
    return f"(() => {{\n{_UNSENT.sub('', parts)}}})();\n"
