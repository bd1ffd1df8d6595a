"""Gives `packaging.version` back its LegacyVersion, which went with packaging 22.

`rasa/shared/utils/validation.py:6` imports it, to refuse a training data file whose `version:`
is none (line 252). packaging raises InvalidVersion for such a one since, so no version is a
LegacyVersion: a file with `version: "abc"` is refused where Rasa warned and read on.
"""

from __future__ import annotations

import packaging.version


class LegacyVersion:
    """A class that no version is an instance of."""


def apply() -> None:
    """Add the class unless packaging has it."""
    if not hasattr(packaging.version, "LegacyVersion"):
        packaging.version.LegacyVersion = LegacyVersion  # type: ignore[attr-defined]
