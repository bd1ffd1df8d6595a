"""Reads what trainers have taught with models that have not learnt it: in five folds.

Of each model the last regression alone is another: a fifth of those that are tried is taken back
from it. Which n-grams there are, and how much each counts, stays as it is: that goes by no label.
The encoder is the same for all; it was made before anybody taught anything here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

import numpy as np
import scipy.sparse
from rasa.core.agent import Agent
from rasa.shared.nlu.constants import INTENT, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from contracts.comparison.case_figures import Guess
from contracts.comparison.fold_figures import (
    FOLDS,
    Folds,
    MisreadExample,
    examples_to_try,
    is_read_rightly,
)
from contracts.comparison.story_figures import digest_of
from contracts.conversation import FIRST
from contracts.intents import read_intents
from contracts.nlu_files import Example, examples_in
from contracts.training import REVIEWED
from engine.evaluation.model_parts import part_of
from engine.evaluation.readings import outcome_of
from engine.understanding.conversation_state import STATE, practice_state
from engine.understanding.decision import Decision
from engine.understanding.encoder import shared_encoder
from engine.understanding.intent_classifier import IntentClassifier
from engine.understanding.regression.ridge import targets_of
from engine.understanding.tfidf_featurizer import TfidfFeaturizer
from engine.understanding.two_readers import sparse_row


def folds_of(
    agent: Agent, nlu: Path, report: Callable[[float], None], new: Collection[str] = ()
) -> Folds | None:
    """How models without them read the examples that trainers have taught, as first messages.

    `nlu` is what the model was trained on, `new` the digests of the examples that are tried first.
    None if nothing was taught that can be tried.
    """
    examples = [(path.stem == REVIEWED, example) for path, example in examples_in(nlu)]
    taught = {digest_of(e.text): e.label for is_taught, e in examples if is_taught}
    chosen = {digest: place for place, digest in enumerate(examples_to_try(taught, new))}
    if not chosen:
        return None
    # The fold that each example is left out in; none of what is not tried.
    fold_of = np.full(len(examples), FOLDS)
    for row, (is_taught, example) in enumerate(examples):
        if is_taught and (place := chosen.get(digest_of(example.text))) is not None:
            fold_of[row] = place % FOLDS
    rows = [example for _, example in examples]
    guesses = dict(_guesses(agent, rows, fold_of, report))
    misread = [
        MisreadExample(digest_of(rows[row].text), rows[row].label, guess)
        for row, guess in sorted(guesses.items())
        if not is_read_rightly(rows[row].label, guess)
    ]
    return Folds(len(guesses), tuple(misread), tuple(chosen))


def _guesses(
    agent: Agent, examples: Sequence[Example], fold_of: np.ndarray, report: Callable[[float], None]
) -> Iterator[tuple[int, Guess]]:
    """What the model without its fold makes of each example that is tried, by its place."""
    classifier, decision = part_of(agent, IntentClassifier), part_of(agent, Decision)
    featurizer = part_of(agent, TfidfFeaturizer)
    features = _features(featurizer, examples)
    wishes = targets_of([e.label for e in examples], read_intents().subjects).wishes
    left_out = [np.flatnonzero(fold_of == fold) for fold in range(FOLDS)]
    folds = [rows for rows in left_out if len(rows)]
    ridges = classifier._ridge.without(folds, features, wishes, classifier._config["ridge"])
    for number, rows in enumerate(folds):
        report(number / len(folds))
        ridge = next(ridges)
        for place in rows.tolist():
            example = examples[place]
            (read,) = featurizer.process([_message(example, FIRST)])
            vector = shared_encoder().vector(example.text, FIRST)
            ranking, wanted = classifier.rankings(ridge.scores(sparse_row(read)), vector)
            intent, ranking = decision.decide(example.text, ranking, wanted)
            outcome = outcome_of(example.label, frozenset(), intent["name"], ranking)
            confidence = min(1.0, outcome.confidence)
            yield place, Guess(outcome.likeliest, confidence, outcome.acted)


def _features(featurizer: TfidfFeaturizer, examples: Sequence[Example]) -> scipy.sparse.csr_matrix:
    """The n-grams of the examples as they are learnt from, shape (examples, n-grams)."""
    messages = [
        _message(e, practice_state(e.label, e.text) if e.state is None else e.state)
        for e in examples
    ]
    for place, message in enumerate(messages):
        message.set(METADATA, {"place": place})  # of those that are equal Rasa keeps one
    featurizer.process_training_data(TrainingData(messages))
    return scipy.sparse.vstack([sparse_row(message) for message in messages]).tocsr()


def _message(example: Example, state: Sequence[str]) -> Message:
    return Message(data={TEXT: example.text, INTENT: example.label, STATE: list(state)})
