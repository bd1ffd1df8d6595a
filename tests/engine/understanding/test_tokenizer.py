"""How the encoder cuts a text into pieces."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from contracts.paths import ENCODER
from engine.privacy.normal_form import without_shouting
from engine.understanding.encoder.tokenizer import Specials, Tokenizer

SPECIALS = Specials(begin=0, end=1, padding=2, unknown=3)
UNKNOWN_SCORE = -9.0
PIECES = {"a": (4, -2.0), "b": (5, -3.0), "ab": (6, -4.0), "abba": (7, -5.5), "bab": (8, -4.5)}
TOKENIZER = Tokenizer(PIECES, {}, SPECIALS, UNKNOWN_SCORE)
REAL = Tokenizer.load(ENCODER)


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


@given(st.text(max_size=60) | st.text("ab \n\t\u00a0\u200b\ufb01½é\ud800", max_size=60))
def test_pieces_and_their_places_are_those_of_the_text(text: str) -> None:
    ids, starts, ends = REAL.placed(text)
    blank = re.compile(r"[\ud800-\udfff\x00-\x1f\x7f]")
    said = re.sub(r"(!)!+|(\?)\?+", r"\1\2", without_shouting(blank.sub(" ", text)))
    said = re.sub(r"([^\s!?])!\s*$", r"\1", said)
    assert ids == REAL.segment(REAL.normalise(" ".join(said.split())))
    assert len(ids) == len(starts) == len(ends)
    assert all(0 <= start <= end <= len(text) for start, end in zip(starts, ends, strict=True))
    assert starts == sorted(starts)
    assert ends == sorted(ends)


def test_a_piece_stands_where_its_letters_are() -> None:
    text = "  ring\u00a0björn lundqvist,\n\nsa \ufb01na Åsa "
    _, starts, ends = REAL.placed(text)
    words = {text[start:end] for start, end in zip(starts, ends, strict=True)}
    assert {"björn", "lund", "qvist", ",", "Å"} <= words | {text[s : s + 1] for s in starts}
    covered = {at for start, end in zip(starts, ends, strict=True) for at in range(start, end)}
    assert covered == {at for at, letter in enumerate(text) if not letter.isspace()}


def test_what_is_shouted_is_read_as_what_is_said() -> None:
    said, _, _ = REAL.placed("jag orkar inte mer")
    for end in ("", "!", "!!!!", "!! "):
        shouted, starts, ends = REAL.placed(f"JAG ORKAR INTE MER{end}")
        assert shouted == said
        assert (starts[-1], ends[-1]) == (15, 18)
    _, starts, ends = REAL.placed("NEJ NEJ!!!! GÅ")
    assert (7, 8) in zip(starts, ends, strict=True)
    assert REAL.placed("SVT")[0] != REAL.placed("svt")[0]
