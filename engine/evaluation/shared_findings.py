"""Spares models that are held against each other what they all read alike."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from engine.prefetch_cache import PrefetchCache
from engine.privacy.masking import Findings, Masker
from engine.privacy.names.context import States
from engine.understanding.masker import make_masker

_TEXTS = 16_384  # that are kept


@contextmanager
def each_text_looked_at_once() -> Iterator[None]:
    """Have this process's masker look for personal data in the same text but once meanwhile.

    All models share it. Not for serving: the texts are kept, for the next time too.
    """
    masker, findings = make_masker(), _findings()

    def look(text: str, read: object = None, states: States | None = None) -> Findings:
        found = findings.get(text) or Masker.look(masker, text, states=states)
        findings.put(text, found)
        return found

    masker.look = look  # type: ignore[assignment, method-assign]
    try:
        yield
    finally:
        del masker.look


@cache
def _findings() -> PrefetchCache[str, Findings]:
    return PrefetchCache(_TEXTS)
