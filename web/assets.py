"""Serves the static files under an address that changes with them, compressed beforehand.

All files share one folder, `/static/<hash>/`, whose hash is of all names and contents: a module
that imports another by a relative name (`./words.js`) stays in the folder that its page named.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import rcssmin
import rjsmin
from aiohttp import web

from contracts.paths import ROOT
from web.http.compression import CODINGS, add_vary, compressed, is_text, wanted_coding

FOLDER = ROOT / "web" / "static"
ADDRESS = "/static"
# Files that a page loads in one request: joined in this order, under a name of their own.
BUNDLES: Mapping[str, tuple[str, ...]] = {"page.css": ("chat.css", "card.css")}
FOR_EVER = "public, max-age=31536000, immutable"
# A page that is older or newer than this server asks for a folder that is not here: it gets the
# file as it is now, and asks again soon.
FOR_A_WHILE = "public, max-age=60"

_KINDS = {
    ".css": "text/css",
    ".ico": "image/x-icon",
    ".js": "text/javascript",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
_SMALLER = {".css": rcssmin.cssmin, ".js": rjsmin.jsmin}
_HASH = re.compile(r"[0-9a-f]{12}")


class AssetsError(RuntimeError):
    """Why the static files cannot be served, in one sentence for the one who changed them."""


@dataclass(frozen=True)
class Asset:
    """A static file in memory: `codings` holds it compressed, where that is shorter."""

    content: bytes
    content_type: str
    codings: Mapping[str, bytes]


class Assets:
    """The static files as they were when they were read, by name (`chat/main.js`)."""

    def __init__(self, folder: Path, bundles: Mapping[str, tuple[str, ...]]) -> None:
        """Read and compress all files of a folder and what is under it.

        Raises:
            AssetsError: the kind of a file is not known, or a bundle has the name of a file, lacks
                one, or takes one from another folder than its own.
        """
        contents = {
            path.relative_to(folder).as_posix(): _without_comments(path)
            for path in sorted(folder.rglob("*"))
            if path.is_file() and not path.name.startswith(".")
        }
        contents |= {name: _joined(name, parts, contents) for name, parts in bundles.items()}
        self._assets = {name: make_asset(name, content) for name, content in contents.items()}
        self.hash = _hash(contents)

    def address(self, name: str) -> str:
        """The address of a file or a bundle, new whenever any of them is.

        Raises:
            KeyError: there is none of that name.
        """
        if name not in self._assets:
            raise KeyError(f"{name} is neither in {FOLDER.relative_to(ROOT)} nor a bundle")
        return f"{ADDRESS}/{self.hash}/{name}"

    def find(self, path: str) -> tuple[Asset, bool] | None:
        """What lies at a path below `/static/`, and whether it will be the same for ever.

        None when no file has the name: the path is looked up and never opened.
        """
        folder, _, name = path.partition("/")
        if _HASH.fullmatch(folder) and name in self._assets:
            return self._assets[name], folder == self.hash
        return (self._assets[path], False) if path in self._assets else None


def _without_comments(path: Path) -> bytes:
    """What lies in a file; scripts and styles without the comments that are for us."""
    small = _SMALLER.get(path.suffix)
    return small(path.read_bytes()) if small else path.read_bytes()


def _joined(name: str, parts: tuple[str, ...], contents: Mapping[str, bytes]) -> bytes:
    if name in contents:
        raise AssetsError(f"The bundle {name} has the name of a file.")
    for part in parts:
        if part not in contents:
            raise AssetsError(f"The bundle {name} names {part}, which is not there.")
        # Addresses in a file are relative to it.
        if Path(part).parent != Path(name).parent:
            raise AssetsError(f"The bundle {name} lies in another folder than {part}.")
    return b"\n".join(contents[part] for part in parts)


def make_asset(name: str, content: bytes) -> Asset:
    """A file by its name, compressed.

    Raises:
        AssetsError: its kind is not known.
    """
    content_type = _KINDS.get(Path(name).suffix)
    if content_type is None:
        raise AssetsError(f"The kind of {name} is not known: add its ending to web/assets.py.")
    tried = {c: compressed(content, c, most=True) for c in CODINGS if is_text(content_type)}
    shorter = {coding: short for coding, short in tried.items() if len(short) < len(content)}
    return Asset(content, content_type, shorter)


def _hash(contents: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, content in sorted(contents.items()):
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:12]


@cache
def assets() -> Assets:
    """The files of web, read once: an edit of one shows after a restart.

    Raises:
        AssetsError: they cannot be served.
    """
    return Assets(FOLDER, BUNDLES)


async def serve(request: web.Request) -> web.Response:
    """A static file, in the coding that the caller prefers."""
    found = assets().find(request.match_info["path"])
    if found is None:
        raise web.HTTPNotFound
    asset, stays = found
    return answer(request, asset, FOR_EVER if stays else FOR_A_WHILE)


def answer(request: web.Request, asset: Asset, cache_control: str) -> web.Response:
    """A file, in the coding that the caller prefers."""
    coding = wanted_coding(request, asset.codings)
    response = web.Response(
        body=asset.content if coding is None else asset.codings[coding],
        content_type=asset.content_type,
        charset="utf-8" if is_text(asset.content_type) else None,
        headers={"Cache-Control": cache_control},
    )
    if coding is not None:
        response.headers["Content-Encoding"] = coding
    if asset.codings:
        add_vary(response)
    return response
