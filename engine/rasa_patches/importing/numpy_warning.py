"""Gives numpy back the warning that `rasa/utils/common.py:56` names.

It stands in `numpy.exceptions` since numpy 1.25, and in no other place since numpy 2.0.
"""

from __future__ import annotations

import numpy


def apply() -> None:
    """Let `numpy.VisibleDeprecationWarning` be the one of `numpy.exceptions`."""
    numpy.VisibleDeprecationWarning = numpy.exceptions.VisibleDeprecationWarning
