"""A writer is left out, and read by readers that learnt from the others."""

from __future__ import annotations

from bench.earlier_encoder import EarlierEncoder
from bench.readers import Ngrams, shipped_encoder
from bench.writers import left_out
from contracts.nlu_files import Example
from tests.engine.understanding.test_components import EXAMPLES

# An n-gram counts that stands in three.
OFTEN = [
    (f"{text} {number}", label) for number in ("ett", "två", "tre") for text, label in EXAMPLES
]


def test_what_a_writer_says_is_counted_by_each_reader() -> None:
    known = [(text, label) for text, label in OFTEN if label != "coin"]
    examples = [
        Example("sv", label, text, writer="a" if number % 2 else "b")
        for number, (text, label) in enumerate(known)
    ]
    features = Ngrams.learn([text for text, _ in known])[1]
    of_before = EarlierEncoder("", shipped_encoder(), frozenset({"b"}))
    (left,) = left_out(examples, features, ["b"], of_before)
    assert left.writer == "b"
    assert left.ngrams.total == left.shipped.total == (len(known) + 1) // 2
    assert left.shipped.hits >= left.ngrams.hits > 0
    assert left.fair == left.shipped  # the encoder of before is the same one here
    (left,) = left_out(examples, features, ["a"], of_before)
    assert left.fair is None  # "a" had come already
