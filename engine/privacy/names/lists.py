"""The lists of names and words, and what they know of a word."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from engine.privacy.names.spelling import Spelling

PERSON, ORGANISATION, PLACE, TERM = "person", "organisation", "place", "term"

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# What a term may end with; a place and an organisation are written as in the list, or with an -s.
TERM_ENDINGS = ("", "s", "n", "en", "ens", "et", "ets", "er", "erna", "ar", "arna")
INFLECTED = re.compile(
    r".*(?:.{4}an|de|te|ar|er|or|ör|at|it|en|et|na|ns|ts|as|es|igt|iga|ig|isk|iskt|ende|ing|ling|het|bar|"
    r"are|ist|ism|ion|lig|ligt|liga|sam|t|ad|ln|rn|tt|ck|ik|vis|slag|bok|brev)"
    r"|(?:över|under|åter|fram|arbets|sjuk|försäkr|social|mellan|vård|barn|tjänst).*"
)
# One listed name is longer, and 4 % of the words are: compounds. With 13, eleven persons of the
# privacy set are missed.
LONGEST_NAME = 16
# Shorter words ("ok", "re") are ordinary, listed or not: 27 of 14,713 listed names are. With 4, six
# persons of the privacy set are missed.
SHORTEST_NAME = 3
# More like a name than like a word: 97 % of the listed names are over it, and 4 % of the words.
HALF_LIKE_A_NAME = 0.5


class WordEntry(NamedTuple):
    """What the lists know of a word in lower case.

    `spelling` is how like a name an unlisted word is spelt, 0 to 1; `label` is that of the place,
    organisation or term that the word is part of, or empty.
    """

    low: str
    given: bool
    surname: bool
    genitive: bool
    ordinary: bool
    grammar: bool
    known: bool
    label: str
    spelling: float

    @property
    def clear(self) -> bool:
        """Whether a listed name is nothing else."""
        return not (self.ordinary or self.label)

    @property
    def unknown(self) -> bool:
        """Whether nothing speaks against a name."""
        return not (self.known or self.label) and SHORTEST_NAME <= len(self.low) <= LONGEST_NAME

    @property
    def spelt_like_a_name(self) -> bool:
        """Whether more names than ordinary words are spelt like this unknown word."""
        return self.unknown and self.spelling > HALF_LIKE_A_NAME

    @property
    def inflected(self) -> bool:
        """Whether it is formed like a Swedish word rather than a name."""
        return bool(INFLECTED.fullmatch(self.low))


class Lists:
    """The lists in a folder, read once."""

    def __init__(self, folder: Path) -> None:
        self._spelling = Spelling(folder / "spelling.npz")
        self._given = _read_lines(folder / "given.txt")
        self._surnames = _read_lines(folder / "surnames.txt")
        self._names = self._given | self._surnames
        self._grammar = frozenset(_read_entries(folder / "function_words.txt"))
        self._stop = _read_lines(folder / "stop.txt")
        self._ordinary = self._stop | self._grammar
        self._known = _read_lines(folder / "words.txt") | self._ordinary
        calendar = _read_entries(folder / "calendar.txt")
        self._calendar = frozenset(calendar)
        newsrooms, authorities, benefits, terms = (
            _read_entries(folder / f"{name}.txt")
            for name in ("newsrooms", "authorities", "benefits", "terms")
        )
        self._phrases = _phrases(
            {
                PLACE: _read_entries(folder / "places.txt"),
                ORGANISATION: [*newsrooms, *authorities],
                TERM: [*benefits, *terms, *calendar],
            }
        )

    def entries(self, lows: Sequence[str]) -> list[WordEntry]:
        """What is known of each word of a message, in lower case."""
        labels = self._labels(lows)
        return [self._entry(low, label) for low, label in zip(lows, labels, strict=True)]

    def _entry(self, low: str, label: str) -> WordEntry:
        known = low in self._known
        return WordEntry(
            low=low,
            given=self._is_name(low, self._given, known),
            surname=self._is_name(low, self._surnames, known),
            genitive=low.endswith("s") and low not in self._names,
            ordinary=low in self._ordinary or len(low) < SHORTEST_NAME,
            grammar=low in self._grammar,
            known=known,
            label=label,
            spelling=0.0 if known or label else self._spelling.likeness(low),
        )

    def _is_name(self, low: str, names: frozenset[str], known: bool) -> bool:
        """Whether a word, or one part of a hyphenated word, is a listed name or its genitive."""
        if low in names:
            return True
        if known:
            return False
        base = low.removesuffix("s").rstrip("'’")
        if low.endswith("s") and len(base) > 2 and base in names:
            return base not in self._stop
        parts = base.split("-") if base.split("-")[-1] in names else low.split("-")
        return len(parts) > 1 and all(p in names and p not in self._phrases for p in parts)

    def _labels(self, lows: Sequence[str]) -> list[str]:
        """The label of each word inside a listed phrase; the longest phrase wins."""
        labels = [""] * len(lows)
        at = 0
        while at < len(lows):
            candidates = [lows[at], lows[at].removesuffix("s"), lows[at].partition("-")[0]]
            if lows[at].rpartition("-")[2] in self._calendar:
                labels[at] = TERM
            phrases = [p for low in dict.fromkeys(candidates) for p in self._phrases.get(low, ())]
            size = 1
            for phrase, label in phrases:
                part = lows[at : at + len(phrase)]
                if part[:-1] == phrase[:-1] and _is_form_of(part[-1], phrase[-1]):
                    size = len(phrase)
                    labels[at : at + size] = [label] * size
                    break
            at += size
        return labels


def _read_lines(path: Path) -> frozenset[str]:
    """A list with one entry a line, without comments."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _read_entries(path: Path) -> list[str]:
    """A list with entries between commas, without comments, in lower case."""
    lines = path.read_text(encoding="utf-8").lower().splitlines()
    text = ",".join(line for line in lines if not line.startswith("#"))
    return [entry.strip() for entry in text.split(",") if entry.strip()]


def _phrases(entries: dict[str, list[str]]) -> dict[str, list[tuple[list[str], str]]]:
    """Phrases of one or more words with their labels, by first word, longest first."""
    phrases: dict[str, list[tuple[list[str], str]]] = {}
    for label, texts in entries.items():
        for text in texts:
            words = WORD.findall(text)
            for ending in TERM_ENDINGS if label == TERM else ("",):
                phrase = [*words[:-1], words[-1] + ending] if words else []
                if phrase:
                    phrases.setdefault(phrase[0], []).append((phrase, label))
    for choices in phrases.values():
        choices.sort(key=lambda choice: -len(choice[0]))
    return phrases


def _is_form_of(word: str, base: str) -> bool:
    """Whether a word is a base word, its genitive or a compound with it."""
    return word in (base, f"{base}s") or word.startswith(f"{base}-")
