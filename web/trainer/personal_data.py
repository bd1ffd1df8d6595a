"""Finds what may point at a person in what trainers write, and puts something invented there."""

from __future__ import annotations

import re
from typing import NamedTuple

from contracts.placeholders import NAME, PLACEHOLDER
from web.engine_client import EngineClient
from web.store.teaching.rasa_files import one_line, without_markup
from web.trainer.invented_names import fill, is_invented


class Found(NamedTuple):
    """The words of a text that may point at somebody, and the text with invented ones for them."""

    words: tuple[str, ...]
    suggestion: str


async def find(engine: EngineClient, text: str) -> Found | None:
    """What may point at a person in a text; names that are invented here do not.

    None while the engine, which knows, gives no answer.
    """
    masked = await engine.mask(text)
    if masked is None:
        return None
    pieces = PLACEHOLDER.split(masked)
    # Between the pieces that were left as they are stand the kinds of what was not.
    kept, kinds = pieces[::2], pieces[1::2]
    pattern = "(.+?)".join(re.escape(piece) for piece in kept)
    originals = re.fullmatch(pattern, text, re.DOTALL)
    words = originals.groups() if originals else tuple(f"[{kind}]" for kind in kinds)
    found, parts = [], [kept[0]]
    for kind, word, piece in zip(kinds, words, kept[1:], strict=True):
        if kind == NAME and is_invented(word):
            parts.append(word)
        else:
            found.append(word)
            parts.append(f"[{kind}]")
        parts.append(piece)
    return Found(tuple(found), suggest("".join(parts)))


def suggest(text: str) -> str:
    """A masked text as it may be taught: on one line, and something invented for what is masked."""
    return without_markup(fill(one_line(text)))


def in_words(words: tuple[str, ...]) -> str:
    """The words as a sentence names them."""
    return ", ".join(f"”{word}”" for word in words)
