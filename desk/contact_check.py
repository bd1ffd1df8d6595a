"""Reads what a message asks about a number or an address that it names: is it the right one?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from desk.facts.model import Contact

_PHONE, _MAIL = "phone", "mail"
# As they are written, and what stands for them in a message that is kept.
_NUMBER = re.compile(r"(?<![\w@.-])(?:\+|00?)[\d][\d ()/–-]{4,18}\d(?![\w@])|\[telefon\]")
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}|\[e-post\]")
_COUNTRY = re.compile(r"^(?:00)?460?")
_CHECKS = re.compile(
    r"\b(?:stämmer|rätt|korrekt|fel|gäller|fortfarande|aktuell\w*|funkar|fungerar|hör till"
    r"|tillhör\w*|(?:går|kommer) (?:\w+ ){0,2}(?:fram )?till|vems"
    r"|är (?:det(?: här| där)?|detta|numret|adressen|mejlen|mejladressen|(?=[\d+\[]|\w+@))"
    r"|right|correct|wrong|still|valid|belongs?|works?|whose"
    r"|is (?:it|this|that|the (?:number|address)|(?=[\d+\[]|\w+@)))"
)
# A question without its mark.
_ASKS = re.compile(
    r"^(?:(?:ok|okej|men|och|ja|nej|hej|so|and|but)[ ,]+){0,3}"
    r"(?:är|gäller|funkar|fungerar|hör|tillhör|går|kommer|vems|is|are|does|do|whose)\b"
    r"|\bstämmer\b|\b(?:är det|is it)\b"
)
_SPEAKS_OF_IT = re.compile(r"\b(?:numret|nummer|adressen?|mejladressen?|number|address)\b")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
_BRIEF = 6  # words
# A mail that is passed on names those who wrote it.
_HEADER = re.compile(r"\b(?:från|from|till|to|cc|ämne|subject): ")
# Where the writer, or somebody with the writer, is to be reached.
_OWN = re.compile(
    r"\b(?:mig|mitt|min|mina|oss|vår\w*|jag (?:har|nås)|nås|my|mine|our|us|me|reach me)\b"
)


class CheckedContact(NamedTuple):
    """What is asked about: `kind` is `phone` or `mail`, and whose it is, if the page has it."""

    kind: str
    contact: Contact | None


def checked_contact(
    text: str, contacts: Iterable[Contact], before: str | None = None
) -> CheckedContact | None:
    """The number or the address that a message asks about, or the one `before` it; else None.

    Not where the writer may be reached by it, nor where it is named for something else.
    """
    lower = text.lower()
    if not _CHECKS.search(lower) or _OWN.search(lower) or _HEADER.search(lower):
        return None
    named = _named_and_checked(lower)
    speaks_of_it = _is_check(lower) and _SPEAKS_OF_IT.search(lower)
    if named is None and before and speaks_of_it and not _OWN.search(before.lower()):
        named = _named(before.lower())
    if named is None:
        return None
    kind, value = named
    same = (c for c in contacts if c.kind == kind and _comparable(kind, c.value) == value)
    return CheckedContact(kind, next(same, None))


def is_a_contact(words: str, contacts: Iterable[Contact]) -> bool:
    """Whether words are the number, the address or the name of one of the contacts."""
    if named := _named(words.lower()):
        kind, value = named
        return any(c.kind == kind and _comparable(kind, c.value) == value for c in contacts)
    names = {name.partition(",")[0].lower() for c in contacts for name in c.label.values()}
    return words.strip().lower() in names


def _named_and_checked(lower: str) -> tuple[str, str] | None:
    """What is named in the sentence that checks it, or in the one before a brief one that does."""
    sentences = _SENTENCE_END.split(lower)
    for number, sentence in enumerate(sentences):
        after = sentences[number + 1] if number + 1 < len(sentences) else ""
        brief = after if len(after.split()) <= _BRIEF else ""
        if (named := _named(sentence)) and any(map(_is_check, (sentence, brief))):
            return named
    return None


def _is_check(sentence: str) -> bool:
    return bool(_CHECKS.search(sentence) and ("?" in sentence or _ASKS.search(sentence)))


def _named(lower: str) -> tuple[str, str] | None:
    for kind, pattern in ((_MAIL, _ADDRESS), (_PHONE, _NUMBER)):
        if match := pattern.search(lower):
            return kind, _comparable(kind, match[0])
    return None


def _comparable(kind: str, value: str) -> str:
    """An address in lower case; of a number the digits that one dials within Sweden."""
    if kind == _MAIL:
        return value.lower()
    digits = re.sub(r"\D", "", value)
    return _COUNTRY.sub("0", digits) if value.startswith(("+", "00")) else digits
