"""Finds duplicates among examples by their texts, and by fingerprints where those are the same.

`rasa/shared/nlu/training_data/training_data.py:187`, sanitize_examples, sets the intent of every
example anew to take blanks away, blanks or none, which forgets the fingerprint that finds
duplicates in the next line: it was computed in each of twelve merges on the way to a training.
Two examples of unlike texts have unlike fingerprints.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable

from rasa.shared.nlu.constants import INTENT, RESPONSE, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData


def apply() -> None:
    """Set only what has blanks to take away, and compare only what can be the same."""
    TrainingData.sanitize_examples = staticmethod(_sanitized)


def _sanitized(examples: Iterable[Message]) -> list[Message]:
    kept, of_text = list[Message](), defaultdict[Hashable, list[Message]](list)
    for example in examples:
        for name in (INTENT, RESPONSE):
            value = example.get(name)
            if value and value != value.strip():
                example.set(name, value.strip())
        text = example.get(TEXT)
        same = of_text[example if text is None else text]
        if example not in same:
            same.append(example)
            kept.append(example)
    return kept
