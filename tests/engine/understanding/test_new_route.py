"""A new route needs lines in the domain, and examples: no Python, and no pair among them."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from ruamel.yaml import YAML

from contracts.intents import FALLBACK, OUT_OF_SCOPE
from contracts.paths import DOMAIN
from engine.understanding.conversation_state import STATE, ConversationState
from engine.understanding.decision import Decision
from engine.understanding.encoder.encoder import state_vector
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


@pytest.fixture
def answered(domain: Path) -> list[str]:
    """The state of a conversation in which the new route has just been answered."""
    slots = Domain.load(str(domain)).slots
    tracker = DialogueStateTracker.from_events("one", [SlotSet("topic", NEW)], slots=slots)
    (message,) = create(ConversationState).process([Message({TEXT: "och kaffet?"})], tracker)
    state: list[str] = message.get(STATE)
    return state


def features_of(message: Message) -> set[int]:
    """Which n-grams of the examples a message has."""
    (row,) = message.features
    return {*row.features.indices.tolist()}


def test_after_an_answer_about_it_something_else_is_meant(answered: list[str]) -> None:
    ranking = [{"name": NEW, "confidence": 0.6}, {"name": "statistics", "confidence": 0.4}]
    wishes = [{"name": name, "confidence": 0.9} for name in (NEW, "statistics")]
    message = Message({TEXT: "och siffror?", STATE: answered, "intent_ranking": ranking})
    message.set(WISHES, wishes[1:])
    create(Decision).process([message])
    assert message.get("intent")["name"] == "statistics"


def test_examples_written_after_it_teach_what_is_meant_there(
    answered: list[str], tmp_path: Path
) -> None:
    text, elsewhere = "och kaffet?", ["after something"]
    data = TrainingData([Message({TEXT: text, INTENT: NEW, STATE: answered})])
    tfidf = TrainedComponent(TfidfFeaturizer, tmp_path, data, min_examples=1).loaded
    messages = tfidf.process([Message({TEXT: text, STATE: s}) for s in (answered, elsewhere)])
    assert features_of(messages[0]) > features_of(messages[1])


def test_it_is_something_to_an_encoder_that_was_made_before_it(answered: list[str]) -> None:
    assert state_vector(answered).tolist() == state_vector(["after something"]).tolist()


def test_the_classifier_is_trained_anew_when_the_domain_has_other_routes(domain: Path) -> None:
    config = IntentClassifier.get_default_config()
    before = IntentClassifier.fingerprint_addon(config)
    assert before == IntentClassifier.fingerprint_addon({**config, "domain": str(DOMAIN)})
    assert before != IntentClassifier.fingerprint_addon({**config, "domain": str(domain)})


def test_asked_back_is_what_rasa_calls_its_fallback() -> None:
    assert FALLBACK == DEFAULT_NLU_FALLBACK_INTENT_NAME
