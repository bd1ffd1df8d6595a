"""Lets an example keep its fingerprint as long as nothing in it changes.

`rasa/shared/nlu/training_data/training_data.py:187`, sanitize_examples, sets the intent of every
example anew to take blanks away, blanks or none, which forgets the fingerprint that finds
duplicates in the next line: it was computed in each of twelve merges on the way to a training.
"""

from __future__ import annotations

from collections.abc import Iterable

from rasa.shared.nlu.constants import INTENT, RESPONSE
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData


def apply() -> None:
    """Set only what has blanks to take away."""
    TrainingData.sanitize_examples = staticmethod(_sanitized)


def _sanitized(examples: Iterable[Message]) -> list[Message]:
    kept = list(examples)
    for example in kept:
        for name in (INTENT, RESPONSE):
            value = example.get(name)
            if value and value != value.strip():
                example.set(name, value.strip())
    return list(dict.fromkeys(kept))
