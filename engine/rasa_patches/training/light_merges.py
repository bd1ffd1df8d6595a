"""Merges training data without copying each example.

`rasa/shared/nlu/training_data/training_data.py:148`, merge, copies every example of both sides
deeply, five times on the way from the files to a training: a third of reading them. What was
merged is not used again.
"""

from __future__ import annotations

import copy
from types import SimpleNamespace

from rasa.shared.nlu.training_data import training_data


def apply() -> None:
    """Let a merge hold the same examples as its parts, in lists of its own."""
    training_data.copy = SimpleNamespace(copy=copy.copy, deepcopy=copy.copy)
