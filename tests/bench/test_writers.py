"""A writer is left out, and read by readers that learnt from the others."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bench.folds import writer_folder
from bench.readers import Ngrams
from bench.writers import left_out
from contracts.nlu_files import Example
from engine.understanding.tfidf_featurizer import TfidfFeaturizer
from engine.understanding.two_readers import sparse_row
from tests.engine.understanding.test_components import EXAMPLES, TrainedComponent

# An n-gram counts that stands in three.
OFTEN = [
    (f"{text} {number}", label) for number in ("ett", "två", "tre") for text, label in EXAMPLES
]


def test_messages_are_read_as_the_engine_reads_them(tmp_path: Path) -> None:
    messages = [Message({TEXT: text, INTENT: intent}) for text, intent in OFTEN]
    featurizer = TrainedComponent(TfidfFeaturizer, tmp_path, TrainingData(messages)).trained
    featurizer.process(messages)
    texts = [text for text, _ in OFTEN]
    ngrams, learnt = Ngrams.learn(texts)
    for ours in (learnt, ngrams.rows(texts)):
        for row, message in enumerate(messages):
            assert sorted(ours[row].data) == pytest.approx(sorted(sparse_row(message).data))


def test_what_a_writer_says_is_counted_by_each_reader() -> None:
    known = [(text, label) for text, label in OFTEN if label != "coin"]
    examples = [
        Example("sv", label, text, writer="a" if number % 2 else "b")
        for number, (text, label) in enumerate(known)
    ]
    features = Ngrams.learn([text for text, _ in known])[1]
    (left,) = left_out(examples, features, ["b"], examples)
    assert left.writer == "b"
    assert left.ngrams.total == left.shipped.total == (len(known) + 1) // 2
    assert left.shipped.hits >= left.ngrams.hits > 0
    assert left.own is None  # no encoder has been made without "b"


def test_an_encoder_made_of_other_examples_is_not_taken_for_the_fair_one() -> None:
    now = [Example("sv", "thanks", "tack", writer="a"), Example("sv", "greet", "hej", writer="c")]
    folder = writer_folder("b", now)
    assert folder == writer_folder("b", [example._replace(writer="d") for example in now])
    assert folder != writer_folder("e", now)
    assert folder != writer_folder("b", now[:1])
    relabelled = [now[0]._replace(label="greet"), now[1]]
    after = [now[0]._replace(state=("after statistics",)), now[1]]
    assert len({writer_folder("b", others) for others in (now, relabelled, after)}) == 3
