"""How the encoder cuts a text into pieces."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from engine.understanding.encoder.tokenizer import Specials, Tokenizer

SPECIALS = Specials(begin=0, end=1, padding=2, unknown=3)
UNKNOWN_SCORE = -9.0
PIECES = {"a": (4, -2.0), "b": (5, -3.0), "ab": (6, -4.0), "abba": (7, -5.5), "bab": (8, -4.5)}
TOKENIZER = Tokenizer(PIECES, {}, SPECIALS, UNKNOWN_SCORE)


def cuts(text: str) -> Iterator[tuple[float, list[int]]]:
    """Every way to cut the text, with its log probability."""
    if not text:
        yield 0.0, []
    for end in range(1, len(text) + 1):
        known = PIECES.get(text[:end])
        number, score = known or (SPECIALS.unknown, UNKNOWN_SCORE)
        if known or end == 1:
            for rest, numbers in cuts(text[end:]):
                yield score + rest, [number, *numbers]


@given(st.text("abc", max_size=10))
def test_the_likeliest_cut_is_found(text: str) -> None:
    found = TOKENIZER.segment(text)
    scores = [score for score, numbers in cuts(text) if numbers == found]
    assert scores
    assert max(scores) == max(score for score, _ in cuts(text))
