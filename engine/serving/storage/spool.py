"""Keeps turns that the database does not take, masked, until it does: on disk, in order.

A line of JSON is a turn's rows. What is in the files is in memory too, where the next turn of a
conversation reads it. The files are emptied when all is stored: what a killed engine had stored
of them is seen by whoever stores them again. A turn that the database refuses though it takes
others is set aside in the folder `refused`, for a day.
"""

from __future__ import annotations

import fcntl
import itertools
import json
import logging
import os
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

from contracts.tables import DELETION_NOTED_SECONDS

log = logging.getLogger(__name__)

MAX_BYTES = 32_000_000  # some 4,000 turns
# A deletion is noted for a day: what has been left alone for longer may be of a conversation that
# was deleted since.
MAX_AGE_SECONDS = DELETION_NOTED_SECONDS - 3600.0
REFUSED_FOLDER = "refused"

Rows = list[dict[str, Any]]


class Spool:
    """Turns that are to be stored, the oldest first; in memory alone where there is no folder."""

    def __init__(
        self,
        folder: Path | None = None,
        max_bytes: int = MAX_BYTES,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Take over what engines that have ended left in the folder."""
        self._folder = folder
        self._max_bytes = max_bytes
        self._clock = clock
        self._bytes = 0
        self._turns: deque[Rows] = deque()
        self._files: list[int] = []  # ours, by the lock that each has
        self._is_full = False
        self.forget_refused()
        if folder is not None and folder.is_dir():
            for path in sorted(folder.glob("*.jsonl")):
                if (file := _claim(path)) is None:
                    continue
                if self._is_too_old(file):
                    # Left where it is: it may be the clock that is wrong.
                    log.error("%s is too old to be stored", path.name)
                    os.close(file)
                    continue
                self._files.append(file)
                self._load(file)

    def __len__(self) -> int:
        """How many turns wait to be stored."""
        return len(self._turns)

    def add(self, rows: Rows) -> bool:
        """Keep a turn; False if there is no room for it."""
        line = json.dumps(rows).encode() + b"\n"
        if self._bytes + len(line) > self._max_bytes:
            if not self._is_full:
                log.error("the spool is full: turns are not kept")
            self._is_full = True
            return False
        self._bytes += len(line)
        self._turns.append(rows)
        try:
            self._write(line)
        except OSError as error:
            log.error("a turn is kept in memory alone: %s", type(error).__name__)
        return True

    def first(self) -> Rows:
        """The turn that has waited longest, as rows of the table of events."""
        return self._turns[0]

    def remove_first(self) -> None:
        """Forget the oldest turn, which is stored or is to be stored no more."""
        self._turns.popleft()
        if not self._turns:
            self._bytes, self._is_full = 0, False
            for file in self._files:
                os.ftruncate(file, 0)

    def set_aside_first(self) -> None:
        """Let the others go on without the oldest turn, which is kept apart as long as it may be.

        Raises:
            OSError: it cannot be written there, and stays where it is.
        """
        if self._folder is not None:
            refused = self._folder / REFUSED_FOLDER
            refused.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = os.open(
                refused / f"{time.time_ns()}.json", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600
            )
            with os.fdopen(file, "w") as out:
                json.dump(self.first(), out)
        self.remove_first()

    def forget_refused(self) -> None:
        """Delete what was set aside a day ago: its conversation may have been deleted since."""
        for path in (self._folder / REFUSED_FOLDER).glob("*.json") if self._folder else ():
            if path.stat().st_mtime < self._clock() - MAX_AGE_SECONDS:
                path.unlink()

    def data_of(self, conversation: str) -> list[str]:
        """The events of a conversation, oldest first, as the column `data` holds them."""
        return [
            row["data"]
            for rows in self._turns
            if rows[0]["sender_id"] == conversation
            for row in rows
        ]

    def note_attempt(self) -> None:
        """Note that it was tried in vain to store what is here: it is not left alone."""
        for file in self._files:
            os.utime(file)

    def close(self) -> None:
        """Leave the files to the next engine."""
        if self._turns and not self._files:
            log.error("%d turns were not stored", len(self._turns))
        for file in self._files:
            os.close(file)
        self._files.clear()

    def _write(self, line: bytes) -> None:
        if self._folder is None:
            return
        if not self._files:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._files.append(_new_file(self._folder))
        file = self._files[0]
        before = os.fstat(file).st_size
        try:
            while line:  # a disk that fills takes a part of it, and then fails
                line = line[os.write(file, line) :]
        except OSError:
            os.ftruncate(file, before)
            raise

    def _is_too_old(self, file: int) -> bool:
        left = os.fstat(file)
        return left.st_size > 0 and left.st_mtime < self._clock() - MAX_AGE_SECONDS

    def _load(self, file: int) -> None:
        with os.fdopen(os.dup(file), "rb") as lines:
            lines.seek(0)
            for line in lines:
                if not line.endswith(b"\n"):  # cut off with its engine: the next begins there
                    log.error("a turn in the spool is not whole")
                    os.ftruncate(file, os.fstat(file).st_size - len(line))
                    break
                try:
                    self._turns.append(json.loads(line))
                except ValueError:
                    log.error("a turn in the spool is not whole")
                    continue
                self._bytes += len(line)


def _new_file(folder: Path) -> int:
    """A file that nobody has, and nothing is in."""
    for number in itertools.count():
        file = _claim(folder / f"{number}.jsonl")
        if file is not None and not os.fstat(file).st_size:
            return file
        if file is not None:
            os.close(file)
    raise AssertionError  # there are always more numbers


def _claim(path: Path) -> int | None:
    """The file, for this process alone until it ends; None if another has it."""
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(file)
        return None
    return file
