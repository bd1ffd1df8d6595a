"""Compresses what is sent: which coding a caller takes, and pages and JSON on their way out."""

from __future__ import annotations

import zlib
from collections.abc import Collection

import brotli
from aiohttp import web
from aiohttp.typedefs import Middleware

from web.http.negotiation import weights_of
from web.http.security import Handler

# Best first, where the caller takes either as gladly.
CODINGS = ("br", "gzip")
# Bytes: what is shorter fits in a packet as it is.
LEAST_BYTES = 1024
_TEXT_KINDS = frozenset(
    {
        "application/json",
        "application/manifest+json",
        "application/problem+json",
        "image/svg+xml",
        "text/css",
        "text/html",
        "text/javascript",
        "text/plain",
    }
)
# A page of 10 kB takes half a millisecond; what is compressed beforehand is compressed to the most.
_QUICK = {"br": 5, "gzip": 6}
_MOST = {"br": 11, "gzip": 9}
_GZIP_WINDOW = 31  # zlib's number for a window of 32 kB in a gzip frame


def is_text(content_type: str) -> bool:
    """Whether a kind of content becomes shorter by compression; without parameters."""
    return content_type in _TEXT_KINDS


def compressed(content: bytes, coding: str, *, most: bool = False) -> bytes:
    """Content in a coding of `CODINGS`, as short as can be with `most`, at ten times the work."""
    level = (_MOST if most else _QUICK)[coding]
    if coding == "br":
        result: bytes = brotli.compress(content, mode=brotli.MODE_TEXT, quality=level)
        return result
    return zlib.compress(content, level, wbits=_GZIP_WINDOW)


def wanted_coding(request: web.Request, offered: Collection[str] = CODINGS) -> str | None:
    """The one of the offered codings that a caller prefers; None for the content as it is.

    By the weights of Accept-Encoding (RFC 9110, 12.5.3). A part that is none is passed over; a
    caller that refuses everything, and one that says nothing, gets the content as it is.
    """
    weights = weights_of(",".join(request.headers.getall("Accept-Encoding", [])))
    weights.setdefault("gzip", weights.get("x-gzip", weights.get("*", 0.0)))
    others = weights.get("*", 0.0)
    found = [(weights.get(coding, others), coding) for coding in CODINGS if coding in offered]
    weight, coding = max(found, key=lambda pair: pair[0], default=(0.0, ""))
    return coding if 0 < weight >= weights.get("identity", 0.0) else None


def compression_middleware(not_under: str) -> Middleware:
    """Compress pages and JSON over 1 kB, but where their length could tell what is in them.

    That is below the path `not_under`, and what docs/decisions/0022 says besides. Streams, files
    and what is compressed already pass.
    """

    @web.middleware
    async def compress(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        is_under = request.path == not_under or request.path.startswith(f"{not_under}/")
        # What somebody else may have put in the address, beside what is this person's alone.
        may_tell = is_under or bool(request.query_string and request.cookies)
        if not may_tell and isinstance(response, web.Response):
            _compress(request, response)
        return response

    return compress


def _compress(request: web.Request, response: web.Response) -> None:
    body = response.body
    if (
        not isinstance(body, bytes)
        or len(body) <= LEAST_BYTES
        or not is_text(response.content_type)
        or "Content-Encoding" in response.headers
        or "Accept-Encoding" in response.headers.get("Vary", "")  # chosen already
        or "no-transform" in response.headers.get("Cache-Control", "")
    ):
        return
    coding = wanted_coding(request)
    add_vary(response)
    if coding is not None:
        response.body = compressed(body, coding)
        response.headers["Content-Encoding"] = coding


def add_vary(response: web.StreamResponse) -> None:
    """Say that the caller's codings decide what is sent, beside what else does."""
    named = [name for name in [response.headers.get("Vary", "")] if name]
    response.headers["Vary"] = ", ".join([*named, "Accept-Encoding"])
