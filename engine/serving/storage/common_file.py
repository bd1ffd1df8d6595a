"""A file that several processes add lines to, one at a time."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

# Whoever adds a line has the file for less than a millisecond; nobody waits for one that hangs.
_TRIES, _TRY_SECONDS = 20, 0.001


def append_line(file: int, line: bytes) -> None:
    """Write a whole line, or nothing: a disk that fills takes a part of it, and then fails.

    Raises:
        OSError: it is not written.
    """
    before = os.fstat(file).st_size
    if before and os.pread(file, 1, before - 1) != b"\n":
        line = b"\n" + line  # after one that was cut off with its engine
    try:
        while line:
            line = line[os.write(file, line) :]
    except OSError:
        os.ftruncate(file, before)
        raise


def open_to_add(path: Path) -> int:
    """The file, made for its owner alone if there is none, with its folder."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)


def is_at(file: int, path: Path) -> bool:
    """Whether an open file is the one by that name still."""
    try:
        return os.path.samestat(os.fstat(file), path.stat())
    except OSError:
        return False


def wait_for(file: int) -> None:
    """Have an open file to oneself until it is closed.

    Raises:
        BlockingIOError: another process does not let go of it.
    """
    for left in reversed(range(_TRIES)):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if not left:
                raise
            time.sleep(_TRY_SECONDS)
        else:
            return


def claim(path: Path) -> int | None:
    """The file, for this process alone until it closes it; None if another has it."""
    file = open_to_add(path)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        return None
    return file
