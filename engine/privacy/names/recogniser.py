"""Finds persons, organisations and places in Swedish chat messages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import spacy
from spacy.language import Language

from engine.prefetch_cache import PrefetchCache
from engine.privacy.names.context import FILE as CONTEXT
from engine.privacy.names.context import ContextJudge, ReadStates
from engine.privacy.names.extent import CONTINUES, end_of_person
from engine.privacy.names.fast_tok2vec import FILE, speed_up
from engine.privacy.names.lists import ORGANISATION, PERSON, PLACE, TERM, Lists
from engine.privacy.names.message_words import Cursor, Word, inside, mark, places_inside, read_words
from engine.privacy.names.rule import decide
from engine.privacy.names.rules import STARTS
from engine.privacy.names.tokens import forgetting, tokenise
from engine.privacy.spans import DisjointSpans, Span

# What sv_core_news_sm calls them, and its parts that find no names.
LABELS = {"PRS": PERSON, "ORG": ORGANISATION, "LOC": PLACE}
UNUSED = ("tagger", "morphologizer", "parser", "lemmatizer", "attribute_ruler", "senter")
SURROGATE = re.compile(r"[\ud800-\udfff]")


class Likelihoods(NamedTuple):
    """How likely a word must be to be of a name: one that the rules leave, and one they take.

    A word that nothing else speaks for needs more, for there are many times as many of them, and
    so does a function word ("mange" in Danish, "hans").
    """

    a_name: float
    of_function_words: float
    of_ordinary_words: float
    kept: float

    def makes(self, word: Word) -> float:
        """How likely a word must be that the rules leave."""
        if word.entry.grammar:
            return self.of_function_words
        return self.of_ordinary_words if word.settled else self.a_name


# Recall and other words masked at the values around stand in recipes/names/README.md.
LIKELIHOODS = Likelihoods(0.6, 0.7, 0.9, 0.1)
_FEWEST_JUDGED = 2  # words

RULES = (*(rule.name for rule in STARTS), *(rule.name for rule in CONTINUES))


class NamesByRules(NamedTuple):
    """What a message holds by the rules: its words, and persons, organisations and places."""

    words: list[Word]
    persons: list[Span]
    others: list[Span]


class NameRecogniser:
    """A trained model and lists of names, joined by rules, over which the encoder may judge.

    `states` reads a text with the encoder; without it the rules stand. `model` names another spaCy
    pipeline, installed or in a folder: sv_core_news_sm, say. `without` are the names of rules
    (`RULES`) to leave out, to see what each is worth.
    """

    def __init__(
        self,
        path: Path,
        model: str | None = None,
        without: frozenset[str] = frozenset(),
        states: ReadStates | None = None,
    ) -> None:
        if unknown := without.difference(RULES):
            raise ValueError(f"no such rules: {', '.join(sorted(unknown))}")
        self._starts = [rule for rule in STARTS if rule.name not in without]
        self._continues = [rule for rule in CONTINUES if rule.name not in without]
        self._lists = Lists(path / "name_lists")
        own = path / "model"
        self._nlp: Language = spacy.load(model or own, exclude=UNUSED)
        if model is None:
            speed_up(self._nlp, own / FILE)
        self._states = states
        self._judge = ContextJudge(path / CONTEXT) if states else None
        self._read_ahead: PrefetchCache[str, NamesByRules] = PrefetchCache()

    def find(self, text: str) -> list[Span]:
        """The persons, organisations and places, in order, none overlapping."""
        read = self._read_ahead.take(text) or self.by_rules(text)
        persons = self._judged(text, read)
        return _without_overlap([*_joined(text, persons), *read.others])

    def read_ahead(self, text: str) -> None:
        """Have ready what `find` needs besides the encoder."""
        self._read_ahead.put(text, self.by_rules(text))

    def by_rules(self, text: str) -> NamesByRules:
        """What the rules alone find."""
        text = _readable(text)
        words = read_words(text, self._lists)
        spans = [] if all(word.settled for word in words) else self._ask_model(text)
        mark(words, spans)
        persons = list(self._persons(words))
        others = [*_list_spans(words), *(span for span in spans if _is_plausible(span, words))]
        return NamesByRules(words, persons, others)

    def _judged(self, text: str, read: NamesByRules) -> list[Span]:
        """The persons by the encoder: the rules' without those that it denies, and those it adds.

        Of a name that it believes in part, what lies between two such words stays. A word that
        stands alone ("info") has no sentence to be judged by.
        """
        words = read.words
        if self._judge is None or self._states is None or len(words) < _FEWEST_JUDGED:
            return read.persons
        named = [False] * len(words)
        runs = [places_inside(span, words) for span in read.persons]
        for run in runs:
            named[run.start : run.stop] = [True] * len(run)
        likely = self._judge.likelihoods(words, named, self._states(text))
        found = []
        for run in runs:
            kept = [at for at in run if likely[at] > LIKELIHOODS.kept]
            if kept:
                found.append(Span(words[kept[0]].start, words[kept[-1]].end, PERSON))
        for word, by_rules, likelihood in zip(words, named, likely, strict=True):
            if not by_rules and likelihood > LIKELIHOODS.makes(word):
                found.append(Span(word.start, word.end, PERSON))
        return sorted(found)

    def _ask_model(self, text: str) -> list[Span]:
        """What the model alone finds."""
        with forgetting(self._nlp):
            ents = self._nlp(tokenise(self._nlp, text)).ents
            return [Span(e.start_char, e.end_char, LABELS.get(e.label_, e.label_)) for e in ents]

    def _persons(self, words: Sequence[Word]) -> Iterator[Span]:
        """The persons, each from the first word of a name to its last."""
        at = 0
        while at < len(words):
            word = words[at]
            settled = word.settled and not word.initial
            if settled or not decide(self._starts, Cursor(words, at)):
                at += 1
                continue
            end = end_of_person(words, at, self._continues)
            yield Span(word.start, words[end - 1].end, PERSON)
            at = end


def _readable(text: str) -> str:
    """The text, as long as before, without lone surrogates and not all in capitals."""
    text = SURROGATE.sub("\ufffd", text)
    if not text.isupper() or " " not in text.strip():
        return text
    lowered = ((letter, letter.lower()) for letter in text)
    return "".join(low if len(low) == 1 else letter for letter, low in lowered)


def _list_spans(words: Iterable[Word]) -> Iterator[Span]:
    """Places and organisations from the lists, where they are not ordinary words."""
    last: Span | None = None
    for word in words:
        entry = word.entry
        label = entry.label if entry.label != TERM and (word.capital or not entry.known) else ""
        if last and word.near and label == last.kind:
            last = last._replace(end=word.end)
            continue
        if last:
            yield last
        last = Span(word.start, word.end, label) if label else None
    if last:
        yield last


def _is_plausible(span: Span, words: Sequence[Word]) -> bool:
    """Whether the model may be right about a place or an organisation."""
    among = inside(span, words)
    named = any(word.stands_out for word in among)
    return span.kind != PERSON and named and all(word.entry.label != TERM for word in among)


def _joined(text: str, persons: Iterable[Span]) -> list[Span]:
    """Persons, those side by side as one."""
    joined: list[Span] = []
    for person in persons:
        beside = joined and text[joined[-1].end : person.start] in (" ", "-")
        start = joined.pop().start if beside else person.start
        joined.append(person._replace(start=start))
    return joined


def _without_overlap(spans: Iterable[Span]) -> list[Span]:
    """The spans in order of place; of two that overlap, the one given first."""
    disjoint = DisjointSpans()
    return sorted(span for span in spans if disjoint.take(span.start, span.end))
