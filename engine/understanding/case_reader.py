"""Says what a message tells of one case: whether there is a written consent, and its stage.

It learns from messages about a case alone: among all examples those that tell of one are so few
that hardly any wording of a stranger's was likelier to tell something than nothing.
"""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple, override

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, METADATA
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from contracts.conversation import CONSENT, STAGE
from contracts.intents import CASE, TELL_CASE
from contracts.nlu_files import QUESTION, questions_of, tells_of_case
from engine.understanding.intent_classifier import WISHES
from engine.understanding.regression.component import Material, RidgeComponent
from engine.understanding.regression.ridge import Ridge, shares_of
from engine.understanding.two_readers import (
    TwoReaders,
    common_ngrams,
    dense_vector,
    ranking_of,
    sparse_row,
)

_READ = (CONSENT, STAGE)
_KEPT = 4  # of a ranking in what is stored
# Of the messages that are there to tell of a case, how many tell neither of the two.
_TELLS_NEITHER = 0.02


class CaseWeights(NamedTuple):
    """What a training fits: the names that each reading tells apart, and all their weights."""

    names: dict[str, list[str]]
    ridge: Ridge


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class CaseReader(RidgeComponent[CaseWeights]):
    """Sets `consent` and `case_stage`: rankings, likeliest first, "" for nothing."""

    trained_type = CaseWeights

    @staticmethod
    @override
    def get_default_config() -> dict[str, Any]:
        """Chosen on messages of nine writers that neither reader had learnt from."""
        return {
            "encoder_share": 0.5,  # of the log probability; the rest is the ridge's
            "ridge": 1.0,  # regularisation
            "sharpness": 10.0,  # the ridge's scores as log probabilities
            "temperature": 1.0,
            "min_examples": 3,  # in how many examples an n-gram must stand to count
        }

    @override
    def material(self, training_data: TrainingData) -> Material[CaseWeights]:
        """The examples about a case; all, which tell nothing, where there is none."""
        examples = [_Example(message) for message in training_data.intent_examples]
        known = [example for example in examples if example.is_known] or examples
        names, shares = {}, []
        for name in _READ:
            names[name], wishes = shares_of([example.told[name] for example in known])
            shares.append(wishes)
        messages = [example.message for example in known]
        features, columns = common_ngrams(messages, self._config["min_examples"])
        outputs = [f"{reading} {name}" for reading, of in names.items() for name in of]
        trained = partial(CaseWeights, names)
        return Material(messages, outputs, features, np.hstack(shares), trained, columns)

    def process(self, messages: list[Message]) -> list[Message]:
        """Set both rankings."""
        for message in messages:
            told = self._told(self._ridge.scores(sparse_row(message)), dense_vector(message))
            likely = _given(told, *_likely_about_case(message))
            for (name, readers), of in zip(self._readers.items(), likely, strict=True):
                message.set(name, ranking_of(readers.names, of, _KEPT), add_to_output=True)
        return messages

    def _told(self, scores: np.ndarray, vector: np.ndarray) -> list[np.ndarray]:
        """How likely each name is in a message about a case, of each reading."""
        config, start, told = self._config, 0, []
        for readers in self._readers.values():
            own = config["sharpness"] * scores[start : start + len(readers.names)]
            start += len(readers.names)
            share, temperature = config["encoder_share"], config["temperature"]
            told.append(readers.softmax(own, vector, share, temperature))
        return told

    @override
    def _take(self, trained: CaseWeights) -> None:
        heads = (self._heads.consent, self._heads.case_stage)
        self._readers = {
            name: TwoReaders(trained.names[name], head)
            for name, head in zip(_READ, heads, strict=True)
        }
        self._ridge = trained.ridge


class _Example:
    """A message with what its metadata tell of a case, if anybody has said."""

    def __init__(self, message: Message) -> None:
        metadata = (message.get(METADATA) or {}).get("intent") or {}
        _, _, question = (message.get(INTENT_RESPONSE_KEY) or "").partition(QUESTION)
        consent, stage = (metadata.get(name) for name in _READ)
        questions = questions_of(question, metadata)
        self.message = message
        self.is_known = tells_of_case(message.get(INTENT), questions, consent, stage)
        self.told = {CONSENT: _one(consent), STAGE: _one(stage)}


def _one(name: str | None) -> tuple[str, ...]:
    return (name,) if name else ()


def _likely_about_case(message: Message) -> tuple[float, float]:
    """How likely a message is about one case, and how likely it is there to tell of one."""
    intents = {entry["name"]: entry["confidence"] for entry in message.get("intent_ranking")}
    wishes = {entry["name"]: entry["confidence"] for entry in message.get(WISHES)}
    tells = intents.get(TELL_CASE, 0.0)
    return tells + max(intents.get(CASE, 0.0), (1 - tells) * wishes.get(CASE, 0.0)), tells


def _given(told: list[np.ndarray], about_case: float, tells: float) -> list[np.ndarray]:
    """The readings' names once it is known how likely a message is about a case.

    `told` are those of a message that surely is, "" first. What is there to tell of a case tells
    one of the two, nearly always; what is about none tells nothing.
    """
    neither = (1 - _TELLS_NEITHER) * tells * float(np.prod([of[0] for of in told]))
    likely = []
    for of in told:
        given = about_case * of / (1 - neither)
        given[0] = 1 - given[1:].sum()
        likely.append(given)
    return likely
