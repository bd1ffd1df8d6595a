"""The first view of the chat is small: the page and what it loads before anything is pressed."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from html.parser import HTMLParser
from urllib.parse import urljoin

import pytest
from aiohttp.test_utils import TestClient

MOST_BYTES = 30_000  # uncompressed
_LOADED = {"stylesheet", "modulepreload", "preload"}
# Of a module: what it imports or passes on, but not what it asks for later by import().
_IMPORTS = re.compile(
    r"""(?:^|[;}])\s*(?:import|export)\b\s*(?:[\w$*{][^"';]*?\bfrom\s*)?["']([^"']+)["']""",
    re.MULTILINE,
)
_STYLE_IMPORTS = re.compile(r"""@import\s+(?:url\()?\s*["']?([^"')\s;]+)""")

Fetch = Callable[[str], Awaitable[tuple[str, str]]]


class _PageAddresses(HTMLParser):
    """The addresses of style sheets and scripts that a page names, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "script" and values.get("src"):
            self.addresses.append(values["src"] or "")
        elif tag == "link" and _LOADED & set((values.get("rel") or "").lower().split()):
            self.addresses.append(values.get("href") or "")


async def first_view(fetch: Fetch, page: str) -> dict[str, int]:
    """The bytes of a page and of each style sheet and script that it loads, by address.

    `fetch` gives the text at an address and its kind of content.
    """
    sizes: dict[str, int] = {}
    waiting = [page]
    while waiting:
        address = waiting.pop(0)
        if address in sizes:
            continue
        text, kind = await fetch(address)
        sizes[address] = len(text.encode())
        waiting += [urljoin(address, name) for name in _names(text, kind)]
    return sizes


def _names(text: str, kind: str) -> list[str]:
    if kind == "text/html":
        parser = _PageAddresses()
        parser.feed(text)
        return parser.addresses
    found = _STYLE_IMPORTS if kind == "text/css" else _IMPORTS
    return found.findall(re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))


@pytest.mark.parametrize("language", ["sv", "en"])
async def test_the_first_view_of_the_chat_is_at_most_30_kb(
    client: TestClient, language: str
) -> None:
    async def fetch(address: str) -> tuple[str, str]:
        response = await client.get(address, headers={"Accept-Language": language})
        assert response.status == 200, address
        return await response.text(), response.content_type

    sizes = await first_view(fetch, "/")
    kinds = {address.rpartition(".")[2] for address in sizes}
    assert {"css", "js"} <= kinds, "the page loads neither styles nor scripts: nothing is measured"
    assert sum(sizes.values()) <= MOST_BYTES, sizes


PAGES = {
    "/": (
        '<link rel="stylesheet" href="/s/a.css"><link rel="icon" href="/s/i.svg">'
        '<link rel="modulepreload" href="/s/chat/words.js"><a href="/elsewhere">x</a>'
        '<script type="module" src="/s/chat/main.js"></script><script src="/s/b.js"></script>',
        "text/html",
    ),
    "/s/a.css": ('@import url("b.css");\n/* @import "no.css"; */', "text/css"),
    "/s/b.css": ("b {}", "text/css"),
    "/s/b.js": ("const å = 1;", "text/javascript"),
    "/s/chat/words.js": ("export const a = 1;", "text/javascript"),
    "/s/chat/main.js": (
        'import "./words.js";\nimport {\n  b,\n  c as d,\n} from "./more/deep.js";\n'
        'export * from "./passed.js";\nimport f, * as g from "./f.js";\n'
        'const later = () => import("./later.js");\n/* import "./no.js"; */\n// import "./nor.js";',
        "text/javascript",
    ),
    "/s/chat/more/deep.js": ('import { a } from "../words.js";', "text/javascript"),
    "/s/chat/passed.js": ("export default 'from \"./no.js\"';", "text/javascript"),
    "/s/chat/f.js": ("", "text/javascript"),
}


async def test_what_a_page_loads_is_followed_and_counted_once() -> None:
    async def fetch(address: str) -> tuple[str, str]:
        return PAGES[address]

    sizes = await first_view(fetch, "/")
    assert set(sizes) == set(PAGES)
    assert sizes["/s/b.js"] == len("const å = 1;") + 1


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("import a from './a.js';", ["./a.js"]),
        ('import{a}from"./a.js"', ["./a.js"]),
        ("export { a } from './a.js'", ["./a.js"]),
        ("  import './a.js'", ["./a.js"]),
        ("await import('./a.js');", []),
        ("import('./a.js');", []),
        ("export const a = './a.js';", []),
        ("export default './a.js';", []),
        ("important = './a.js';", []),
    ],
)
def test_a_static_import_is_told_from_others(line: str, names: list[str]) -> None:
    assert _names(line, "text/javascript") == names
