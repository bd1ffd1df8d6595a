"""Spares models that are held against each other what they all read alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache

import numpy as np

from engine.privacy.masking import Findings
from engine.understanding.encoder import shared_encoder
from engine.understanding.masker import make_masker

_TEXTS = 16_384  # that are kept; their vectors take 25 MB


@contextmanager
def each_text_read_once() -> Iterator[None]:
    """Meanwhile this process's encoder and masker read the same text but once.

    All models share both. Not for serving: the texts are kept, for the next time too.
    """
    encoder, masker = shared_encoder(), make_masker()
    computed, look = _kept()

    def vector(text: str, state: Iterable[str] = ()) -> np.ndarray:
        return computed(text, tuple(state))

    encoder.vector, masker.look = vector, look  # type: ignore[assignment, method-assign]
    try:
        yield
    finally:
        del encoder.vector, masker.look


@cache
def _kept() -> tuple[Callable[[str, tuple[str, ...]], np.ndarray], Callable[[str], Findings]]:
    """What the encoder and the masker do, with a memory."""
    return lru_cache(_TEXTS)(shared_encoder().vector), lru_cache(_TEXTS)(make_masker().look)
