"""Finds what is no Swedish in a trainers' page: codes, files, and the names of exceptions."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser

from contracts.intents import read_intents

# In these an engineer reads the file's own words: its lines, and what the details name.
_FOR_ENGINEERS = ("Visa rad för rad", "Hela filen", "För den som sköter programmet")
_VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "rect", "source", "wbr", "path"}
# What the facts' own texts fetch by name, as the hint beside them says.
_BRACES = re.compile(r"\{[a-z_]*\}")
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+|\b[\w-]+(?:\.[\w-]+)+/\S*")
_CODE = re.compile(
    r"\w*_\w*|\butter_|\baction_|\b[A-Z]\w+(?:Error|Exception)\b|\S+\.tar\.gz\b"
    r"|[\w./-]+\.(?:ya?ml|tsv|json|py|toml)\b|\b(?:data|evaluation|facts|models|var)/\S*"
)


class _Text(HTMLParser):
    """The text of a page that is seen, and what is read out or shown beside it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._open: list[tuple[str, bool]] = []  # each tag, and whether it hides what is in it
        self._details: list[int] = []  # how many parts there were at the start of each
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        hides = (
            tag in ("script", "style")
            or (tag in ("textarea", "pre") and "code" in (values.get("class") or ""))
            or values.get("lang", "sv") != "sv"
        )
        if not any(hidden for _, hidden in self._open):
            said = ("aria-label", "title")
            self.parts += [words for name, words in attrs if name in said and words]
        if tag == "details":
            self._details.append(len(self.parts))
        if tag not in _VOID:
            self._open.append((tag, hides))

    def handle_endtag(self, tag: str) -> None:
        if tag not in {name for name, _ in self._open}:
            return  # of an element that has no content
        while self._open:
            last, _ = self._open.pop()
            if last == tag:
                break
        if tag == "details" and self._details:
            start = self._details.pop()
            summary = next((words for part in self.parts[start:] if (words := part.strip())), "")
            if summary.startswith(_FOR_ENGINEERS):
                del self.parts[start:]

    def handle_data(self, data: str) -> None:
        if not any(hides for _, hides in self._open):
            self.parts.append(data)


def codes_in(html: str) -> set[str]:
    """The words of a page that are no Swedish."""
    text = _ADDRESS.sub("", _BRACES.sub("", "\n".join(_Text(html).parts)))
    return {match[0] for pattern in (_CODE, _intents()) for match in pattern.finditer(text)}


@cache
def _intents() -> re.Pattern[str]:
    names = "|".join(sorted(re.escape(name) for name in read_intents().single))
    return re.compile(rf"(?<![\w-])(?:{names})(?![\w-])")
