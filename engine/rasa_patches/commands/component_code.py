"""Lets Rasa's cache of trained components see all the code that they are trained with.

`rasa/engine/training/fingerprinting.py:24`, calculate_fingerprint_key, looks at the source of the
component's own class: after a change in a module that it uses, `rasa train` would take the old
weights from the cache.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.training import fingerprinting

from engine.fingerprint import code_part


def apply() -> None:
    """Add the code's part of a model's name to each component's key."""
    original = fingerprinting.calculate_fingerprint_key
    code = code_part()

    def with_code(graph_component_class: Any, config: dict[str, Any], inputs: Any) -> str:
        key: str = original(graph_component_class, {**config, "code": code}, inputs)
        return key

    fingerprinting.calculate_fingerprint_key = with_code
