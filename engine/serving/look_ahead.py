"""Reads a message with the two heaviest readers at once, before Rasa reads it with one by one.

The encoder computes outside Python's interpreter lock: in a thread it takes nobody's time, where
in Rasa's pipeline every other message waits for it. What the rules know of names is read
meanwhile, and what other parts of the pipeline read of the text alone. What comes out lies ready
for the pipeline, which asks for the same text, and for the store.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Protocol, runtime_checkable

from contracts.conversation import FIRST, State
from engine.understanding.encoder import shared_encoder
from engine.understanding.masker import make_masker
from engine.understanding.text import MAX_MESSAGE_CHARACTERS

_THREADS = 2
_STARTING_SECONDS = 0.001  # at most; a thread that is free takes a tenth of it


@runtime_checkable
class ReadsAhead(Protocol):
    """A component that can read a text before its turn comes."""

    def read_ahead(self, text: str, state: State) -> None:
        """Have ready what `process` will ask for."""


class LookAhead:
    """The threads that the encoder computes in."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_THREADS, "encoder")
        self._under_way = 0

    async def read(self, text: str, state: State = FIRST, parts: Iterable[ReadsAhead] = ()) -> None:
        """Have ready what the encoder makes of a text, its names, and what `parts` read.

        A button's payload has none of them.
        """
        if text.startswith("/"):
            return
        encoder, masker = shared_encoder(), make_masker()
        cut = text[:MAX_MESSAGE_CHARACTERS]
        under_way = self._begin(partial(encoder.computed, encoder.inputs(text, state)))
        read = masker.read_ahead(cut)
        for part in parts:
            part.read_ahead(text, state)
        reading = await under_way
        pieces = reading.pieces
        if pieces.text != read.copy.text:  # of letters in another spelling, or cut
            pieces = await self._begin(partial(encoder.pieces, read.copy.text))
        encoder.prefetched.put((text, state), reading)
        masker.look(cut, read, pieces)

    async def masked(self, text: str) -> str:
        """A text that is no message, without personal data; the encoder reads it in a thread."""
        masker = make_masker()
        read = masker.read_ahead(text)
        pieces = await self._begin(partial(shared_encoder().pieces, read.copy.text))
        return masker.mask(text, read, pieces)

    def _begin[T](self, compute: Callable[[], T]) -> asyncio.Future[T]:
        """Have a thread compute, and go on when it has begun, if one is free.

        A thread that is woken waits for the interpreter lock, which this one would keep for a
        millisecond or two of reading names.
        """
        has_begun = threading.Event()

        def run() -> T:
            has_begun.set()
            return compute()

        future = asyncio.get_running_loop().run_in_executor(self._threads, run)
        if self._under_way < _THREADS:
            has_begun.wait(_STARTING_SECONDS)
        self._under_way += 1
        future.add_done_callback(self._ended)
        return future

    def _ended(self, future: asyncio.Future[Any]) -> None:
        self._under_way -= 1

    def close(self) -> None:
        """Let the threads end; what they have not begun is not read."""
        self._threads.shutdown(wait=False, cancel_futures=True)
