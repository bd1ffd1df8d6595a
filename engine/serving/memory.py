"""Gives the system back what a model's loading has used and left."""

from __future__ import annotations

import ctypes
import sys


def give_back() -> None:
    """Have the C library return its free pages, where it can be asked (glibc).

    A model is read with more than a hundred megabytes of what is freed again, in pieces between
    which others lie: without this they stay with the process.
    """
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)
