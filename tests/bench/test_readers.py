"""The bench reads messages as the engine does."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bench.datasets import BenchMessage
from bench.readers import FIRST_BLOCKS, SETTINGS, Ngrams, Trial
from engine.understanding.regression.ridge import Ridge
from engine.understanding.tfidf_featurizer import TfidfFeaturizer
from engine.understanding.two_readers import sparse_row
from tests.bench.test_writers import OFTEN
from tests.engine.understanding.test_components import TrainedComponent


def test_messages_are_read_as_the_engine_reads_them(tmp_path: Path) -> None:
    messages = [Message({TEXT: text, INTENT: intent}) for text, intent in OFTEN]
    featurizer = TrainedComponent(TfidfFeaturizer, tmp_path, TrainingData(messages)).trained
    featurizer.process(messages)
    texts = [text for text, _ in OFTEN]
    ngrams, learnt = Ngrams.learn(texts)
    for ours in (learnt, ngrams.rows(texts)):
        for row, message in enumerate(messages):
            assert sorted(ours[row].data) == pytest.approx(sorted(sparse_row(message).data))


def test_a_trial_of_the_engines_blocks_scores_as_the_engine_does() -> None:
    known = [BenchMessage(label, text) for text, label in OFTEN]
    trial = Trial(known, known)
    scores, seconds = trial.scores(FIRST_BLOCKS)
    features = Ngrams.learn([message.text for message in known])[1]
    ridge = Ridge.fit(features, trial.targets.wishes, SETTINGS["ridge"])
    engines = np.array([ridge.scores(row) for row in features])
    assert scores == pytest.approx(engines, abs=0.01)
    assert seconds > 0
