"""The script that puts the chat on any page, at an address that stays, and a page that shows it."""

from __future__ import annotations

import hashlib
from functools import cache

import rjsmin
from aiohttp import ETag, web

from contracts.paths import ROOT
from web import keys
from web.assets import Asset, answer, make_asset
from web.embedding.framing import may_be_framed
from web.pages import page_response

ROUTE = "widget"
_FOLDER = ROOT / "web" / "static" / "widget"
# The files of each version, in order, in a folder of its name. A version that is left behind keeps
# them: one that hosts' pages would notice is a new folder, a row here, and the new CURRENT.
VERSIONS = {"1": ("words.js", "style.js", "tools.js", "look.js", "parts.js", "press_chat.js")}
CURRENT = "1"
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
    asset = _script((version if is_known else CURRENT) if on else None)
    seconds = _ASKED_FOR_SECONDS if is_known else _PLAIN_SECONDS
    response = answer(request, asset, f"public, max-age={seconds}")
    response.etag = ETag(hashlib.sha256(asset.content).hexdigest()[:16], is_weak=True)
    known = request.if_none_match or ()
    if any(one.value in (response.etag.value, "*") for one in known):
        response.set_status(304)
        response.body = None
    return response


async def script_headers(request: web.Request, response: web.StreamResponse) -> None:
    """A signal that lets every site load the script.

    It is to run after the one that sets the headers of all responses.
    """
    if request.match_info.route.name == ROUTE:
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        response.headers["Access-Control-Allow-Origin"] = "*"  # a tag may say `crossorigin`


async def demo(request: web.Request) -> web.Response:
    """A press page as another site could have it, with the chat by one tag."""
    return page_response(request, "demo.html")


@cache
def _script(version: str | None) -> Asset:
    """The files of a version as one script that leaves no names on the host's page."""
    if version is None:
        return make_asset("widget.js", _SILENT.encode())
    paths = (_FOLDER / version / name for name in VERSIONS[version])
    parts = "\n".join(path.read_text(encoding="utf-8") for path in paths)
    return make_asset("widget.js", f"(() => {{{rjsmin.jsmin(parts)}}})();\n".encode())
