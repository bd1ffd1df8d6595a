"""Keeps the logs of the parts: added to, for their owner alone, of a bounded size."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

MAX_BYTES = 5_000_000
KEPT_LOGS = 3  # old ones, web.log.1 the newest
_OWNER_ONLY = 0o600


def open_log(path: Path) -> int:
    """A descriptor that adds to the log; what was written before stays."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, _OWNER_ONLY)
    os.fchmod(descriptor, _OWNER_ONLY)
    return descriptor


def rotate(path: Path, max_bytes: int = MAX_BYTES) -> bool:
    """Put a log that is longer than `max_bytes` aside and begin it anew; whether it was.

    It is copied and emptied, not renamed: the part goes on writing to the file that it has open,
    and needs nobody to read from it.
    """
    if not path.exists() or path.stat().st_size <= max_bytes:
        return False
    for number in range(KEPT_LOGS, 1, -1):
        older = _old(path, number - 1)
        if older.exists():
            older.replace(_old(path, number))
    shutil.copyfile(path, _old(path, 1))
    _old(path, 1).chmod(_OWNER_ONLY)
    os.truncate(path, 0)
    return True


def _old(path: Path, number: int) -> Path:
    return path.with_name(f"{path.name}.{number}")
