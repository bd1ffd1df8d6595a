"""Brings a message to the form that features are made from, whatever was pasted."""

from __future__ import annotations

import re
import unicodedata

MAX_MESSAGE_CHARACTERS = 2000

_NOT_TEXT = re.compile(r"[\ud800-\udfff\x00-\x1f\x7f]+")
_COMMON_MARKS = re.compile(r"[\u0300-\u034e\u0350-\u036f]+")
_SPACES = re.compile(r"\s+")
# A mark that is repeated, and the exclamation marks that end a message.
MARKS_WITHOUT_MEANING = re.compile(r"(?<=[^\s!?])!+(?=\s*$)|(?<=!)!+|(?<=\?)\?+")


def normalise(text: str | None) -> str:
    """Lower case, composed and folded (å and ä to a, ö to o), one space between words.

    Half of what is typed on a phone lacks its dots and rings; folding makes both the same. A mark
    that is repeated stands once, and an exclamation mark at the end not at all: "hjälp!!!!" is
    "hjälp".
    Lone surrogates and control characters become spaces; longer text is cut.
    """
    text = _NOT_TEXT.sub(" ", (text or "")[:MAX_MESSAGE_CHARACTERS])
    text = MARKS_WITHOUT_MEANING.sub("", text)
    decomposed = unicodedata.normalize("NFKD", text.lower())
    bare = _COMMON_MARKS.sub("", decomposed)
    if not bare.isascii():
        bare = "".join(c for c in bare if not unicodedata.combining(c))
    return _SPACES.sub(" ", bare).strip()
