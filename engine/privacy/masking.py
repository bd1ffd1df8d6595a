"""Replaces personal data in texts by placeholders that name its kind."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, Protocol

from contracts.placeholders import NAME, PLACEHOLDER, placeholder
from engine.prefetch_cache import PrefetchCache
from engine.privacy.agency import AgencyContacts
from engine.privacy.normal_form import NormalText, composed_copy
from engine.privacy.numbers import find_numbers
from engine.privacy.spans import DisjointSpans, Span


class FindsNames(Protocol):
    """What finds persons, organisations and places."""

    def find(self, text: str) -> Iterable[tuple[int, int, str]]:
        """Start, end and kind of each."""

    def read_ahead(self, text: str) -> None:
        """Have ready what needs no encoder."""


# Shorter strings occur in other words too: they are masked where they stand, not elsewhere.
_LEAST_ECHO = 3


class Findings(NamedTuple):
    """Spans of a text, in order: personal data, and organisations and places."""

    personal: list[Span]
    public: list[Span]


class _Begun(NamedTuple):
    """What of a text is known before its names: placeholders, numbers, and a composed copy."""

    placeholders: DisjointSpans
    numbers: list[Span]
    copy: NormalText


class Masker:
    """Finds and replaces personal data in texts."""

    def __init__(self, names: FindsNames, agency: AgencyContacts) -> None:
        self._names = names
        self._agency = agency
        self._begun: PrefetchCache[str, _Begun] = PrefetchCache()
        self._prefetched: PrefetchCache[str, Findings] = PrefetchCache()

    def read_ahead(self, text: str) -> None:
        """Have ready what `look` needs besides the encoder."""
        begun = self._begin(text)
        self._names.read_ahead(begun.copy.text)
        self._begun.put(text, begun)

    def look(self, text: str) -> Findings:
        """What is in the text, none overlapping; the agency's own contacts are not personal.

        It is kept until `find` asks for the same text, as the store does at the end of the turn:
        to look for names takes a third of the time for a message.
        """
        findings = self._prefetched.take(text) or self._look(text)
        self._prefetched.put(text, findings)
        return findings

    def _begin(self, text: str) -> _Begun:
        placeholders = DisjointSpans(match.span() for match in PLACEHOLDER.finditer(text))
        numbers = [s for s in find_numbers(text) if not self._agency.holds(text[s.start : s.end])]
        return _Begun(placeholders, numbers, composed_copy(text))

    def _look(self, text: str) -> Findings:
        placeholders, numbers, copy = self._begun.take(text) or self._begin(text)
        number_spans = DisjointSpans((number.start, number.end) for number in numbers)
        entities = [
            Span(start, end, label)
            for start, end, label in (
                copy.original(Span(*entity)) for entity in self._names.find(copy.text)
            )
            if placeholders.is_free(start, end) and number_spans.is_free(start, end)
        ]
        names = [
            Span(start, end, NAME)
            for start, end, label in entities
            if label == "person" and not self._is_agency_name(text[start:end])
        ]
        return Findings(sorted(numbers + names), [s for s in entities if s.kind != "person"])

    def find(self, text: str) -> list[Span]:
        """The personal data in the text, in order."""
        return (self._prefetched.take(text) or self._look(text)).personal

    def mask(self, text: str) -> str:
        """The text with a placeholder in place of each piece of personal data."""
        return replace_spans(text, self.find(text))

    def _is_agency_name(self, name: str) -> bool:
        return self._agency.holds(name) or self._agency.holds(name.removesuffix("s"))


def replace_spans(text: str, spans: Iterable[Span]) -> str:
    """The text with each span replaced by its kind in brackets."""
    parts, last = [], 0
    for start, end, kind in spans:
        parts += [text[last:start], placeholder(kind)]
        last = end
    return "".join([*parts, text[last:]])


def mask_echoes(value: Any, secrets: dict[str, str]) -> Any:
    """The value with every secret replaced, in strings at any depth.

    `secrets` maps a text to its placeholder.
    """
    longest_first = sorted(secrets, key=len, reverse=True)
    return _without(value, [(s, secrets[s]) for s in longest_first if len(s) >= _LEAST_ECHO])


def _without(value: Any, secrets: list[tuple[str, str]]) -> Any:
    if isinstance(value, str):
        for secret, placeholder in secrets:
            value = value.replace(secret, placeholder)
        return value
    if isinstance(value, dict):
        return {key: _without(item, secrets) for key, item in value.items()}
    if isinstance(value, list):
        return [_without(item, secrets) for item in value]
    return value
