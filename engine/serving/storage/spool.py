"""Keeps turns that the database does not take, masked, until it does: on disk, in order.

A line of JSON is a turn's rows. All engines that have the folder add to one file and read it, so
that each knows what was said to the others and a conversation keeps its order whichever engine it
goes to. One of them at a time stores what is there, and takes the file away when all of it is:
what one that was killed had stored of it is seen by whoever stores it again. A turn that the
database refuses though it takes others is set aside in the folder `refused`, for a day.
"""

from __future__ import annotations

import json
import logging
import os
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from contracts.tables import DELETION_NOTED_SECONDS
from engine.serving.storage.common_file import append_line, claim, is_at, open_to_add, wait_for

log = logging.getLogger(__name__)

MAX_BYTES = 128_000_000  # some 16,000 turns, of all engines
MAX_BYTES_IN_MEMORY = 32_000_000
# A deletion is noted for a day: what has been left alone for longer may be of a conversation that
# was deleted since.
MAX_AGE_SECONDS = DELETION_NOTED_SECONDS - 3600.0
TURNS_FILE = "turns.jsonl"
STORING_FILE = "storing.lock"  # had by the engine that stores
REFUSED_FOLDER = "refused"

Rows = list[dict[str, Any]]


class _Line(NamedTuple):
    """Where a turn lies in the file, in bytes."""

    conversation: str
    begins: int
    size: int


