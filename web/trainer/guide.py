"""The trainers' guide as HTML, from docs/tranare.md, and which part of it tells of which page."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup, escape

from contracts.paths import ROOT

log = logging.getLogger(__name__)

FILE = ROOT / "docs" / "tranare.md"

# The headings that tell of the pages whose routes begin with a word: `models`, `models.candidate`.
PARTS: Mapping[str, tuple[str, ...]] = {
    "inbox": ("Granska: inkorgen",),
    "conversation": ("Göra tester av samtal",),
    "disputes": ("Två får säga sitt", "Tangenterna"),
    "examples": ("Lära boten",),
    "near": ("Söka det som liknar",),
    "base": ("Grundexemplen",),
    "tests": ("Göra tester av samtal",),
    "models": ("Träna och jämföra", "Släppa, och gå tillbaka"),
    "overview": ("Översikten",),
    "unanswered": ("Obesvarat",),
    "topics": ("Nya ämnen",),
    "facts": ("Fakta",),
    "channels": ("Stänga av boten",),
    "log": ("Vem gjorde vad",),
    "status": ("När något inte går",),
}


@dataclass(frozen=True)
class Guide:
    """The guide: its HTML, a section with an id for each heading, and the headings by their ids.

    Pictures are left out: they show the pages that it is read on.
    """

    html: Markup
    anchors: Mapping[str, str]  # by heading, in order
    chapters: Sequence[str]  # the headings that stand in no other section


def parts_of(route: str | None) -> list[str]:
    """The ids of the sections that tell of a page, by its route; none where none does."""
    headings = PARTS.get((route or "").partition(".")[0], ())
    anchors = guide().anchors
    return [anchors[heading] for heading in headings if heading in anchors]


@cache
def guide() -> Guide:
    """The guide, read once; where its file is missing the pages do without."""
    try:
        return read_guide(FILE.read_text(encoding="utf-8"))
    except OSError as error:
        log.error("the trainers' guide cannot be read: %s", type(error).__name__)
        return read_guide("Guiden finns inte på den här datorn.")


def read_guide(text: str) -> Guide:
    """The guide in a Markdown text, without the title that it begins with."""
    parser = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).enable("table")
    tokens = parser.parse(text)
    headings = [
        (int(token.tag[1]), tokens[at + 1].content)
        for at, token in enumerate(tokens)
        if token.type == "heading_open"
    ]
    html = parser.renderer.render(list(_sections(tokens)), parser.options, {})
    return Guide(
        Markup(html),
        {heading: anchor(heading) for level, heading in headings if level > 1},
        [heading for level, heading in headings if level == 2],
    )


def anchor(heading: str) -> str:
    """The id of a heading's section, as GitHub has it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _sections(tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens with a section around each heading and what follows it, but for the title."""
    levels: list[int] = []
    rest = iter(enumerate(tokens))
    for at, token in rest:
        if token.type == "heading_open":
            level = int(token.tag[1])
            if level == 1:
                _skip(rest, 2)
                continue
            while levels and levels[-1] >= level:
                levels.pop()
                yield _verbatim("</section>\n")
            levels.append(level)
            yield _verbatim(f'<section id="{escape(anchor(tokens[at + 1].content))}">\n')
        if token.type == "paragraph_open" and _is_picture(tokens[at + 1]):
            _skip(rest, 2)
            continue
        yield token
    yield from (_verbatim("</section>\n") for _ in levels)


def _skip(rest: Iterator[object], count: int) -> None:
    for _ in range(count):
        next(rest)


def _verbatim(html: str) -> Token:
    return Token("html_block", "", 0, content=html)


def _is_picture(inline: Token) -> bool:
    return [child.type for child in inline.children or ()] == ["image"]


class _Renderer(RendererHTML):
    """Draws keys, which stand as code of one letter, as keys, and tables as narrow screens can."""

    def code_inline(self, tokens: Sequence[Token], at: int, *_: object) -> str:
        content = tokens[at].content
        tag = "kbd" if len(content) == 1 else "code"
        return f"<{tag}>{escape(content)}</{tag}>"

    def table_open(self, tokens: Sequence[Token], at: int, *_: object) -> str:
        types = [token.type for token in tokens[at:]]
        columns = types[: types.index("thead_close")].count("th_open")
        stacks = ' class="stacks"' if columns > 2 else ""
        return f'<div class="scrolls"><table{stacks}>\n'

    def table_close(self, *_: object) -> str:
        return "</table></div>\n"
