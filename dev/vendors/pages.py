"""Draws what is shown as a page: the parts of Block Kit and of Adaptive Cards that we send."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import unescape
from pathlib import Path
from typing import Any, NoReturn

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from dev.vendors.scenes import PicturedMessage

_FOLDER = Path(__file__).parent
# In mrkdwn: a link, a person, and what is bold or code.
_LINK = re.compile(r"<((?:https?|mailto|tel):[^|>]*)\|([^>]*)>")
_PERSON = re.compile(r"<@(\w+)>")
_BOLD = re.compile(r"\*([^*\n]+)\*")
_CODE = re.compile(r"```(.*?)```", re.DOTALL)
_AT = re.compile(r"<at>([^<]*)</at>")


class UnknownPart(ValueError):
    """A part of a message that is not drawn here."""


def page(
    vendor: str,
    shown: Sequence[PicturedMessage],
    *,
    name: str,
    channel: str = "",
    language: str = "sv",
    window: bool = False,
    home: Iterable[dict[str, Any]] = (),
) -> str:
    """The page that shows messages, or the app's home, in a `window` with what stands around.

    Raises:
        UnknownPart: there is something in a message that is not drawn here.
    """
    times = [f"10:{12 + number // 2:02}" for number in range(len(shown))]
    return _TEMPLATES.get_template(f"{vendor}.html").render(
        shown=shown,
        times=times,
        name=name,
        scene_channel=channel,
        mention=bool(channel),
        language=language,
        window=window,
        home=list(home),
        style=Markup((_FOLDER / f"{vendor}.css").read_text()),
    )


def mrkdwn(text: str) -> Markup:
    """Slack's markup of a text, whose characters are escaped already, as HTML."""
    html = _LINK.sub(lambda link: f'<a href="{link[1]}">{link[2]}</a>', text)
    html = _PERSON.sub('<span class="mention">@Anna Berg</span>', html)
    html = _CODE.sub(r"<pre>\1</pre>", html)
    return Markup(_BOLD.sub(r"<b>\1</b>", html))


def _at_mentions(text: str) -> Markup:
    pieces = _AT.split(text)
    return Markup("").join(
        Markup('<b class="mention">{}</b>').format(unescape(piece)) if number % 2 else piece
        for number, piece in enumerate(pieces)
    )


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split())


def _unknown(kind: str) -> NoReturn:
    raise UnknownPart(kind)


_TEMPLATES = Environment(
    loader=FileSystemLoader(_FOLDER),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters |= {
    "at_mentions": _at_mentions,
    "entities": lambda text: Markup(text),
    "initials": _initials,
    "mrkdwn": mrkdwn,
}
_TEMPLATES.globals["unknown"] = _unknown
