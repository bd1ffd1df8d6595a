"""Copies of a text in one spelling, to find things in, whose places lead back to the text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from engine.privacy.spans import Span

# What is in its plain form already, as nearly every message is.
_PLAIN = re.compile(r"(?:[!-~åäöÅÄÖéÉüÜ]| (?! ))*")
# A letter or digit with what stands on it, or one character.
_MARKS = frozenset({"Mn", "Me", "Mc"})
_MINUS = "\u2212"
_LONGEST = 4


class NormalText(NamedTuple):
    """A text, and for each of its characters where in the original it starts and ends."""

    text: str
    starts: list[int] | None = None  # None: the same places
    ends: list[int] | None = None

    def original(self, span: Span) -> Span:
        """The place in the original of one in the copy."""
        if self.starts is None or self.ends is None:
            return span
        return Span(self.starts[span.start], self.ends[span.end - 1], span.kind)


def plain_copy(text: str) -> NormalText:
    """A copy for patterns of numbers and addresses.

    Its letters and digits are as compatible as Unicode has them (NFKC), digits of all scripts 0 to
    9, dashes hyphens, gaps one space; nothing unseen is in it, and no mark on a digit.
    """
    if _PLAIN.fullmatch(text):
        return NormalText(text)
    return _copied(_plain_pieces(text))


def composed_copy(text: str) -> NormalText:
    """A copy for words: letters with their marks are one (NFC), and nothing unseen is in it."""
    if _PLAIN.fullmatch(text) or (
        unicodedata.is_normalized("NFC", text)
        and not any(unicodedata.category(character) == "Cf" for character in text)
    ):
        return NormalText(text)
    return _copied(
        (unicodedata.normalize("NFC", text[start:end]), start, end)
        for start, end in _clusters(text)
    )


def _copied(pieces: Iterator[tuple[str, int, int]]) -> NormalText:
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for part, start, end in pieces:
        parts.append(part)
        starts += [start] * len(part)
        ends += [end] * len(part)
    return NormalText("".join(parts), starts, ends)


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Each character that is seen, with the marks that follow it."""
    at = 0
    while at < len(text):
        start, at = at, at + 1
        if unicodedata.category(text[start]) == "Cf":
            continue
        while at < len(text) and unicodedata.category(text[at]) in _MARKS:
            at += 1
        yield start, at


def _plain_pieces(text: str) -> Iterator[tuple[str, int, int]]:
    gap: tuple[int, int] | None = None
    for start, end in _clusters(text):
        if text[start].isspace():
            gap = (gap[0] if gap else start, end)
            continue
        if gap:
            yield from _gap_pieces(text, *gap)
            gap = None
        yield _plain_cluster(text[start:end]), start, end
    if gap:
        yield from _gap_pieces(text, *gap)


def _gap_pieces(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """One space; two where a line is left blank, over which no number goes."""
    lines = text[start:end].replace("\r\n", "\n").count("\n")
    middle = start + 1
    if lines > 1 and middle < end:
        yield " ", start, middle
        yield " ", middle, end
    else:
        yield " ", start, end


def _plain_cluster(cluster: str) -> str:
    marked = cluster[:1] if unicodedata.category(cluster[0])[0] == "N" else cluster
    plain = unicodedata.normalize("NFKC", marked)
    if len(plain) > _LONGEST:  # a whole phrase in one sign: the text would grow manyfold
        return cluster[:1]
    return "".join(map(_plain_character, plain))


def _plain_character(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.digit(character))
    return "-" if category == "Pd" or character == _MINUS else character


def without_shouting(text: str) -> str:
    """The text, as long as before, in small letters if it is all in capitals and of many words."""
    if not text.isupper() or " " not in text.strip():
        return text
    lowered = ((letter, letter.lower()) for letter in text)
    return "".join(low if len(low) == 1 else letter for letter, low in lowered)
