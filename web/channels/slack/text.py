"""Turns a message as Slack delivers it into the text that was written."""

from __future__ import annotations

import re

from contracts.placeholders import NAME, placeholder

# A mention, a channel, a special word or a link, with or without what Slack shows for it.
_TOKEN = re.compile(r"<([@#!]|[a-z][a-z0-9+.-]*:)([^<>|]*)(?:\|([^<>]*))?>")
_MENTION = re.compile(r"<@(\w+)")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
# The word that the engine stores for a name: who was mentioned is nobody's business.
_SOMEBODY = placeholder(NAME)
# What a newsroom's channels are called is its own business too.
_CHANNEL = "#kanal"


def plain_text(message: str, bot: str | None = None) -> str:
    """The message without the mention of `bot`, and without Slack's tokens and escapes.

    No other person's name or id is left either, and no channel's.
    """
    text = message
    if bot:
        own = rf"<@{re.escape(bot)}(?:\|[^<>]*)?>"
        text = re.sub(rf"^\s*{own}[\s,:]*|{own}", "", text)  # "@Presstjänst: hej"
    text = _TOKEN.sub(_in_words, text)
    for entity, character in _ENTITIES:
        text = text.replace(entity, character)
    return text.strip()


def first_mentioned(message: str) -> str | None:
    """The id of the first who is mentioned."""
    match = _MENTION.search(message)
    return match[1] if match else None


def _in_words(token: re.Match[str]) -> str:
    kind, target, label = token.groups()
    if kind == "@":
        return _SOMEBODY
    if kind == "#":
        return _CHANNEL
    if kind == "!":
        return label or "@" + target.partition("^")[0]
    return label or (target if kind in ("mailto:", "tel:") else kind + target)
