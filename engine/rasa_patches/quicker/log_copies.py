"""Copies nothing for a log that is not kept.

`rasa/core/processor.py:207,658,731,733,1040,1050` makes deep copies of all that was written and
answered, as arguments of debug messages; the engine logs warnings and errors alone. Rasa copies
nothing else there.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import rasa.core.processor


def apply() -> None:
    """Let the processor's `copy.deepcopy` give back what it is given."""
    rasa.core.processor.copy = SimpleNamespace(deepcopy=_same)


def _same(value: Any) -> Any:
    return value
