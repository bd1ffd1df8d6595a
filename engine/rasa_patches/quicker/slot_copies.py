"""Copies a slot without asking `copyreg` how.

`rasa/shared/core/trackers.py:202`, DialogueStateTracker.__init__, copies each slot for each of
the trackers that are made for a message.
"""

from __future__ import annotations

from rasa.shared.core.slots import Slot


def apply() -> None:
    """Let `copy.copy` of a slot copy its attributes, as it does anyhow."""
    Slot.__copy__ = _copy


def _copy(slot: Slot) -> Slot:
    other = slot.__class__.__new__(slot.__class__)
    other.__dict__.update(slot.__dict__)
    return other
