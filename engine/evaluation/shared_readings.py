"""Spares models that are held against each other what they all read alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache

import numpy as np

from contracts.conversation import State
from engine.prefetch_cache import PrefetchCache
from engine.privacy.masking import Findings, Masker
from engine.understanding.encoder import shared_encoder
from engine.understanding.masker import make_masker

_TEXTS = 16_384  # that are kept; their vectors take 25 MB


@contextmanager
def each_text_read_once() -> Iterator[None]:
    """Meanwhile this process's encoder and masker read the same text but once.

    All models share both. Not for serving: the texts are kept, for the next time too.
    """
    encoder, masker = shared_encoder(), make_masker()
    computed, findings = _kept()

    def vector(text: str, state: Iterable[str] = ()) -> np.ndarray:
        return computed(text, tuple(state))

    def look(text: str, read: object = None, states: object = None) -> Findings:
        found = findings.get(text) or Masker.look(masker, text)
        findings.put(text, found)
        return found

    def read(text: str, state: Iterable[str] = ()) -> tuple[np.ndarray, None]:
        return vector(text, state), None

    encoder.vector, encoder.read = vector, read  # type: ignore[assignment, method-assign]
    masker.look = look  # type: ignore[assignment, method-assign]
    try:
        yield
    finally:
        del encoder.vector, encoder.read, masker.look


@cache
def _kept() -> tuple[Callable[[str, State], np.ndarray], PrefetchCache[str, Findings]]:
    """The vectors of texts in their states, and what is in the texts, with a memory.

    The encoder's states of a text's pieces come of the same work, so a text that has a vector has
    been looked at.
    """
    findings: PrefetchCache[str, Findings] = PrefetchCache(_TEXTS)

    @lru_cache(_TEXTS)
    def computed(text: str, state: State) -> np.ndarray:
        encoder, masker = shared_encoder(), make_masker()
        reading = encoder.computed(encoder.inputs(text, state))
        if findings.get(text) is None:
            findings.put(text, Masker.look(masker, text, states=reading.pieces))
        return reading.vector

    return computed, findings
