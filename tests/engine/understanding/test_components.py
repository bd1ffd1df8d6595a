"""The contract that every component of ours keeps: trained, saved, loaded, it does the same."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.feature_extraction.text import TfidfVectorizer

from contracts.conversation import ACCOUNT
from engine.understanding.conversation_state import OPENS, STATE, ConversationState
from engine.understanding.decision import THIRD, Decision
from engine.understanding.encoder_featurizer import EncoderFeaturizer
from engine.understanding.intent_classifier import WISHES, IntentClassifier
from engine.understanding.language_detector import LanguageDetector
from engine.understanding.lookup_extractor import LookupExtractor
from engine.understanding.personal_data_extractor import PersonalDataExtractor
from engine.understanding.questions.reader import OF_CLAUSES, QUESTIONS
from engine.understanding.regression.ngrams import NgramReader
from engine.understanding.spacy_tokenizer import SpacyTokenizer
from engine.understanding.tfidf_featurizer import TfidfFeaturizer

EXAMPLES = [
    ("hur många vabbade i fjol", "statistics"),
    ("antal sjukskrivna per län i fjol", "statistics"),
    ("siffror om föräldrapenning per län", "statistics"),
    ("vem kan jag ringa för en intervju", "press_contact"),
    ("jag söker en talesperson för en intervju", "press_contact"),
    ("numret till presstjänsten, vem kan jag ringa", "press_contact"),
    ("siffror per län och en intervju", "press_contact+statistics"),
    ("var är mitt kundvagnsmynt", "coin"),
    ("kundvagnsmynt i korridoren", "coin"),
]
ENGLISH = [
    ("how many parents stayed at home last year", "statistics"),
    ("who can I call for an interview", "press_contact"),
]
INTENTS = {"statistics", "press_contact", "coin"}
ODD_TEXTS = ["", " ", "🙂", "?" * 2000, "å" * 2000, "\ud800", "\x00", "<b>", "ord " * 500]


def data() -> TrainingData:
    swedish = [Message({TEXT: text, INTENT: intent}) for text, intent in EXAMPLES]
    english = [
        Message({TEXT: text, INTENT: intent, METADATA: {"intent": {"language": "en"}}})
        for text, intent in ENGLISH
    ]
    return TrainingData(swedish + english)


class TrainedComponent:
    """A component trained on a few examples, and the same one loaded from storage."""

    def __init__(self, component: type, storage: Path, training: TrainingData, **config) -> None:
        context = ExecutionContext(GraphSchema({}), node_name="node")
        model_storage = LocalModelStorage(storage)
        config = {**component.get_default_config(), **config}
        resource = Resource("component")
        self.trained = component.create(config, model_storage, resource, context)
        self.trained.train(training)
        self.loaded = component.load(config, model_storage, resource, context)


def create(component: type):
    """A component that is not trained."""
    context = ExecutionContext(GraphSchema({}), node_name="node")
    return component.create(component.get_default_config(), None, Resource("x"), context)


@pytest.fixture(scope="module")
def tfidf(tmp_path_factory: pytest.TempPathFactory) -> TrainedComponent:
    folder = tmp_path_factory.mktemp("tfidf")
    return TrainedComponent(TfidfFeaturizer, folder, data(), min_examples=1)


@pytest.fixture(scope="module")
def encoder() -> EncoderFeaturizer:
    return create(EncoderFeaturizer)


@pytest.fixture(scope="module")
def classifier(
    tfidf: TrainedComponent, tmp_path_factory: pytest.TempPathFactory
) -> TrainedComponent:
    training = tfidf.trained.process_training_data(data())
    return TrainedComponent(IntentClassifier, tmp_path_factory.mktemp("classifier"), training)


@pytest.fixture(scope="module")
def language(tmp_path_factory: pytest.TempPathFactory) -> TrainedComponent:
    return TrainedComponent(LanguageDetector, tmp_path_factory.mktemp("language"), data())


def sparse(featurizer: TfidfFeaturizer, text: str):
    message = Message({TEXT: text})
    featurizer.process([message])
    sequence, sentence = message.get_sparse_features(TEXT)
    assert sequence is None
    return sentence.features


def dense(featurizer: EncoderFeaturizer, text: str) -> np.ndarray:
    message = Message({TEXT: text})
    featurizer.process([message])
    sequence, sentence = message.get_dense_features(TEXT)
    assert sequence is None
    return sentence.features


@pytest.mark.parametrize("text", [*ODD_TEXTS, "hur många", "något helt annat"])
def test_the_tfidf_featurizer_gives_one_row_of_the_same_width_whatever_the_text(
    tfidf: TrainedComponent, text: str
) -> None:
    trained, loaded = sparse(tfidf.trained, text), sparse(tfidf.loaded, text)
    assert trained.shape == loaded.shape
    assert trained.shape[0] == 1
    assert trained.shape[1] == sparse(tfidf.trained, "hej").shape[1]
    assert (trained != loaded).nnz == 0
    assert np.isfinite(trained.data).all()


@pytest.mark.parametrize("text", [*ODD_TEXTS, "hur många", "något helt annat"])
def test_the_encoder_gives_one_vector_of_384_whatever_the_text(
    encoder: EncoderFeaturizer, text: str
) -> None:
    vector = dense(encoder, text)
    assert vector.shape == (1, 384)
    assert np.isfinite(vector).all()
    assert (vector == dense(encoder, text)).all()


def test_ngrams_do_not_depend_on_dots_and_rings(tfidf: TrainedComponent) -> None:
    one = sparse(tfidf.trained, "Föräldrapenning i Skåne")
    other = sparse(tfidf.trained, "foraldrapenning i skane")
    assert (one != other).nnz == 0


def parse(tfidf: TrainedComponent, encoder: EncoderFeaturizer, component, text: str) -> Message:
    message = Message({TEXT: text})
    encoder.process(tfidf.trained.process([message]))
    component.process([message])
    return message


@pytest.mark.parametrize("text", [*ODD_TEXTS, "intervju", "hur många"])
def test_the_classifier_ranks_every_intent_whatever_the_text(
    tfidf: TrainedComponent, encoder: EncoderFeaturizer, classifier: TrainedComponent, text: str
) -> None:
    trained = parse(tfidf, encoder, classifier.trained, text)
    loaded = parse(tfidf, encoder, classifier.loaded, text)
    ranking = trained.get("intent_ranking")
    assert ranking == loaded.get("intent_ranking")
    assert {i["name"] for i in ranking} == INTENTS
    confidences = [i["confidence"] for i in ranking]
    assert confidences == sorted(confidences, reverse=True)
    assert sum(confidences) == pytest.approx(1)
    assert trained.get("intent") == ranking[0]
    wishes = trained.get(WISHES)
    assert wishes == loaded.get(WISHES)
    assert {wish["name"] for wish in wishes} == {"statistics", "press_contact"}
    assert all(0 <= wish["confidence"] <= 1 for wish in wishes)


def test_an_intent_that_the_encoder_has_never_seen_is_learnt_from_its_examples(
    tfidf: TrainedComponent, encoder: EncoderFeaturizer, classifier: TrainedComponent
) -> None:
    found = parse(tfidf, encoder, classifier.trained, "kundvagnsmynt i korridoren")
    assert found.get("intent")["name"] == "coin"


def test_training_twice_gives_the_same_classifier(
    tfidf: TrainedComponent,
    encoder: EncoderFeaturizer,
    classifier: TrainedComponent,
    tmp_path: Path,
) -> None:
    training = tfidf.trained.process_training_data(data())
    again = TrainedComponent(IntentClassifier, tmp_path, training)
    one = parse(tfidf, encoder, classifier.trained, "intervju om vab").get("intent_ranking")
    other = parse(tfidf, encoder, again.trained, "intervju om vab").get("intent_ranking")
    assert one == other


@pytest.mark.parametrize(
    ("text", "language_found"),
    [
        ("how many parents stayed at home", "en"),
        ("hur många vabbade i fjol", "sv"),
        ("press", None),
        ("", None),
        ("🙂", None),
    ],
)
def test_the_language_is_told_of_two_words_or_more(
    language: TrainedComponent, text: str, language_found: str | None
) -> None:
    for detector in (language.trained, language.loaded):
        message = Message({TEXT: text})
        detector.process([message])
        found = [e["value"] for e in message.get(ENTITIES, [])]
        assert found == ([language_found] if language_found else [])


@pytest.mark.parametrize(
    ("text", "english", "state", "language_found"),
    [
        ("usel bot", 0.8, [], None),
        ("usel bot som inte svarar", 0.8, [], "en"),
        ("before 3pm?", 0.09, [], "sv"),
        ("before 3pm?", 0.09, ["after press_contact"], None),
        ("before 3pm? kan ni", 0.09, ["after press_contact"], "sv"),
    ],
)
def test_few_words_must_be_surer_of_their_language_the_more_so_after_an_answer(
    language: TrainedComponent,
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    english: float,
    state: list[str],
    language_found: str | None,
) -> None:
    detector = language.trained
    monkeypatch.setattr(detector, "_english", lambda text: english)
    message = Message({TEXT: text, STATE: state})
    detector.process([message])
    found = [e["value"] for e in message.get(ENTITIES, []) if e["entity"] == "language"]
    assert found == ([language_found] if language_found else [])


def decide(
    ranking: list[tuple[str, float]], wishes: list[tuple[str, float]], text: str = "text"
) -> str:
    message = Message(
        {
            TEXT: text,
            "intent_ranking": [{"name": n, "confidence": c} for n, c in ranking],
            WISHES: [{"name": n, "confidence": c} for n, c in wishes],
        }
    )
    create(Decision).process([message])
    return message.get("intent")["name"]


def test_one_likely_wish_is_answered() -> None:
    assert decide([("statistics", 0.9)], [("statistics", 0.9), ("press_contact", 0.1)]) == (
        "statistics"
    )


def test_two_likely_wishes_are_both_answered_in_alphabetical_order() -> None:
    wishes = [("statistics", 0.9), ("press_contact", 0.8), ("newsletter", 0.7)]
    assert decide([("statistics", 0.5), ("press_contact", 0.4)], wishes) == (
        "press_contact+statistics"
    )


@pytest.mark.parametrize(
    ("third", "is_told"),
    [(0.5, True), (0.2, False)],
)
def test_of_two_wishes_a_third_is_told_of_where_it_is_wanted(third: float, is_told: bool) -> None:
    wishes = [("statistics", 0.9), ("press_contact", 0.8), ("public_records", third)]
    assert third_wish(wishes) == ("public_records" if is_told else None)


def test_one_wish_has_no_third() -> None:
    assert third_wish([("statistics", 0.9), ("press_contact", 0.5), ("newsletter", 0.4)]) is None


def asked_in(
    text: str,
    intent: str,
    questions: Sequence[tuple[str, float]],
    *,
    topic: str = "public_records",
    state: Sequence[str] = (),
    clauses: Sequence[tuple[str, float]] = (),
) -> list[str]:
    """The questions that are chosen in a message that is plainly of an intent."""

    def ranked(name: str, confidence: float) -> dict[str, Any]:
        return {"name": name, "confidence": confidence, "topic": topic if name else ""}

    message = Message(
        {
            TEXT: text,
            STATE: list(state),
            "intent_ranking": [{"name": intent, "confidence": 0.95}],
            WISHES: [{"name": intent, "confidence": 0.95}],
            QUESTIONS: [ranked(*question) for question in questions],
            OF_CLAUSES: [ranked(*clause) for clause in clauses],
        }
    )
    create(Decision).process([message])
    return list(message.get("asks"))


@pytest.mark.parametrize(
    ("whole", "clauses", "asked"),
    [
        (
            "records_fee",
            [("records_fee", 0.9), ("records_time", 0.9)],
            ["records_fee", "records_time"],
        ),
        ("records_fee", [("records_fee", 0.9), ("records_time", 0.5)], ["records_fee"]),
        ("", [("records_fee", 0.9), ("records_time", 0.9)], ["records_fee", "records_time"]),
        ("", [("records_fee", 0.9), ("", 0.9)], []),
        ("records_fee", [("records_fee", 0.9), ("emergency", 0.9)], ["records_fee"]),
    ],
)
def test_each_of_several_questions_is_asked_when_it_is_plain(
    whole: str, clauses: list[tuple[str, float]], asked: list[str]
) -> None:
    text = "vad kostar det och hur lång tid tar det"
    assert asked_in(text, "public_records", [(whole, 0.95)], clauses=clauses) == asked


@pytest.mark.parametrize(
    ("state", "topic", "sure", "asked"),
    [
        (["after public_records"], "private_person", 0.7, False),
        (["after private_person"], "private_person", 0.7, True),
        ([], "private_person", 0.5, False),
        ([], "private_person", 0.7, True),
        ([], "public_records", 0.5, True),
    ],
)
def test_a_question_of_another_topic_must_be_likelier(
    state: list[str], topic: str, sure: float, *, asked: bool
) -> None:
    """The intent is plainly of documents, or after an answer asks when it is open."""
    name = "ask_open" if state else "public_records"
    asks = asked_in(
        "när är det öppet?", name, [("customer_centre_hours", sure)], topic=topic, state=state
    )
    assert asks == (["customer_centre_hours"] if asked else [])


@pytest.mark.parametrize(
    ("text", "first", "second", "asked_too"),
    [
        ("pris och väntetid?", 0.85, 0.12, True),
        ("hur lång är väntan på en kopia", 0.85, 0.12, False),
        ("pris och väntetid?", 0.85, 0.05, False),
        ("pris och väntetid?", 0.7, 0.12, False),  # as much is left for others
        ("hur lång är väntan på en kopia", 0.5, 0.4, True),
    ],
)
def test_the_second_of_two_questions_is_asked_where_the_form_has_room_for_it(
    text: str, first: float, second: float, *, asked_too: bool
) -> None:
    questions = [("records_fee", first), ("records_time", second)]
    asks = asked_in(text, "public_records", questions)
    assert asks == ["records_fee", *(["records_time"] if asked_too else [])]


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("finns tabellerna på engelska?", ["statistics_database"]),
        ("databas, och på engelska?", ["statistics_database", "statistics_else"]),
        ("finns tabellerna på engelska eller är det bara svenska?", ["statistics_database"]),
    ],
)
def test_what_the_page_is_silent_on_stands_beside_an_answer_only_where_two_are_asked(
    text: str, asks: list[str]
) -> None:
    questions = [("statistics_database", 0.55), ("statistics_else", 0.4)]
    assert asked_in(text, "statistics", questions, topic="statistics") == asks


@pytest.mark.parametrize(
    ("confidence", "asks"), [(0.8, ["source"]), (0.6, [])], ids=["plain", "in doubt"]
)
def test_where_the_answers_come_from_is_told_where_that_is_plainly_asked(
    confidence: float, asks: list[str]
) -> None:
    questions = [("source", confidence), ("", 1 - confidence)]
    assert asked_in("var ligger ni?", "press_contact", questions, topic="press_contact") == asks


def test_danger_comes_first_whatever_the_message_plainly_is_about() -> None:
    questions = [("", 0.8), ("emergency", 0.2)]
    text = "vem ringer jag, jag orkar inte mer"
    assert asked_in(text, "press_contact", questions, topic="private_person") == ["emergency"]


@pytest.mark.parametrize(
    ("intent", "other", "told"),
    [
        ("private_person", ("", 0.9), True),
        ("press_contact", ("", 0.9), False),  # plainly a journalist's errand
        ("tell_case", ("", 0.9), False),
        ("private_person", ("customer_centre_else", 0.6), False),  # asks something else
    ],
)
def test_what_plainly_is_something_else_must_be_likelier_danger(
    intent: str, other: tuple[str, float], *, told: bool
) -> None:
    questions = [other, ("emergency", 0.05)]
    asks = asked_in("vad gör jag nu", intent, questions, topic="private_person")
    assert ("emergency" in asks) is told


def third_wish(wishes: Sequence[tuple[str, float]]) -> str | None:
    message = Message(
        {
            TEXT: "en fråga",
            "intent_ranking": [{"name": n, "confidence": c} for n, c in wishes],
            WISHES: [{"name": n, "confidence": c} for n, c in wishes],
        }
    )
    create(Decision).process([message])
    return message.get(THIRD)


def test_small_talk_is_never_two_wishes() -> None:
    assert decide([("greet", 0.9)], [("statistics", 0.9), ("press_contact", 0.8)]) == "greet"


def test_an_unsure_reading_is_asked_back() -> None:
    wishes = [("statistics", 0.4), ("press_contact", 0.3)]
    assert decide([("statistics", 0.4), ("press_contact", 0.3)], wishes) == "nlu_fallback"


def test_what_is_likeliest_too_vague_is_asked_back_and_nothing_that_can_be_meant() -> None:
    ranking = [("nlu_fallback", 0.55), ("statistics", 0.35), ("press_contact", 0.1)]
    message = Message(
        {
            TEXT: "underhållsstöd",
            "intent_ranking": [{"name": n, "confidence": c} for n, c in ranking],
            WISHES: [{"name": "statistics", "confidence": 0.9}],
        }
    )
    create(Decision).process([message])
    assert message.get("intent")["name"] == "nlu_fallback"
    assert [one["name"] for one in message.get("intent_ranking")] == ["statistics", "press_contact"]
    wishes = [("statistics", 0.9), ("press_contact", 0.1)]
    assert decide([("statistics", 0.7), ("nlu_fallback", 0.3)], wishes) == "statistics"


def test_a_single_word_is_answered_when_it_is_plainly_a_wish() -> None:
    ranking = [("press_contact", 0.9), ("statistics", 0.1)]
    assert decide(ranking, [("press_contact", 0.5)], "info") == "nlu_fallback"
    assert decide(ranking, [("press_contact", 0.7)], "presskontakt") == "press_contact"
    assert decide(ranking, [("press_contact", 0.5)], "någon som svarar?") == "press_contact"


def test_a_route_is_asked_back_when_the_matter_may_be_another_authoritys() -> None:
    wishes = [("statistics", 0.9), ("press_contact", 0.1)]
    assert decide([("statistics", 0.9), ("out_of_scope", 0.05)], wishes) == "nlu_fallback"
    assert decide([("greet", 0.9), ("out_of_scope", 0.05)], wishes) == "greet"


def test_what_only_follows_an_answer_is_taken_when_plain_and_short_and_else_left_out() -> None:
    wishes = [("press_contact", 0.9), ("statistics", 0.1)]
    assert decide([("ask_mail", 0.95), ("press_contact", 0.05)], wishes) == "ask_mail"
    assert decide([("ask_mail", 0.6), ("press_contact", 0.4)], wishes) == "press_contact"
    long = "och " * 13
    assert decide([("ask_mail", 0.95), ("press_contact", 0.05)], wishes, long) == "press_contact"


@pytest.mark.parametrize(
    ("state", "either", "other"),
    [
        (["awaits consent"], "individual_case", "tell_case"),
        (["after statistics"], "press_contact", "ask_who_heads"),
    ],
)
def test_what_is_answered_alike_is_sure_when_either_is(
    state: list[str], either: str, other: str
) -> None:
    """A case that is asked about or told of; the press service, or who heads it."""
    message = Message(
        {
            TEXT: "nu har han skrivit på, kommenterar ni?",
            STATE: state,
            "intent_ranking": [
                {"name": either, "confidence": 0.5},
                {"name": other, "confidence": 0.45},
                {"name": "statistics", "confidence": 0.05},
            ],
            WISHES: [{"name": either, "confidence": 0.9}],
        }
    )
    create(Decision).process([message])
    assert message.get("intent")["name"] == either


@pytest.mark.parametrize(
    ("state", "likeliest", "confidence", "intent"),
    [
        ([], "dont_know", 0.85, "nlu_fallback"),
        ([], "dont_know", 0.95, "dont_know"),
        (["awaits choices"], "dont_know", 0.85, "nlu_fallback"),
        (["awaits choices"], "dont_know", 0.95, "dont_know"),
        (["after statistics"], "dont_know", 0.6, "dont_know"),
        (["after press_contact"], "goodbye", 0.6, "nlu_fallback"),
        (["after press_contact"], "goodbye", 0.9, "goodbye"),
        (["after press_contact"], "thanks", 0.6, "thanks"),
    ],
)
def test_what_ends_or_answers_nothing_must_be_plain(
    state: list[str], likeliest: str, confidence: float, intent: str
) -> None:
    rest = [
        {"name": "ask_open", "confidence": 0.9 * (1 - confidence)},
        {"name": "press_contact", "confidence": 0.1 * (1 - confidence)},
    ]
    message = Message(
        {
            TEXT: "nu",
            STATE: state,
            "intent_ranking": [{"name": likeliest, "confidence": confidence}, *rest],
            WISHES: [{"name": "press_contact", "confidence": 0.1}],
        }
    )
    create(Decision).process([message])
    assert message.get("intent")["name"] == intent


@pytest.mark.parametrize(
    ("opens", "intent", "asks"),
    [(True, "press_contact", ["head_of_press"]), (False, "ask_who_heads", [])],
)
def test_who_asks_for_the_boss_first_of_all_means_the_press_service(
    intent: str, asks: list[str], *, opens: bool
) -> None:
    message = Message(
        {
            TEXT: "Who is the boss?",
            OPENS: opens,
            "intent_ranking": [
                {"name": "ask_who_heads", "confidence": 0.9},
                {"name": "press_contact", "confidence": 0.1},
            ],
            WISHES: [{"name": "press_contact", "confidence": 0.5}],
        }
    )
    create(Decision).process([message])
    assert (message.get("intent")["name"], message.get("asks")) == (intent, asks)


def test_the_decision_tells_of_no_case() -> None:
    """The account alone tells of one, and the dialogue weighs its doubts."""
    told = {"consent": {"written": 0.6, "none": 0.4}, "decision": {"made": 1.0}}
    ranking = [{"name": "tell_case", "confidence": 1.0}]
    message = Message({TEXT: "text", "intent_ranking": ranking, WISHES: [], ACCOUNT: told})
    create(Decision).process([message])
    assert message.get(ACCOUNT) == told
    assert not message.get(ENTITIES)


@pytest.mark.parametrize(
    ("typed", "pressed"),
    [
        ("fortsätt med FRÅGORNA om fallet", "check_case"),
        ("fortsätt", None),
        ("Skriv mejlet åt mig", None),  # its payload says more than an intent
    ],
)
def test_the_words_of_a_button_are_the_button(typed: str, pressed: str | None) -> None:
    replies = [
        {"title": "Fortsätt med frågorna om fallet", "payload": "/check_case"},
        {"title": "Skriv mejlet åt mig", "payload": '/statistics{"question": "letter"}'},
    ]
    tracker = DialogueStateTracker.from_events(
        "a", [UserUttered("hur många?"), BotUttered("", {"custom": {"quick_replies": replies}})]
    )
    message = Message({TEXT: typed})
    create(ConversationState).process([message], tracker)
    assert message.get("pressed") == pressed


def test_without_any_routes_one_intent_is_decided() -> None:
    assert decide([("greet", 0.9)], []) == "greet"


CUTS: list[dict[str, Any]] = [
    {"analyzer": "char_wb", "ngram_range": (2, 5)},
    {"token_pattern": r"\w+|[?!]", "ngram_range": (1, 3)},
    {"token_pattern": r"\S+"},
]


def vectorizer(cut: dict[str, Any], texts: list[str]) -> TfidfVectorizer:
    kind = {"sublinear_tf": True, "lowercase": False, "dtype": np.float32, "min_df": 2}
    return TfidfVectorizer(**kind, **cut).fit(texts)


@pytest.mark.parametrize("cut", CUTS)
def test_ngrams_are_learnt_and_read_as_scikit_learn_does(
    cut: dict[str, Any], tmp_path: Path
) -> None:
    texts = [*(text for text, _ in EXAMPLES), "", "🙂 🙂", "a", "å  å"]
    known = vectorizer(cut, texts)
    learnt, rows = NgramReader.learn(cut, texts, 2)
    assert np.allclose(rows.toarray(), known.transform(texts).toarray(), rtol=1e-5)
    learnt.save(tmp_path / "read")
    reader = NgramReader.load(cut, tmp_path / "read")
    assert reader.width == len(known.vocabulary_)
    for text in [*texts, "något helt annat"]:
        columns, weights = reader.read(text)
        whole = known.transform([text])
        whole.sort_indices()
        assert columns.tolist() == whole.indices.tolist()
        assert weights == pytest.approx(whole.data, rel=1e-5)
        together = reader.rows(["annat", text])[1]
        together.sort_indices()
        assert together.indices.tolist() == columns.tolist()
        assert together.data == pytest.approx(weights, rel=1e-5)


def test_texts_without_a_shared_ngram_teach_nothing() -> None:
    with pytest.raises(ValueError, match="enough"):
        NgramReader.learn(CUTS[1], ["hej", "tack"], 2)


@pytest.mark.parametrize("text", [*ODD_TEXTS, "Hur många vabbade i Åre, egentligen?"])
def test_tokens_lie_where_they_say(text: str) -> None:
    tokens = create(SpacyTokenizer).tokenize(Message({TEXT: text}), TEXT)
    assert all(token.text == text[token.start : token.end] for token in tokens)
    assert [t for t in "".join(token.text for token in tokens) if t.isspace()] == []


def entities(component, text: str) -> list[tuple[str, str]]:
    message = Message({TEXT: text})
    component.process([message])
    return [(e["entity"], e["value"]) for e in message.get(ENTITIES)]


@pytest.fixture(scope="module")
def personal() -> PersonalDataExtractor:
    return create(PersonalDataExtractor)


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_no_text_is_too_odd_to_be_searched_for_people(
    personal: PersonalDataExtractor, text: str
) -> None:
    assert entities(personal, text) == []


def test_persons_places_and_newsrooms_are_entities_and_so_is_the_kind_of_what_is_masked(
    personal: PersonalDataExtractor,
) -> None:
    found = entities(personal, "Amina Warsame i Umeå, 850312-1234, ringde Sveriges Radio")
    assert ("person", "Amina Warsame") in found
    assert ("place", "Umeå") in found
    assert ("organisation", "Sveriges Radio") in found
    assert [v for e, v in found if e == "personal_data"] == ["namn", "personnummer"]


def test_the_encoder_reads_a_message_once(
    encoder: EncoderFeaturizer, personal: PersonalDataExtractor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def again(text: str) -> None:
        raise AssertionError("the encoder has read it already")

    monkeypatch.setattr(personal._masker._names, "_states", again)
    message = Message({TEXT: "nu säger klara att hon aldrig fick brevet"})
    encoder.process([message])
    personal.process([message])
    persons = [e["value"] for e in message.get(ENTITIES) if e["entity"] == "person"]
    assert persons == ["klara"]
    assert set(message.as_dict(only_output_properties=True)) <= {TEXT, ENTITIES}


@pytest.fixture(scope="module")
def benefits(tmp_path_factory: pytest.TempPathFactory) -> TrainedComponent:
    training = TrainingData(
        entity_synonyms={
            "vab": "tillfällig föräldrapenning",
            "sick leave": "sjukpenning",
            "föräldrapeng": "föräldrapenning",
            "har inte skrivit på": "lacks",
            "har skrivit på": "has",
        }
    )
    folder = tmp_path_factory.mktemp("benefits")
    return TrainedComponent(
        LookupExtractor, folder, training, entities={"consent": ["has", "lacks"]}
    )


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("hur många vabbade", []),
        ("VAB-dagar i Skåne", ["tillfällig föräldrapenning"]),
        ("pengar för vab:en", ["tillfällig föräldrapenning"]),
        ("FORALDRAPENNINGDAGAR", ["föräldrapenning"]),
        ("tillfallig foraldrapenning", ["tillfällig föräldrapenning"]),
        ("sjukpenningen och sick leave", ["sjukpenning", "sjukpenning"]),
        ("vabank", []),
        *[(text, []) for text in ODD_TEXTS],
    ],
)
def test_benefits_are_found_by_official_and_everyday_names(
    benefits: TrainedComponent, text: str, names: list[str]
) -> None:
    for component in (benefits.trained, benefits.loaded):
        assert entities(component, text) == [("benefit", name) for name in names]


def test_other_names_are_the_entity_that_the_configuration_says(benefits: TrainedComponent) -> None:
    assert entities(benefits.loaded, "hon HAR SKRIVIT PÅ") == [("consent", "has")]
    assert entities(benefits.loaded, "hon har inte skrivit på") == [("consent", "lacks")]


def test_an_extractor_without_synonyms_finds_nothing(tmp_path: Path) -> None:
    assert entities(TrainedComponent(LookupExtractor, tmp_path, TrainingData()).loaded, "vab") == []


def test_what_was_read_ahead_is_what_is_read(
    tfidf: TrainedComponent, language: TrainedComponent, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, state = "hur många föräldrar var hemma", ("after statistics",)
    message = Message({TEXT: text, STATE: list(state)})
    parts = (tfidf.loaded, language.loaded, create(SpacyTokenizer))
    for part, reads in zip(parts, ("_row", "_english", "_tokens"), strict=True):
        anew, ahead = message.as_dict(), Message(message.as_dict())
        expected = Message(anew)
        part.process([expected])
        part.read_ahead(text, state)
        with monkeypatch.context() as patch:
            patch.setattr(part, reads, None)  # it is not read again
            part.process([ahead])
        assert ahead.as_dict_nlu() == expected.as_dict_nlu()
        assert [f.features.toarray().tolist() for f in ahead.features] == [
            f.features.toarray().tolist() for f in expected.features
        ]
