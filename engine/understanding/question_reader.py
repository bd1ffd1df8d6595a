"""Says what a message asks for within its intent, and what it tells of one case.

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
import scipy.sparse
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from contracts.conversation import CONSENT, STAGE, state_of_metadata
from contracts.nlu_files import QUESTION, asks_nothing, questions_of, subjects_asked_about
from engine.understanding.conversation_state import STATE as CONVERSATION
from engine.understanding.encoder import shared_encoder
from engine.understanding.question_clauses import question_clauses
from engine.understanding.regression.component import Material, RidgeComponent
from engine.understanding.regression.ridge import Ridge, shares_of
from engine.understanding.two_readers import (
    Ranked,
    TwoReaders,
    dense_vector,
    ranking_of,
    sparse_row,
)

QUESTIONS = "questions"
OF_CLAUSES = "questions_of_clauses"  # the likeliest of each, in a message of several questions
_READ = (QUESTIONS, CONSENT, STAGE)
_KEPT = 4  # of a ranking in what is stored
_MOSTLY = 0.6  # of a question's examples, for one intent to be its own


class QuestionWeights(NamedTuple):
    """What a training fits: the names that each reading tells apart, and all their weights.

    `topics` is the intent that each question is asked within.
    """

    names: dict[str, list[str]]
    topics: dict[str, str]
    ridge: Ridge


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class QuestionReader(RidgeComponent[QuestionWeights]):
    """Sets `questions`, `consent` and `case_stage`: rankings, likeliest first, "" for nothing."""

    trained_type = QuestionWeights

    @staticmethod
    @override
    def get_default_config() -> dict[str, Any]:
        return {
            "encoder_share": 0.75,  # of the questions' log probability; the rest is the ridge's
            "case_share": 0.4,  # of what is told of a case
            "ridge": 0.35,  # regularisation
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
        names, shares = {}, []
        for name, of_each in (
            (QUESTIONS, [e.questions or () for e in known]),
            (CONSENT, [_one(e.consent) for e in known]),
            (STAGE, [_one(e.case_stage) for e in known]),
        ):
            names[name], wishes = shares_of(of_each)
            shares.append(wishes)
        features = scipy.sparse.vstack([sparse_row(e.message) for e in known]).tocsr()
        counts = np.bincount(features.indices, minlength=features.shape[1])
        columns = np.flatnonzero(counts >= self._config["min_examples"])
        outputs = [f"{reading} {name}" for reading, of in names.items() for name in of]
        messages, wishes = [e.message for e in known], np.hstack(shares)
        trained = partial(QuestionWeights, names, _topics(known))
        return Material(messages, outputs, features, wishes, trained, columns)

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the three rankings; a question's entry names its topic."""
        for message in messages:
            scores = self._ridge.scores(sparse_row(message))
            for name, ranking in self.rankings(scores, dense_vector(message)).items():
                message.set(name, ranking, add_to_output=True)
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

    def rankings(self, scores: np.ndarray, vector: np.ndarray) -> dict[str, list[Ranked]]:
        """The rankings of the ridge's scores and the encoder's vector."""
        config, start, rankings = self._config, 0, {}
        for name, readers in self._readers.items():
            own = config["sharpness"] * scores[start : start + len(readers.names)]
            start += len(readers.names)
            share = config["encoder_share" if name == QUESTIONS else "case_share"]
            read = readers.softmax(own, vector, share, config["temperature"])
            rankings[name] = ranking_of(readers.names, read, _KEPT)
        for entry in rankings[QUESTIONS]:
            entry["topic"] = self._topics.get(entry["name"], "")
        return rankings

    @override
    def _take(self, trained: QuestionWeights) -> None:
        heads = (self._heads.question, self._heads.consent, self._heads.case_stage)
        self._readers = {
            name: TwoReaders(trained.names[name], head)
            for name, head in zip(_READ, heads, strict=True)
        }
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
        self.consent, self.case_stage = metadata.get("consent"), metadata.get("case_stage")
        # Whether it asks for something, tells of a case, or stands in a conversation.
        is_later = state_of_metadata(metadata) is not None
        self.tells = bool(self.questions or self.consent or self.case_stage or is_later)


def _one(name: str | None) -> tuple[str, ...]:
    return (name,) if name else ()


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
