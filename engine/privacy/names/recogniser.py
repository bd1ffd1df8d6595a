"""Finds persons, organisations and places in Swedish chat messages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import spacy
from spacy.language import Language

from engine.privacy.names.context import (
    FEWEST_JUDGED,
    ContextJudge,
    ReadStates,
    States,
    among,
    masked_words,
)
from engine.privacy.names.context import FILE as CONTEXT
from engine.privacy.names.extent import CONTINUES, end_of_person
from engine.privacy.names.fast_tok2vec import FILE, speed_up
from engine.privacy.names.lists import ORGANISATION, PERSON, PLACE, TERM, Lists
from engine.privacy.names.message_words import Cursor, Word, inside, mark, places_inside, read_words
from engine.privacy.names.rule import decide
from engine.privacy.names.rules import STARTS
from engine.privacy.names.tokens import forgetting, tokenise
from engine.privacy.normal_form import without_shouting
from engine.privacy.spans import DisjointSpans, Span

# What sv_core_news_sm calls them, and its parts that find no names.
LABELS = {"PRS": PERSON, "ORG": ORGANISATION, "LOC": PLACE}
UNUSED = ("tagger", "morphologizer", "parser", "lemmatizer", "attribute_ruler", "senter")
SURROGATE = re.compile(r"[\ud800-\udfff]")


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

    def find(
        self, text: str, by_rules: NamesByRules | None = None, states: States | None = None
    ) -> list[Span]:
        """The persons, organisations and places, in order, none overlapping.

        What the rules find of the text, and the encoder's states of it, are read if not given.
        """
        read = by_rules or self.by_rules(text)
        persons = self._judged(text, read, states)
        return _without_overlap([*_joined(text, persons), *read.others])

    def by_rules(self, text: str) -> NamesByRules:
        """What the rules alone find."""
        text = _readable(text)
        words = read_words(text, self._lists)
        spans = [] if all(word.settled for word in words) else self._ask_model(text)
        mark(words, spans)
        persons = list(self._persons(words))
        others = [*_list_spans(words), *(span for span in spans if _is_plausible(span, words))]
        return NamesByRules(words, persons, others)

    def _judged(self, text: str, read: NamesByRules, states: States | None) -> list[Span]:
        """The persons by the encoder, which denies some of the rules' and adds others."""
        words = read.words
        if self._judge is None or self._states is None or len(words) < FEWEST_JUDGED:
            return read.persons
        runs = [places_inside(span, words) for span in read.persons]
        named = among(len(words), runs)
        likely = self._judge.likelihoods(words, named, states or self._states(text))
        masked = masked_words(words, runs, likely)
        parts = [[at for at in run if masked[at]] for run in runs]
        parts += [[at] for at in range(len(words)) if masked[at] and not named[at]]
        return sorted(
            Span(words[part[0]].start, words[part[-1]].end, PERSON) for part in parts if part
        )

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
    return without_shouting(SURROGATE.sub("\ufffd", text))


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
