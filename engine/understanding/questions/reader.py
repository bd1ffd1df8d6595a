"""Says what a message asks for within its intent.

Rasa's retrieval intents `intent/question` are what it learns from. Like the intents, a question
is read by the encoder's head and by a ridge regression that follows what trainers add; a question
that the encoder has never seen is left to the regression.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from functools import partial
from typing import Any, NamedTuple, override

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from contracts.conversation import state_of_metadata
from contracts.nlu_files import QUESTION, asks_nothing, questions_of, subjects_asked_about
from engine.understanding.conversation_state import STATE as CONVERSATION
from engine.understanding.encoder import shared_encoder
from engine.understanding.questions.clauses import question_clauses
from engine.understanding.regression.component import Material, RidgeComponent
from engine.understanding.regression.ridge import Ridge, shares_of
from engine.understanding.two_readers import (
    Ranked,
    TwoReaders,
    common_ngrams,
    dense_vector,
    ranking_of,
    sparse_row,
)

QUESTIONS = "questions"
OF_CLAUSES = "questions_of_clauses"  # the likeliest of each, in a message of several questions
TOPICS = "question_topics"  # the topic of each question that there is
_KEPT = 4  # of a ranking in what is stored
_MOSTLY = 0.6  # of a question's examples, for one intent to be its own


class QuestionWeights(NamedTuple):
    """What a training fits: the questions and all their weights.

    `topics` is the intent that each question is asked within.
    """

    names: list[str]
    topics: dict[str, str]
    ridge: Ridge


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class QuestionReader(RidgeComponent[QuestionWeights]):
    """Sets `questions`, a ranking, likeliest first, "" for nothing."""

    trained_type = QuestionWeights

    @staticmethod
    @override
    def get_default_config() -> dict[str, Any]:
        return {
            "encoder_share": 0.75,  # of the log probability; the rest is the ridge's
            "ridge": 1.0,  # regularisation
            "sharpness": 10.0,  # the ridge's scores as log probabilities
            "temperature": 0.6,
            "min_examples": 3,  # in how many examples an n-gram must stand to count
            "others": 3,  # of first messages that ask for nothing every so many is learnt from
        }

    @override
    def material(self, training_data: TrainingData) -> Material[QuestionWeights]:
        """The examples that say what they ask for, and others."""
        examples = [_Example(message) for message in training_data.intent_examples]
        asked_about = subjects_asked_about((e.label, e.questions) for e in examples)
        known = [e for e in examples if e.tells or self._is_other(e, asked_about)]
        names, wishes = shares_of([e.questions or () for e in known])
        messages = [e.message for e in known]
        features, columns = common_ngrams(messages, self._config["min_examples"])
        trained = partial(QuestionWeights, names, _topics(known))
        return Material(messages, names, features, wishes, trained, columns)

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the ranking, whose entries name their topics, and the questions of the clauses."""
        for message in messages:
            scores = self._ridge.scores(sparse_row(message))
            ranking = self.ranking(scores, dense_vector(message))
            message.set(QUESTIONS, ranking, add_to_output=True)
            message.set(TOPICS, self._topics)
            state = message.get(CONVERSATION) or ()
            clauses = question_clauses(message.get(TEXT) or "")
            message.set(OF_CLAUSES, [self._likeliest(clause, state) for clause in clauses])
        return messages

    def _likeliest(self, clause: str, state: Iterable[str]) -> Ranked:
        """What a part of a message asks for, by the encoder alone."""
        head = self._heads.question
        logits = head.logits(shared_encoder().vector(clause, state))
        likely = np.exp(logits - logits.max())
        return ranking_of(head.names, likely / likely.sum(), 1)[0]

    def ranking(self, scores: np.ndarray, vector: np.ndarray) -> list[Ranked]:
        """The ranking of the ridge's scores and the encoder's vector."""
        config = self._config
        own = config["sharpness"] * scores
        share, temperature = config["encoder_share"], config["temperature"]
        read = self._reader.softmax(own, vector, share, temperature)
        ranking = ranking_of(self._reader.names, read, _KEPT)
        for entry in ranking:
            entry["topic"] = self._topics.get(entry["name"], "")
        return ranking

    @override
    def _take(self, trained: QuestionWeights) -> None:
        self._reader = TwoReaders(trained.names, self._heads.question)
        self._topics, self._ridge = trained.topics, trained.ridge

    def _is_other(self, example: _Example, asked_about: frozenset[str]) -> bool:
        """Whether an example asks for nothing, and is one of those that are learnt from."""
        number = int.from_bytes(hashlib.sha256(example.text.encode()).digest()[:4])
        if number % self._config["others"]:
            return False
        is_known = example.questions is not None
        return is_known or asks_nothing(example.label, example.text, asked_about)


class _Example:
    """A message with what its metadata tell."""

    def __init__(self, message: Message) -> None:
        metadata = (message.get(METADATA) or {}).get("intent") or {}
        _, _, question = (message.get(INTENT_RESPONSE_KEY) or "").partition(QUESTION)
        self.message = message
        self.label, self.text = message.get(INTENT), message.get(TEXT)
        self.questions = questions_of(question, metadata)
        # Whether it asks for something, tells of a case, or stands in a conversation.
        is_later = state_of_metadata(metadata) is not None
        tells_of_case = metadata.get("consent") or metadata.get("case_stage")
        self.tells = bool(self.questions or tells_of_case or is_later)


def _topics(examples: list[_Example]) -> dict[str, str]:
    """The intent that each question is asked within; "" of one that is asked within any."""
    counts: dict[str, Counter[str]] = {}
    for example in examples:
        for question in example.questions or ():
            counts.setdefault(question, Counter())[example.label] += 1
    topics = {}
    for question, counter in counts.items():
        topic, most = counter.most_common(1)[0]
        topics[question] = topic if most > _MOSTLY * counter.total() else ""
    return topics
