"""Replaces personal data in texts by placeholders that name its kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Protocol

from contracts.placeholders import NAME, PLACEHOLDER, placeholder
from engine.prefetch_cache import PrefetchCache
from engine.privacy.agency import AgencyContacts
from engine.privacy.names.context import States
from engine.privacy.normal_form import NormalText, composed_copy
from engine.privacy.numbers import find_numbers
from engine.privacy.spans import DisjointSpans, Span


class FindsNames(Protocol):
    """What finds persons, organisations and places."""

    def by_rules(self, text: str) -> Any:
        """What it knows of a text before the encoder has read it, for `find`."""

    def find(
        self, text: str, by_rules: Any = None, states: States | None = None
    ) -> Iterable[tuple[int, int, str]]:
        """Start and end, in characters, and kind of each; `states` are the encoder's of the text.

        What is not given is read here.
        """


# "4 pm Sydney time", "18 August": a zone and a month, whatever else they are the names of.
_CLOCK_BEFORE = re.compile(r"(?:\d ?(?:[ap]\.?m\.?)?|\b(?:noon|midnight)) $", re.IGNORECASE)
_ZONE_AFTER = re.compile(r"[- ]?ti(?:me|d)\b", re.IGNORECASE)
_DAY_BEFORE = re.compile(r"(?<!\d)(?:[12]?\d|3[01])(?:st|nd|rd|th)?(?: of)? $", re.IGNORECASE)
_MONTHS = frozenset(("april", "may", "june", "august"))
_NEAR = 12  # characters
# Shorter strings occur in other words too: they are masked where they stand, not elsewhere.
_LEAST_ECHO = 3


class Findings(NamedTuple):
    """Spans of a text, in order: personal data, and organisations and places."""

    personal: list[Span]
    public: list[Span]


class TextRead(NamedTuple):
    """What of a text is known before the encoder has read it.

    `copy` has one spelling of each letter: names are looked for there, and so are the encoder's
    states of it.
    """

    placeholders: DisjointSpans
    numbers: list[Span]
    copy: NormalText
    names: Any


class Masker:
    """Finds and replaces personal data in texts."""

    def __init__(self, names: FindsNames, agency: AgencyContacts) -> None:
        self._names = names
        self._agency = agency
        self._prefetched: PrefetchCache[str, Findings] = PrefetchCache()

    def read_ahead(self, text: str) -> TextRead:
        """The part of `look` that needs no encoder."""
        placeholders = DisjointSpans(match.span() for match in PLACEHOLDER.finditer(text))
        numbers = [s for s in find_numbers(text) if not self._agency.holds(text[s.start : s.end])]
        copy = composed_copy(text)
        return TextRead(placeholders, numbers, copy, self._names.by_rules(copy.text))

    def look(
        self, text: str, read: TextRead | None = None, states: States | None = None
    ) -> Findings:
        """What is in the text, none overlapping; the agency's own contacts are not personal.

        It is kept until `find` asks for the same text, as the store does at the end of the turn:
        to look for names takes a third of the time for a message. `read` is of this text, if it is
        there already; `states`, if they are of its copy, are not read again.
        """
        findings = self._found(text, read, states)
        self._prefetched.put(text, findings)
        return findings

    def _found(self, text: str, read: TextRead | None, states: States | None) -> Findings:
        return self._prefetched.take(text) or self._look(text, read, states)

    def _look(self, text: str, read: TextRead | None, states: States | None) -> Findings:
        placeholders, numbers, copy, by_rules = read or self.read_ahead(text)
        if states and states.text != copy.text:
            states = None
        number_spans = DisjointSpans((number.start, number.end) for number in numbers)
        entities = [
            Span(start, end, label)
            for start, end, label in (
                copy.original(Span(*entity))
                for entity in self._names.find(copy.text, by_rules, states)
            )
            if placeholders.is_free(start, end) and number_spans.is_free(start, end)
        ]
        names = [
            Span(start, end, NAME)
            for start, end, label in entities
            if label == "person" and not self._is_agency_name(text[start:end])
            if not _is_of_a_time(text, start, end)
        ]
        return Findings(sorted(numbers + names), [s for s in entities if s.kind != "person"])

    def find(self, text: str) -> list[Span]:
        """The personal data in the text, in order."""
        return self._found(text, None, None).personal

    def mask(self, text: str, read: TextRead | None = None, states: States | None = None) -> str:
        """The text with a placeholder in place of each piece of personal data; else as `look`."""
        return replace_spans(text, self._found(text, read, states).personal)

    def _is_agency_name(self, name: str) -> bool:
        return self._agency.holds(name) or self._agency.holds(name.removesuffix("s"))


def _is_of_a_time(text: str, start: int, end: int) -> bool:
    """Whether a name is the zone of the clock time before it, or the month of the day before it."""
    before = text[max(0, start - _NEAR) : start]
    if text[start:end].lower() in _MONTHS:
        return bool(_DAY_BEFORE.search(before))
    return bool(_ZONE_AFTER.match(text, end) and _CLOCK_BEFORE.search(before))


def replace_spans(text: str, spans: Iterable[Span]) -> str:
    """The text with each span replaced by its kind in brackets."""
    parts, last = [], 0
    for start, end, kind in spans:
        parts += [text[last:start], placeholder(kind)]
        last = end
    return "".join([*parts, text[last:]])


def mask_echoes(value: Any, secrets: Mapping[str, str]) -> Any:
    """The value with every secret replaced, in strings at any depth.

    `secrets` maps a text to its placeholder. A name is replaced where it is a word: *dag* leaves
    *vardagar* alone.
    """
    longest_first = sorted((s for s in secrets if len(s) >= _LEAST_ECHO), key=len, reverse=True)
    return _without(value, [(secret, secrets[secret]) for secret in longest_first])


def _without(value: Any, secrets: list[tuple[str, str]]) -> Any:
    if isinstance(value, str):
        for secret, becomes in secrets:
            value = _replaced(value, secret, becomes)
        return value
    if isinstance(value, dict):
        return {key: _without(item, secrets) for key, item in value.items()}
    if isinstance(value, list):
        return [_without(item, secrets) for item in value]
    return value


def _replaced(text: str, secret: str, becomes: str) -> str:
    """Not by a pattern: `re` keeps those that it compiles, and a secret would lie in one."""
    if becomes != placeholder(NAME):
        return text.replace(secret, becomes)
    first, *rest = text.split(secret)
    for part in rest:
        in_a_word = first[-1:].isalnum() or part[:1].isalnum()
        first += (secret if in_a_word else becomes) + part
    return first
