"""Lets a process have as many files and connections open as the system allows it."""

from __future__ import annotations

import contextlib
import resource


def raise_limit() -> int:
    """Raise this process's limit, and that of those it starts, to its hard limit; the limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):  # macOS takes no limit without an end
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        return hard
    return soft
