"""Renders the templates, with the addresses of pages and of static files."""

from __future__ import annotations

import re
from functools import partial
from typing import Any, override

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension
from markupsafe import Markup, escape

from contracts.paths import ROOT
from desk.cards import Card, CardContact
from web.addresses import url_for
from web.assets import assets
from web.page_words import WORDS

# Rules of an answer that are shown at once; the rest is opened.
_SHOWN_RULES = 1
# As the facts write them: a phone number, 0xx-xxx xx xx, what a file is, (Word, 42 kB), and e-mail.
_PIECE = re.compile(r"\b0\d{1,3}-\d{2,3}(?: \d{2,3})+\b|\(\w+, \d+ kB\)|\b[Ee]-mail\b")
# What the press service's page and its headings are called, which is said in Swedish in all texts.
_SWEDISH = re.compile(
    r"\bFörsäkringskassan\b|\bPresstjänst\b|\bVad sparas\?|\bStatistik och analys\b|"
    r"\bSöker du [^.?]+\?|\bFör privatperson\b|\bVill du begära [^.?]+\?"
)


def page_response(
    request: web.Request, template: str, status: int = 200, **values: Any
) -> web.Response:
    """A page made from a template, which also gets `url_for`."""
    addresses = partial(url_for, request.app)
    html = TEMPLATES.get_template(template).render(url_for=addresses, **values)
    return web.Response(text=html, status=status, content_type="text/html")


def _asset(name: str) -> str:
    """The address of a static file or a bundle, new whenever any of them is."""
    return assets().address(name)


def is_sentence(card: Card) -> bool:
    """Whether the card is a sentence and nothing beside it: small talk, a question back."""
    parts = (card["notices"], card["contacts"], card["links"], card["rules"], card["sources"])
    return not card["title"] and "letter" not in card and not any(parts)


def by_label(contacts: list[CardContact]) -> list[tuple[str, list[CardContact]]]:
    """The contacts of each person or desk, in the order of the first of each."""
    found: dict[str, list[CardContact]] = {}
    for contact in contacts:
        found.setdefault(contact["label"], []).append(contact)
    return list(found.items())


def unbroken(text: str) -> Markup:
    """The text, escaped, where no line ends inside a phone number and the like."""
    return Markup(_PIECE.sub(r'<span class="unbroken">\g<0></span>', str(escape(text))))


def spoken(text: str, language: str) -> Markup:
    """The same, where in another language's text names of Swedish pages are said to be Swedish."""
    drawn = unbroken(text)
    if language == "sv":
        return drawn
    return Markup(_SWEDISH.sub(r'<span lang="sv">\g<0></span>', str(drawn)))


class WithoutIndentation(Extension):
    """Templates are indented for who reads them; pages are sent without. Values are left alone."""

    @override
    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return re.sub(r"^[ \t]+", "", source, flags=re.MULTILINE)


TEMPLATES = Environment(
    extensions=[WithoutIndentation],
    loader=FileSystemLoader(ROOT / "web" / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
TEMPLATES.globals["asset"] = _asset
TEMPLATES.globals |= {"WORDS": WORDS, "SHOWN_RULES": _SHOWN_RULES}
TEMPLATES.filters |= {"by_label": by_label, "spoken": spoken, "unbroken": unbroken}
TEMPLATES.tests["sentence"] = is_sentence
