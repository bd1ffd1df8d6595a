"""Keeps the facts current while the bot runs: a good edit is used at once, a bad one never."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import threading
from pathlib import Path

from desk.facts.file import FactsError, facts_file, load_facts
from desk.facts.model import Facts

log = logging.getLogger(__name__)


class LiveFacts:
    """The last good facts of a file, looked at again whenever the file has changed.

    A copy of them is kept in a folder, if one is given, by the name of the file: for a process that
    starts anew while the file is not good.

    Raises:
        FactsError: when made, if the file is not good from the start, and no such copy is there.
    """

    def __init__(self, path: Path | None = None, kept_in: Path | None = None) -> None:
        self._path = path or facts_file()
        # Of this file alone: another one may be served from the same place at another time.
        name = hashlib.sha256(os.fsencode(self._path.absolute())).hexdigest()[:16]
        self._last_good = kept_in and kept_in / f"{name}.yml"
        self._stamp = self._stamp_now()
        self.error: FactsError | None = None
        self._facts = self._load_first()
        self._reading = threading.Lock()

    @property
    def path(self) -> Path:
        """Where the facts file lies, whether it can be read just now or not."""
        return self._path

    def current(self) -> Facts:
        """The facts in force; costs one `stat` while the file is unchanged.

        Threads may ask at once: of two edits in a row the later one is in force.
        """
        with self._reading:
            stamp = self._stamp_now()
            if stamp != self._stamp:
                self._stamp = stamp
                try:
                    self._facts = load_facts(self._path)
                    self.error = None
                    self._keep()
                    log.info("facts reloaded")
                except FactsError as error:
                    self.error = error
                    log.error("facts not reloaded, the last good ones stay in force: %s", error)
            return self._facts

    def _load_first(self) -> Facts:
        try:
            facts = load_facts(self._path)
        except FactsError as error:
            if self._last_good is None or not self._last_good.exists():
                raise
            facts, self.error = load_facts(self._last_good), error
            log.error("the facts are not good, the last good ones are in force: %s", error)
        else:
            self._keep()
        return facts

    def _keep(self) -> None:
        """Copy the file, whole at once; another process may be doing the same."""
        if self._last_good is None:
            return
        with contextlib.suppress(OSError):  # without it all is well until the file is not good
            content = self._path.read_bytes()
            if self._last_good.exists() and self._last_good.read_bytes() == content:
                return
            self._last_good.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            new = self._last_good.with_name(f"{self._last_good.name}.{os.getpid()}")
            new.write_bytes(content)
            new.replace(self._last_good)

    def _stamp_now(self) -> tuple[int, int, int] | None:
        try:
            stat = self._path.stat()
        except OSError:
            return None
        return stat.st_mtime_ns, stat.st_size, stat.st_ino