class Spool:
    """Turns that are to be stored, the oldest first; in memory alone where there is no folder."""

    def __init__(
        self,
        folder: Path | None = None,
        max_bytes: int = MAX_BYTES,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Look at what waits in the folder, and take over what lies there under other names."""
        self._folder = folder
        self._max_bytes = max_bytes
        self._clock = clock
        self._file: int | None = None
        self._read_to = 0
        self._lines: deque[_Line] = deque()
        self._unwritten: deque[bytes] = deque()  # lines that the disk has not taken yet
        self._first: tuple[_Line | bytes, Rows] | None = None
        self._storing: int | None = None
        self._is_full = False
        self.forget_refused()
        if folder is not None and folder.is_dir():
            self._take_over(folder)

    def __len__(self) -> int:
        """How many turns wait to be stored."""
        self._follow()
        return len(self._lines) + len(self._unwritten)

    def add(self, rows: Rows) -> bool:
        """Keep a turn; False if there is no room for it."""
        line = json.dumps(rows).encode() + b"\n"
        if not self._has_room(len(line)):
            if not self._is_full:
                log.error("the spool is full: turns are not kept")
            self._is_full = True
            return False
        self._is_full = False
        self._unwritten.append(line)
        try:
            self._write_out()
        except OSError as error:
            log.error("a turn is kept in memory alone: %s", type(error).__name__)
        return True

    def holds(self, conversation: str) -> bool:
        """Whether a turn of a conversation waits."""
        return next(self._turns_of(conversation), None) is not None

    def data_of(self, conversation: str) -> list[str]:
        """The events of a conversation, oldest first, as the column `data` holds them."""
        return [row["data"] for rows in self._turns_of(conversation) for row in rows]

    def first(self) -> Rows | None:
        """The turn that has waited longest, as rows of the table of events, for us to store.

        None if nothing waits, or while another engine stores what does.
        """
        with suppress(OSError):
            self._write_out()
        self._follow()
        self._first = None
        if self._lines:
            if self._may_store():
                self._first = (self._lines[0], self._rows(self._lines[0]))
        elif self._unwritten:
            self._first = (self._unwritten[0], _rows_of(self._unwritten[0]))
        return self._first[1] if self._first else None

    def remove_first(self) -> None:
        """Forget the turn that `first` gave, which is stored or is to be stored no more."""
        assert self._first is not None
        first, _ = self._first
        self._first = None
        # Others may have been added since, or what was in memory alone been written.
        if self._lines and self._lines[0] is first:
            self._lines.popleft()
            if not self._lines:
                self._take_away()
        elif self._unwritten and self._unwritten[0] is first:
            self._unwritten.popleft()

    def set_aside_first(self) -> None:
        """Let the others go on without what `first` gave, which is kept apart as long as it may be.

        Raises:
            OSError: it cannot be written there, and stays where it is.
        """
        assert self._first is not None
        if self._folder is not None:
            refused = self._folder / REFUSED_FOLDER
            refused.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = os.open(
                refused / f"{time.time_ns()}.json", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600
            )
            with os.fdopen(file, "w") as out:
                json.dump(self._first[1], out)
        self.remove_first()

    def forget_refused(self) -> None:
        """Delete what was set aside a day ago: its conversation may have been deleted since."""
        for path in (self._folder / REFUSED_FOLDER).glob("*.json") if self._folder else ():
            if path.stat().st_mtime < self._clock() - MAX_AGE_SECONDS:
                path.unlink()

    def note_attempt(self) -> None:
        """Note that it was tried in vain to store what is here: it is not left alone."""
        if self._file is not None:
            os.utime(self._file)

    def close(self) -> None:
        """Leave the file to the other engines, and the next."""
        if self._unwritten:
            log.error("%d turns were not stored", len(self._unwritten))
        self._let_others_store()
        self._leave_file()

    def _turns_of(self, conversation: str) -> Iterator[Rows]:
        self._follow()
        for line in self._lines:
            if line.conversation == conversation:
                yield self._rows(line)
        for unwritten in self._unwritten:
            rows = _rows_of(unwritten)
            if rows[0]["sender_id"] == conversation:
                yield rows

    def _rows(self, line: _Line) -> Rows:
        assert self._file is not None  # as long as there are lines
        return _rows_of(os.pread(self._file, line.size, line.begins))

    def _has_room(self, size: int) -> bool:
        self._follow()
        in_memory = size + sum(map(len, self._unwritten))
        return in_memory <= MAX_BYTES_IN_MEMORY and self._read_to + in_memory <= self._max_bytes

    def _write_out(self) -> None:
        """Write what is in memory alone.

        Raises:
            OSError: not all of it is written; what is not stays in memory.
        """
        if self._folder is None or not self._unwritten:
            return
        with self._locked(self._folder) as file:
            while self._unwritten:
                append_line(file, self._unwritten[0])
                self._unwritten.popleft()
        self._follow()

    @contextmanager
    def _locked(self, folder: Path) -> Iterator[int]:
        """The file, made if there is none, which nobody else adds to or takes away meanwhile.

        Raises:
            OSError: it cannot be opened, or somebody else does not let go of it.
        """
        while True:
            file = open_to_add(folder / TURNS_FILE)
            try:
                wait_for(file)
                if is_at(file, folder / TURNS_FILE):
                    yield file
                    return
            finally:
                os.close(file)  # which ends the lock

    def _follow(self) -> None:
        """See what the other engines have added, and forget what they have taken away."""
        if self._folder is None:
            return
        path = self._folder / TURNS_FILE
        if self._file is not None and not is_at(self._file, path):
            self._leave_file()
        if self._file is None:
            try:
                self._file = os.open(path, os.O_RDONLY)
            except OSError:
                return
        if os.fstat(self._file).st_size > self._read_to:
            self._read(self._file)

    def _read(self, file: int) -> None:
        with os.fdopen(os.dup(file), "rb") as lines:
            lines.seek(self._read_to)
            for line in lines:
                if not line.endswith(b"\n"):
                    return  # it is being written, or was cut off with its engine
                try:
                    conversation = _rows_of(line)[0]["sender_id"]
                except ValueError:
                    log.error("a turn in the spool is not whole")
                else:
                    self._lines.append(_Line(conversation, self._read_to, len(line)))
                self._read_to += len(line)

    def _may_store(self) -> bool:
        """Whether it is for this engine to store what is in the file, as it is until it is done."""
        if self._storing is None and self._folder is not None:
            try:
                self._storing = claim(self._folder / STORING_FILE)
            except OSError:  # no lock can be had: each turn is looked for before it is stored
                return True
        return self._storing is not None

    def _take_away(self) -> None:
        """Delete the file, unless somebody has added to it meanwhile."""
        assert self._folder is not None  # as there was a file
        try:
            with self._locked(self._folder):
                self._follow()
                if self._lines:
                    return
                (self._folder / TURNS_FILE).unlink()
        except OSError as error:  # whoever reads it sees that all is stored
            log.error("the spool is not taken away: %s", type(error).__name__)
        self._let_others_store()

    def _let_others_store(self) -> None:
        if self._storing is not None:
            os.close(self._storing)
            self._storing = None

    def _leave_file(self) -> None:
        if self._file is not None:
            os.close(self._file)
        self._file, self._read_to = None, 0
        self._lines.clear()

    def _take_over(self, folder: Path) -> None:
        """Put what lies under other names into the file, and what is too old aside."""
        if not self._may_store():
            return
        for path in sorted(folder.glob("*.jsonl")):
            if (file := claim(path)) is None:
                continue
            with os.fdopen(file, "rb") as left:
                if self._is_too_old(file):
                    # It may be the clock that is wrong.
                    log.error("%s is too old to be stored", path.name)
                    if path.name == TURNS_FILE:
                        path.rename(folder / f"{time.time_ns()}.jsonl")
                elif path.name != TURNS_FILE:
                    self._unwritten.extend(line for line in left if line.endswith(b"\n"))
                    with suppress(OSError):
                        self._write_out()
                        path.unlink()
        self._let_others_store()

    def _is_too_old(self, file: int) -> bool:
        left = os.fstat(file)
        return left.st_size > 0 and left.st_mtime < self._clock() - MAX_AGE_SECONDS


def _rows_of(line: bytes) -> Rows:
    rows: Rows = json.loads(line)
    return rows
