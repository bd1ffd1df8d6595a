"""The contract that every component of ours keeps: trained, saved, loaded, it does the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from engine.intent_classifier import IntentClassifier
from engine.tfidf_featurizer import TfidfFeaturizer

EXAMPLES = [
    ("hur många vabbade i fjol", "statistics"),
    ("antal sjukskrivna per län", "statistics"),
    ("siffror om föräldrapenning", "statistics"),
    ("vem kan jag ringa för en intervju", "press_contact"),
    ("jag söker en talesperson", "press_contact"),
    ("numret till presstjänsten", "press_contact"),
]
ODD_TEXTS = ["", " ", "🙂", "?" * 2000, "å" * 2000, "\ud800", "\x00", "<b>", "ord " * 500]


def data() -> TrainingData:
    return TrainingData([Message({TEXT: text, INTENT: intent}) for text, intent in EXAMPLES])


class Trained:
    """A component trained on a few examples, and the same one loaded from storage."""

    def __init__(
        self, component: type, config: dict, storage: Path, training: TrainingData
    ) -> None:
        self.context = ExecutionContext(GraphSchema({}), node_name="node")
        self.storage = LocalModelStorage(storage)
        self.config = {**component.get_default_config(), **config}
        self.resource = Resource("component")
        self.trained = component.create(self.config, self.storage, self.resource, self.context)
        self.trained.train(training)
        self.loaded = component.load(self.config, self.storage, self.resource, self.context)


@pytest.fixture(scope="module")
def featurizer(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    return Trained(TfidfFeaturizer, {}, tmp_path_factory.mktemp("featurizer"), data())


@pytest.fixture(scope="module")
def classifier(featurizer: Trained, tmp_path_factory: pytest.TempPathFactory) -> Trained:
    training = featurizer.trained.process_training_data(data())
    return Trained(IntentClassifier, {}, tmp_path_factory.mktemp("classifier"), training)


def sentence_features(featurizer: TfidfFeaturizer, text: str):
    message = Message({TEXT: text})
    featurizer.process([message])
    sequence, sentence = message.get_sparse_features(TEXT)
    assert sequence is None
    return sentence.features


@pytest.mark.parametrize("text", [*ODD_TEXTS, "hur många", "något helt annat"])
def test_a_featurizer_gives_one_row_of_the_same_width_whatever_the_text(
    featurizer: Trained, text: str
) -> None:
    trained = sentence_features(featurizer.trained, text)
    loaded = sentence_features(featurizer.loaded, text)
    assert trained.shape == loaded.shape
    assert trained.shape[0] == 1
    assert trained.shape[1] == sentence_features(featurizer.trained, "hej").shape[1]
    assert (trained != loaded).nnz == 0
    assert np.isfinite(trained.data).all()


def test_features_do_not_depend_on_dots_and_rings(featurizer: Trained) -> None:
    one = sentence_features(featurizer.trained, "Föräldrapenning i Skåne")
    other = sentence_features(featurizer.trained, "foraldrapenning i skane")
    assert (one != other).nnz == 0


def parse(featurizer: Trained, classifier: IntentClassifier, text: str) -> Message:
    message = Message({TEXT: text})
    classifier.process(featurizer.trained.process([message]))
    return message


@pytest.mark.parametrize("text", [*ODD_TEXTS, "intervju", "hur många"])
def test_a_classifier_ranks_every_intent_whatever_the_text(
    featurizer: Trained, classifier: Trained, text: str
) -> None:
    trained = parse(featurizer, classifier.trained, text)
    loaded = parse(featurizer, classifier.loaded, text)
    ranking = trained.get("intent_ranking")
    assert ranking == loaded.get("intent_ranking")
    assert {i["name"] for i in ranking} == {intent for _, intent in EXAMPLES}
    assert [i["confidence"] for i in ranking] == sorted(
        (i["confidence"] for i in ranking), reverse=True
    )
    assert sum(i["confidence"] for i in ranking) == pytest.approx(1)
    assert trained.get("intent")["name"] == ranking[0]["name"]


def test_training_twice_gives_the_same_classifier(
    featurizer: Trained, classifier: Trained, tmp_path: Path
) -> None:
    training = featurizer.trained.process_training_data(data())
    again = Trained(IntentClassifier, {}, tmp_path, training)
    one = parse(featurizer, classifier.trained, "intervju om vab").get("intent_ranking")
    other = parse(featurizer, again.trained, "intervju om vab").get("intent_ranking")
    assert one == other
