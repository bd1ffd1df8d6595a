"""What the encoder gives of a text: its vector, and the states of its pieces."""

from __future__ import annotations

import numpy as np
import pytest

from engine.understanding.encoder import shared_encoder
from engine.understanding.encoder.encoder import MOST_STRETCHES
from engine.understanding.encoder.tokenizer import MOST_PIECES

SHORT = "Hur många fick sjukpenning i fjol?"
LONG = "Jag skriver om sjukpenningen och undrar hur många som fick den i fjol. " * 12


@pytest.mark.parametrize("text", ["", " ", SHORT, LONG])
def test_a_text_has_the_same_vector_however_it_is_asked_for(text: str) -> None:
    encoder = shared_encoder()
    reading = encoder.computed(encoder.inputs(text, ["asked_what_about"]))
    assert reading.vector == pytest.approx(encoder.vector(text, ["asked_what_about"]), abs=1e-5)


@pytest.mark.parametrize("text", [SHORT, LONG])
def test_pieces_have_the_same_states_however_they_are_asked_for(text: str) -> None:
    encoder = shared_encoder()
    pieces = encoder.computed(encoder.inputs(text)).pieces
    asked = encoder.pieces(text)
    assert (asked.starts == pieces.starts).all()
    assert (asked.ends == pieces.ends).all()
    assert asked.vectors == pytest.approx(pieces.vectors, abs=1e-4)
    assert text[: asked.ends[-1]].rstrip() == text.rstrip()


def test_the_vector_of_a_long_text_is_of_its_beginning_and_its_end() -> None:
    encoder, other = shared_encoder(), "Och en sak till. " * 8
    vector = encoder.vector(LONG + LONG)
    assert (encoder.vector(LONG + other + LONG) == vector).all()
    assert (encoder.vector(SHORT + LONG) != vector).any()
    assert (encoder.vector(LONG + SHORT) != vector).any()


def test_of_a_text_of_very_many_pieces_the_first_are_read() -> None:
    pieces = shared_encoder().pieces("\u014b" * 2000)
    assert len(pieces.vectors) == len(pieces.starts) == MOST_STRETCHES * MOST_PIECES
    assert np.isfinite(pieces.vectors).all()
