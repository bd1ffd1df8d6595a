"""The words of a message: how each is written, and what the lists and the model know of it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from engine.privacy.names.lists import ORGANISATION, PERSON, WORD, Lists, WordEntry
from engine.privacy.spans import DisjointSpans, Span

# A run without spaces that holds x@x.x. Each part ends where the next begins, so that a run is
# read once: \S+@\S+\.\S+ finds the same, but takes the cube of the length of "@@@@".
ADDRESS = re.compile(r"(?<!\S)\S[^\s@]*@\S[^\s.]*\.\S+|\b(?:https?://|www\.)\S+")
SENTENCE_START = re.compile(r"[.!?:;\n\"”“(–—/-]")
JOINT = re.compile(r" {1,2}")
INITIAL_JOINT = re.compile(r"\.? ?")


@dataclass(slots=True)
class Word:
    """A word of a message, its place there, and what is known of it.

    `gap` is the text since the word before; `near` says that it is no more than a space, or the
    point of an initial. `person` and `organisation` say what the model takes the word for.
    """

    start: int
    end: int
    gap: str
    capital: bool
    near: bool
    entry: WordEntry
    person: bool = False
    organisation: bool = False
    initial: bool = False  # before a surname

    @property
    def low(self) -> str:
        """The word in lower case."""
        return self.entry.low

    @property
    def opens(self) -> bool:
        """Whether a sentence starts here, so that the capital says nothing."""
        return self.start == len(self.gap) or bool(SENTENCE_START.search(self.gap))

    @property
    def stands_out(self) -> bool:
        """Whether the word has a capital that it need not have, or is in no list of words."""
        entry = self.entry
        return not entry.known or (self.capital and not (self.opens and entry.grammar))

    @property
    def settled(self) -> bool:
        """Whether it says nothing.

        Such a word starts no name unless it is an initial, and among such words alone the model
        changes nothing.
        """
        return not (self.stands_out or self.entry.given or self.entry.surname)

    @property
    def name_like(self) -> bool:
        """Whether an unknown word is spelt like a name and not like an inflected Swedish word."""
        entry = self.entry
        telling = self.capital and not self.opens
        return entry.unknown and (telling or entry.spelt_like_a_name or not entry.inflected)


class Cursor:
    """One word among those of its message."""

    __slots__ = ("at", "word", "words")

    def __init__(self, words: Sequence[Word], at: int) -> None:
        self.words = words
        self.at = at
        self.word = words[at]

    def before(self, steps: int = 1) -> Word | None:
        """The word so many before."""
        return self.words[self.at - steps] if self.at >= steps else None

    def after(self, steps: int = 1) -> Word | None:
        """The word so many after."""
        at = self.at + steps
        return self.words[at] if at < len(self.words) else None

    def near(self, steps: int = 1) -> Word | None:
        """The word so many after, if only a space parts it from the one before it."""
        word = self.after(steps)
        return word if word and word.near else None

    @property
    def cue(self) -> str:
        """The word before in lower case, if only a space parts them, or nothing."""
        return self.words[self.at - 1].low if self.word.near else ""


def read_words(text: str, lists: Lists) -> list[Word]:
    """The words of a message outside addresses, each with what the lists know of it."""
    addresses = DisjointSpans(match.span() for match in ADDRESS.finditer(text))
    matches = [
        match
        for match in WORD.finditer(text)
        if addresses.is_free(match.start(), match.start() + 1)
    ]
    entries = lists.entries([match[0].lower() for match in matches])
    words: list[Word] = []
    end, joint = 0, None
    for match, entry in zip(matches, entries, strict=True):
        gap = text[end : match.start()]
        near = bool(joint and joint.fullmatch(gap))
        words.append(Word(match.start(), match.end(), gap, match[0][0].isupper(), near, entry))
        end, joint = match.end(), INITIAL_JOINT if len(entry.low) == 1 else JOINT
    return words


_START, _END = attrgetter("start"), attrgetter("end")


def inside(span: Span, words: Sequence[Word]) -> Sequence[Word]:
    """The words that have a character of the span."""
    places = places_inside(span, words)
    return words[places.start : places.stop]


def places_inside(span: Span, words: Sequence[Word]) -> range:
    """Which of the words those are."""
    first = bisect_right(words, span.start, key=_END)
    return range(first, bisect_left(words, span.end, lo=first, key=_START))


def mark(words: Sequence[Word], spans: Iterable[Span]) -> None:
    """Notes on each word what the model takes it for, and whether it is an initial.

    Initials from the last to the first, because one before another initial is what that is.
    """
    for span in spans:
        for word in inside(span, words):
            word.person |= span.kind == PERSON
            word.organisation |= span.kind == ORGANISATION
    for at in reversed(range(len(words))):
        if len(words[at].low) == 1:
            words[at].initial = _is_initial(Cursor(words, at))


def _is_initial(cursor: Cursor) -> bool:
    """Whether a letter is an initial before a surname."""
    after = cursor.near()
    if not after or "." not in after.gap:
        return False
    entry = after.entry
    if len(after.low) == 1:
        return after.initial
    if not cursor.word.capital:
        return entry.surname and entry.clear
    return after.capital and not entry.grammar and (entry.surname or after.person)
