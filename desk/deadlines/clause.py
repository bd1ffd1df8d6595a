"""Cuts a text into clauses in which deadlines can be read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from desk.deadlines.vocabulary import (
    DEADLINE_WORDS,
    DENIED_DEADLINE,
    MONTH,
    OF_AN_ARRIVAL,
    PAST_OR_STATISTICS,
    REQUEST_WORDS,
    WEEKDAY,
)

_END = re.compile(r"[!?;]+|\.(?= |$)|\.{2,}")
_LETTERS = str.maketrans("øæ–—−’", "oa---'")
_ABBREVIATIONS = [
    (re.compile(r"\b(kl|ca|jan|feb|apr|aug|sept?|o[kc]t|nov|dec)\.(?!\d)"), r"\1"),
    (re.compile(r"\b(?:kl|klockan|klocka)\b(?! ar\b) ?[.:]? ?(?=\w)"), "kl "),
    (re.compile(r"\bkl(?: ?)([01]\d|2[0-3])([0-5]\d)\b"), r"kl \1.\2"),
    (re.compile(r"\bkl(?=\d)"), "kl "),
    (re.compile(r"\b([ap])\. ?m\b\.?"), r"\1m"),
    (re.compile(r"(?<=\d)([ap]m\b)"), r" \1"),
    (re.compile(r"\b(?:fr|t)\.? ?o\.? ?m\b\.?"), "fran"),
    (re.compile(r"\ba\.s\.a\.p\b"), "asap"),
    (re.compile(r"\b([01]\d|2[0-3])([0-5]\d)(?= ?(?:gmt|utc|est|edt|bst|cet|cest)\b)"), r"\1.\2"),
    (re.compile(r"(?<=[.:][0-5]\d)(?=(?:gmt|utc|est|edt|bst|cet|cest)\b)"), " "),
]
_RANGE = re.compile(
    rf"\b(?:{WEEKDAY}) ?(?:-|till|to|through) ?(?:{WEEKDAY})\b"
    rf"|\b(?:mellan|between|fran|from) (?:(?:den|kl|the) )?(?:\d|{WEEKDAY})[^,]{{0,30}}?"
    rf"(?: (?:och|and|till|to) | ?- ?)(?:(?:den|kl|the) )?[^ ]+(?: (?:{MONTH})\b)?"
)
_CUE = re.compile(rf"\b(?:{DEADLINE_WORDS}|{REQUEST_WORDS})\b")
_WAITS = re.compile(
    rf"\b(?:{DEADLINE_WORDS}|{REQUEST_WORDS}|innan|fore|infor|before|by"
    rf"|till(?= (?:{WEEKDAY}|i ?dag|i ?morgon|i ?kvall|kl|klockan|lunch|den \d|\d)))\b"
)
_TAKES_PLACE = re.compile(
    r"\b(?:film\w*|podd\w*|podcast\w*|\w*debatt\w*|panel\w*|\w*konferens\w*|\w*mote\w*|\w*besok\w*"
    r"|inspel\w*|spela\w* in|fotograf\w*|plata\w*|vara med|medverka\w*|gast\w*|i studion?|traff\w*"
    r"|seminari\w*|forelas\w*|join|guest|record(?:ing)?|shoot(?:ing)?|visit|in the studio|debate)\b"
)
_DEADLINE_WORD = re.compile(rf"\b(?:{DEADLINE_WORDS})\b")
_ASKED_FOR = (
    r"(?:det|dem|nagon|nagot|it|them|someone|somebody|"
    r"(?:en |ett |ert |er |a |your )?(?:svar|kommentar|citat|uttalande|intervju|talesperson|"
    r"answer|reply|comment|quote|statement|interview|spokesperson))"
)
_AT_ONCE = re.compile(
    r"(?<!inte )(?<!not )\b(?:nu (?:direkt|genast|med en gang)|direkt nu|omgaende|genast|asap|"
    r"snarast|right (?:now|away)|immediately|straight away|as soon as possible|"
    r"sa (?:snart|fort|snabbt) som mojligt)\b"
    r"|(?:"
    rf"\b(?:{DEADLINE_WORDS})(?: (?:ar|is|redan|typ|live)){{0,2}}[ :=-]{{1,3}}"
    rf"|\b(?:behov(?:er|s)|vill ha|maste ha|need|want)(?: {_ASKED_FOR})?(?: fran er| from you)? "
    r"|^ ?(?:(?:helst|redan|garna|preferably|ideally) )?"
    r")(?:nu|now)(?: tack| please| helst)?(?= *(?:,|$))"
    rf"|\b(?:{DEADLINE_WORDS}) (?:nu|now) (?:och |and )?"
    r"(?:behov|vill |maste |kan ni\b|need|can you\b)"
)
_ENGLISH = re.compile(
    r"\b(?:the|we|we're|i'm|my|your|need|before|tomorrow|today|tonight|please|(?:by|at)(?= \d)|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
)
# Parts of a day that are named apart from a day or an hour: "morgonsoffan", "på kvällen".
_BROADCAST = r" (?:show|news|programme|broadcast|bulletin)"
_PARTS = {
    "morning": re.compile(
        rf"\bmorgon(?!dag|tidning|post|blad)[a-z]|\bin the morning\b|\bmorning{_BROADCAST}\b"
    ),
    "evening": re.compile(
        r"\bkvalls(?:sand|nyhet|eko|soff|program|studio|bulletin)|\bpa (?:kvallen|eftermiddagen)\b"
        rf"|\bin the (?:afternoon|evening)\b|\bevening{_BROADCAST}\b"
    ),
}


@dataclass(frozen=True)
class Clause:
    """A clause without its ranges, and what its words say of every mention in it."""

    text: str
    has_cue: bool  # of a deadline, or of an answer that is asked for
    is_past: bool  # or asks for statistics
    is_of_an_arrival: bool  # of what comes on the day, where nothing is said of a deadline
    at_once: bool
    part: str | None  # of `vocabulary.PARTS`, where its words name one: "morgonsoffan"
    is_english: bool  # whose clock has twelve hours, with minutes or without


def clauses(text: str) -> Iterator[Clause]:
    """The clauses of a text as it was written."""
    for part in _END.split(fold(text)):
        plain = "" if DENIED_DEADLINE.search(part) else _RANGE.sub(" ", part)
        has_cue = bool(_CUE.search(plain))
        yield Clause(
            text=plain,
            has_cue=has_cue,
            is_past=bool(PAST_OR_STATISTICS.search(plain)),
            is_of_an_arrival=not has_cue and bool(OF_AN_ARRIVAL.search(plain)),
            at_once=bool(_AT_ONCE.search(plain)),
            part=_part_of(plain),
            is_english=bool(_ENGLISH.search(plain)),
        )


def _part_of(text: str) -> str | None:
    """The part of the day that the words of a clause name; None where they name two."""
    parts = [part for part, pattern in _PARTS.items() if pattern.search(text)]
    return parts[0] if len(parts) == 1 else None


_WAIVED = re.compile(r"\b(?:utan|ingen|ta bort|stryk|without|no|remove|drop)(?: the| a)? deadline")


def waives_deadline(text: str) -> bool:
    """Whether a text says that there is no deadline after all."""
    return bool(_WAIVED.search(text.lower()))


def states_deadline(text: str) -> bool:
    """Whether `text` says the word: deadline, publishes, on air, to print, at the latest."""
    return bool(_DEADLINE_WORD.search(fold(text)))


def says_when_something_is(text: str) -> bool:
    """Whether `text` speaks of something that takes place, and of no answer by then."""
    folded = fold(text)
    return bool(_TAKES_PLACE.search(folded)) and not _WAITS.search(folded)


def fold(text: str) -> str:
    """Lower case without accents, abbreviations without their points; letter by letter: linear."""
    text = text.casefold().replace("\n", " . ").translate(_LETTERS)
    bare = "".join(unicodedata.normalize("NFKD", letter) for letter in text)
    bare = " ".join("".join(c for c in bare if not unicodedata.combining(c)).split())
    for pattern, plain in _ABBREVIATIONS:
        bare = pattern.sub(plain, bare)
    return bare
