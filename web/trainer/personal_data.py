"""Finds what may point at a person in what trainers write, and puts something invented there."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import NamedTuple

from contracts.placeholders import NAME, PLACEHOLDER
from web.engine_client import EngineClient
from web.store.teaching.rasa_files import one_line, without_markup
from web.trainer.invented_names import fill, is_invented

FOUND = (
    "Texten hade något som kan peka ut någon: {words}. Det är utbytt mot något påhittat. Läs "
    "igenom, ändra om du vill, och spara igen."
)


class PersonalWords(NamedTuple):
    """The words of a text that may point at somebody, and the text with invented ones for them."""

    words: tuple[str, ...]
    suggestion: str


async def find(engine: EngineClient, text: str) -> PersonalWords | None:
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
    return PersonalWords(tuple(found), suggest("".join(parts)))


async def find_in(
    engine: EngineClient, fields: Mapping[str, str], besides: Collection[str]
) -> dict[str, PersonalWords] | None:
    """The fields of a form in which something may point at a person; not texts of `besides`.

    None while the engine, which knows, gives no answer.
    """
    hits = {}
    for name, text in fields.items():
        if text in besides:
            continue
        found = await find(engine, text)
        if found is None:
            return None
        if found.words:
            hits[name] = found
    return hits


def suggest(text: str) -> str:
    """A masked text as it may be taught: on one line, and something invented for what is masked."""
    return without_markup(fill(one_line(text)))


def in_words(words: tuple[str, ...]) -> str:
    """The words as a sentence names them."""
    return ", ".join(f"”{word}”" for word in words)
