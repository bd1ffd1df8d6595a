"""What is told of a case is read from messages about one, and from nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.shared.nlu.constants import INTENT, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from contracts.conversation import CONSENT, STAGE
from engine.understanding.case_reader import CaseReader
from engine.understanding.conversation_state import STATE
from engine.understanding.encoder_featurizer import EncoderFeaturizer
from engine.understanding.intent_classifier import WISHES
from engine.understanding.tfidf_featurizer import TfidfFeaturizer
from tests.engine.understanding.test_components import TrainedComponent, create

STATE_BEFORE = ["after individual_case", "awaits case"]
TOLD = {
    "hon har skrivit på": ("has", None),
    "blanketten är påskriven": ("has", None),
    "påskriven och klar": ("has", None),
    "hon vägrar skriva på": ("lacks", None),
    "ingen blankett finns": ("lacks", None),
    "beslutet kom i våras": (None, "decided"),
    "det är beslutat": (None, "decided"),
    "ärendet utreds": (None, "investigated"),
    "de utreder det än": (None, "investigated"),
}


def _example(text: str, intent: str, **told: str | None) -> Message:
    metadata = {"after": "individual_case", "awaits": "case", **told}
    known = {key: value for key, value in metadata.items() if value}
    return Message({TEXT: text, INTENT: intent, STATE: STATE_BEFORE, METADATA: {"intent": known}})


def _of_case() -> list[Message]:
    return [
        _example(text, "tell_case", consent=consent, case_stage=stage)
        for text, (consent, stage) in TOLD.items()
    ]


def _others() -> list[Message]:
    texts = ("hur många fick sjukpenning", "siffror per län", "antal i fjol", "vad kostar kopior")
    return [Message({TEXT: text, INTENT: "statistics", STATE: []}) for text in texts]


@pytest.fixture(scope="module")
def tfidf(tmp_path_factory: pytest.TempPathFactory) -> TfidfFeaturizer:
    data, folder = TrainingData(_of_case() + _others()), tmp_path_factory.mktemp("tfidf")
    return TrainedComponent(TfidfFeaturizer, folder, data, min_examples=1).loaded


def _reader(tfidf: TfidfFeaturizer, folder: Path, examples: list[Message]) -> CaseReader:
    data = tfidf.process_training_data(TrainingData(examples))
    return TrainedComponent(CaseReader, folder, data, min_examples=1).loaded


@pytest.fixture(scope="module")
def reader(tfidf: TfidfFeaturizer, tmp_path_factory: pytest.TempPathFactory) -> CaseReader:
    return _reader(tfidf, tmp_path_factory.mktemp("reader"), _of_case() + _others())


def _read(
    reader: CaseReader,
    tfidf: TfidfFeaturizer,
    text: str,
    intent: str = "tell_case",
    **wishes: float,
) -> dict[str, dict[str, float]]:
    """How likely each name is of a message that surely has an intent, by reading."""
    message = Message(
        {
            TEXT: text,
            STATE: STATE_BEFORE,
            "intent_ranking": [{"name": intent, "confidence": 1.0}],
            WISHES: [{"name": name, "confidence": p} for name, p in wishes.items()],
        }
    )
    for component in (tfidf, create(EncoderFeaturizer), reader):
        component.process([message])
    rankings: dict[str, Any] = {name: message.get(name) for name in (CONSENT, STAGE)}
    for ranking in rankings.values():
        confidences = [entry["confidence"] for entry in ranking]
        assert confidences == sorted(confidences, reverse=True)
    return {n: {e["name"]: e["confidence"] for e in ranking} for n, ranking in rankings.items()}


def _likeliest(read: dict[str, dict[str, float]]) -> tuple[str, str]:
    return max(read[CONSENT], key=read[CONSENT].__getitem__), max(
        read[STAGE], key=read[STAGE].__getitem__
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("hon har skrivit på blanketten", ("has", "")),
        ("beslutet kom", ("", "decided")),
        ("blanketten är påskriven, ärendet utreds", ("has", "investigated")),
    ],
)
def test_what_is_told_is_read(
    reader: CaseReader, tfidf: TfidfFeaturizer, text: str, told: tuple[str, str]
) -> None:
    assert _likeliest(_read(reader, tfidf, text)) == told


def test_what_is_about_no_case_tells_nothing_whatever_its_words(
    reader: CaseReader, tfidf: TfidfFeaturizer
) -> None:
    read = _read(reader, tfidf, "hon har skrivit på, beslutet kom i våras", "statistics")
    assert read[CONSENT][""] == read[STAGE][""] == 1


def test_a_case_that_is_one_of_two_wishes_may_be_told_of(
    reader: CaseReader, tfidf: TfidfFeaturizer
) -> None:
    text = "hon har skrivit på"
    assert _read(reader, tfidf, text, "statistics", individual_case=1.0)[CONSENT]["has"] == (
        pytest.approx(_read(reader, tfidf, text, "individual_case")[CONSENT]["has"])
    )


def test_what_is_there_to_tell_of_a_case_tells_one_of_the_two(
    reader: CaseReader, tfidf: TfidfFeaturizer
) -> None:
    """In words that nobody has used before."""
    text = "jo tjena"
    asked, told = _read(reader, tfidf, text, "individual_case"), _read(reader, tfidf, text)
    assert asked[CONSENT][""] * asked[STAGE][""] > 0.02
    assert told[CONSENT][""] + told[STAGE][""] < 1.1
    assert told[CONSENT][""] < asked[CONSENT][""]


def test_without_an_example_about_a_case_nothing_is_told(
    tfidf: TfidfFeaturizer, tmp_path: Path
) -> None:
    reader = _reader(tfidf, tmp_path, _others())
    assert _likeliest(_read(reader, tfidf, "hon har skrivit på")) == ("", "")
