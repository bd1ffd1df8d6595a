"""Draws progress bars on terminals alone.

`rasa/core/policies/rule_policy.py:620`, `core/featurizers/tracker_featurizers.py:600`,
`shared/core/generator.py:415`, `core/test.py:969` and `nlu/test.py:1287` draw them wherever
standard error leads: each step is a line of a file.
"""

from __future__ import annotations

import sys
from typing import Any

from tqdm import tqdm


def apply() -> None:
    """Let every bar of this process be silent, unless standard error is a terminal."""
    if sys.stderr is not None and sys.stderr.isatty():
        return
    original = tqdm.__init__

    def silent(self: tqdm, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **{**kwargs, "disable": True})

    tqdm.__init__ = silent
