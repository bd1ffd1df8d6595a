"""What the encoder adds to the rules, and takes from them."""

from __future__ import annotations

import hashlib

import numpy as np
import onnxruntime
import pytest

from contracts.paths import ENCODER, NAMES
from engine.privacy.names.context import FILE, masked_words, word_vectors
from engine.privacy.names.lists import PERSON
from engine.privacy.names.recogniser import NameRecogniser
from engine.understanding.encoder import shared_encoder
from engine.understanding.encoder.encoder import PieceStates


@pytest.fixture(scope="module")
def rules() -> NameRecogniser:
    return NameRecogniser(NAMES)


@pytest.fixture(scope="module")
def in_context() -> NameRecogniser:
    return NameRecogniser(NAMES, states=shared_encoder().pieces)


def _persons(recogniser: NameRecogniser, text: str) -> list[str]:
    return [text[span.start : span.end] for span in recogniser.find(text) if span.kind == PERSON]


@pytest.mark.parametrize(
    ("text", "persons"),
    [
        ("varför fick stig glad avslag på sin sjukpenning", ["stig glad"]),
        ("får vi intervjua storm om hans assistans", ["storm"]),
        ("nu säger klara att hon aldrig fick brevet", ["klara"]),
        ("vi har talat med klara om hennes bostadsbidrag", ["klara"]),
    ],
)
def test_a_name_that_is_an_ordinary_word_is_known_by_the_sentence(
    rules: NameRecogniser, in_context: NameRecogniser, text: str, persons: list[str]
) -> None:
    assert _persons(in_context, text) == persons
    assert _persons(rules, text) != persons


@pytest.mark.parametrize(
    "text",
    [
        "en björn gick in i trädgården och åt äpplen",
        "vi behöver klara besked i dag",
        "stig på bussen vid torget, glad sommar",
    ],
)
def test_the_same_words_in_their_ordinary_meaning_are_nobody(
    in_context: NameRecogniser, text: str
) -> None:
    assert _persons(in_context, text) == []


def test_what_the_rules_take_for_a_name_is_let_go(
    rules: NameRecogniser, in_context: NameRecogniser
) -> None:
    text = "vad betalar kassan ut om jag bor i Söder"
    assert _persons(rules, text) != []
    assert _persons(in_context, text) == []


def test_a_word_beyond_what_the_encoder_reads_is_left_to_the_rules(rules: NameRecogniser) -> None:
    text = "varför fick bengt avslag, och vad säger klara om det"

    def first_word(text: str) -> PieceStates:
        pieces = shared_encoder().pieces(text)
        return PieceStates(text, pieces.starts[:1], pieces.ends[:1], pieces.vectors[:1])

    short_sighted = NameRecogniser(NAMES, states=first_word)
    assert _persons(short_sighted, text) == _persons(rules, text) == ["bengt"]


def test_what_was_read_ahead_is_found_alike(in_context: NameRecogniser) -> None:
    text = "björn har väntat på besked sedan i våras"
    found = in_context.find(text)
    assert in_context.find(text, in_context.by_rules(text), shared_encoder().pieces(text)) == found


def test_of_a_name_that_is_believed_in_part_what_lies_between_stays(rules: NameRecogniser) -> None:
    words = rules.by_rules("ring anna af lund snart").words
    likely = np.array([0.0, 0.9, 0.05, 0.8, 0.05])
    assert masked_words(words, [range(1, 5)], likely) == [False, True, True, True, False]
    assert masked_words(words, [range(1, 5)], likely / 10) == [False] * 5
    assert masked_words(words, [], likely) == [False, True, False, True, False]


def test_a_word_has_the_mean_of_its_own_pieces(rules: NameRecogniser) -> None:
    words = rules.by_rules("ring björn").words
    vectors = np.array([[1.0], [2.0], [4.0]], np.float32)
    states = PieceStates("ring björn", np.array([0, 5, 7]), np.array([4, 7, 10]), vectors)
    means, reached = word_vectors(words, states)
    assert means.tolist() == [[1.0], [3.0]]
    assert reached.tolist() == [True, True]


def test_the_judge_was_fitted_to_the_encoder_that_is_here() -> None:
    """After `make encoder` comes `make names-in-context`."""
    judge = onnxruntime.InferenceSession(str(NAMES / FILE))
    encoder = hashlib.sha256((ENCODER / "encoder.onnx").read_bytes()).hexdigest()
    assert judge.get_modelmeta().custom_metadata_map == {"encoder": encoder}
