"""A new route needs a line in the domain, and examples: no Python and no pair among them."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from ruamel.yaml import YAML

from contracts.intents import FALLBACK, OUT_OF_SCOPE
from contracts.paths import DOMAIN
from engine.understanding.decision import Decision
from engine.understanding.encoder_featurizer import EncoderFeaturizer
from engine.understanding.intent_classifier import WISHES, IntentClassifier
from engine.understanding.tfidf_featurizer import TfidfFeaturizer
from tests.engine.understanding.test_components import TrainedComponent, create

NEW = "job_fair"
FAIR = ("mässan", "jobbmässan", "en monter på mässan", "mässan och montern", "monter på jobbmässan")
EXAMPLES = {
    NEW: FAIR,
    "statistics": ("siffror", "siffror per län", "antal per län", "statistik", "antal i fjol"),
    "greet": ("hej", "hejsan", "god dag"),
    OUT_OF_SCOPE: ("vädret", "väder i morgon", "regnar det"),
}


@pytest.fixture(scope="module")
def domain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The domain with one intent more."""
    path = tmp_path_factory.mktemp("domain") / "domain.yml"
    domain = YAML(typ="safe").load(DOMAIN.read_text(encoding="utf-8"))
    domain["intents"].append(NEW)
    YAML(typ="safe").dump(domain, path)
    return path


@pytest.fixture(scope="module")
def parse(domain: Path, tmp_path_factory: pytest.TempPathFactory):
    """Reads a text with a classifier that has learnt the new route."""
    examples = [(text, intent) for intent, texts in EXAMPLES.items() for text in texts]
    data = TrainingData([Message({TEXT: text, INTENT: intent}) for text, intent in examples])
    tfidf = TrainedComponent(
        TfidfFeaturizer, tmp_path_factory.mktemp("tfidf"), data, min_examples=1
    ).loaded
    encoder = create(EncoderFeaturizer)
    data = encoder.process_training_data(tfidf.process_training_data(data))
    folder = tmp_path_factory.mktemp("classifier")
    classifier = TrainedComponent(IntentClassifier, folder, data, domain=str(domain)).loaded

    def parse(text: str) -> Message:
        message = Message({TEXT: text})
        classifier.process(encoder.process(tfidf.process([message])))
        return message

    return parse


def test_a_new_route_can_be_wished_for_beside_another(parse) -> None:
    wishes = {wish["name"]: wish["confidence"] for wish in parse("monter på mässan").get(WISHES)}
    assert set(wishes) == {NEW, "statistics"}
    assert wishes[NEW] > 0.6 > wishes["statistics"]


def test_a_new_route_is_doubted_like_any_other(parse) -> None:
    message = parse("monter på mässan")
    doubt = [{"name": NEW, "confidence": 0.9}, {"name": OUT_OF_SCOPE, "confidence": 0.1}]
    decided, _ = create(Decision).decide("text", doubt, message.get(WISHES))
    assert decided["name"] == FALLBACK


def test_the_classifier_is_trained_anew_when_the_domain_has_other_routes(domain: Path) -> None:
    config = IntentClassifier.get_default_config()
    before = IntentClassifier.fingerprint_addon(config)
    assert before == IntentClassifier.fingerprint_addon({**config, "domain": str(DOMAIN)})
    assert before != IntentClassifier.fingerprint_addon({**config, "domain": str(domain)})


def test_asked_back_is_what_rasa_calls_its_fallback() -> None:
    assert FALLBACK == DEFAULT_NLU_FALLBACK_INTENT_NAME
