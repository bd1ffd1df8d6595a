"""The words that every bot is tried with: help, hello, start and stop, however they are typed."""

from __future__ import annotations

from typing import NamedTuple

from desk.cards import QuickReply

_LONGEST_TITLE = 75
_MARKS = " \t\n!.?,:;/*_\"'"
# The intent of each, and the language that the word itself is of; None where both have it.
_COMMANDS: dict[str, tuple[str, str | None]] = {
    "help": ("help", "en"),
    "hjälp": ("help", "sv"),
    "hjalp": ("help", "sv"),
    "hi": ("greet", "en"),
    "hello": ("greet", "en"),
    "hej": ("greet", "sv"),
    "start": ("greet", None),
    "stop": ("goodbye", None),
    "stopp": ("goodbye", "sv"),
}


class Command(NamedTuple):
    """What was typed, as the button that it stands for."""

    reply: QuickReply
    language: str | None


def command_of(text: str) -> Command | None:
    """The command that a text is, and nothing else; None if it is none."""
    word = text.strip(_MARKS).casefold()
    if word not in _COMMANDS:
        return None
    intent, language = _COMMANDS[word]
    return Command({"title": text.strip()[:_LONGEST_TITLE], "payload": f"/{intent}"}, language)
