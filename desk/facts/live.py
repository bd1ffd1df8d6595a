"""Keeps the facts current while the bot runs: a good edit is used at once, a bad one never."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from desk.facts.file import FactsError, facts_file, load_facts
from desk.facts.model import Facts

log = logging.getLogger(__name__)


class LiveFacts:
    """The last good facts of a file, looked at again whenever the file has changed.

    Raises:
        FactsError: when made, if the file is not good from the start.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or facts_file()
        self._stamp = self._stamp_now()
        self._facts = load_facts(self._path)
        self.error: FactsError | None = None
        self._reading = threading.Lock()

    @property
    def path(self) -> Path:
        """The file."""
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
                    log.info("facts reloaded")
                except FactsError as error:
                    self.error = error
                    log.error("facts not reloaded, the last good ones stay in force: %s", error)
            return self._facts

    def _stamp_now(self) -> tuple[int, int, int] | None:
        try:
            stat = self._path.stat()
        except OSError:
            return None
        return stat.st_mtime_ns, stat.st_size, stat.st_ino
