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
from typing import Protocol, runtime_checkable

from contracts.conversation import FIRST, State
from engine.privacy.normal_form import composed_copy
from engine.understanding.encoder import (
    Encoder,
    EncoderInputs,
    EncoderReading,
    shared_encoder,
)
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
        """Have the vector of a text in its state, its names, and what `parts` read, ready.

        A button's payload has none of them.
        """
        if text.startswith("/"):
            return
        encoder, masker = shared_encoder(), make_masker()
        cut = text[:MAX_MESSAGE_CHARACTERS]
        # Names are looked for in a copy with one spelling of each letter: nearly always the same.
        inputs, copy = encoder.inputs(text, state), composed_copy(cut).text
        other = None if copy == cut else encoder.inputs(copy, state)
        under_way = self._begin(partial(_computed, encoder, inputs, other))
        read = masker.read_ahead(cut)
        for part in parts:
            part.read_ahead(text, state)
        vector, pieces = await under_way
        encoder.prefetched.put((text, state), vector)
        masker.look(cut, read, pieces)

    def _begin(self, compute: Callable[[], EncoderReading]) -> asyncio.Future[EncoderReading]:
        """Have a thread compute, and go on when it has begun, if one is free.

        A thread that is woken waits for the interpreter lock, which this one would keep for a
        millisecond or two of reading names.
        """
        has_begun = threading.Event()

        def run() -> EncoderReading:
            has_begun.set()
            return compute()

        future = asyncio.get_running_loop().run_in_executor(self._threads, run)
        if self._under_way < _THREADS:
            has_begun.wait(_STARTING_SECONDS)
        self._under_way += 1
        future.add_done_callback(self._ended)
        return future

    def _ended(self, future: asyncio.Future[EncoderReading]) -> None:
        self._under_way -= 1

    async def masked(self, text: str) -> str:
        """A text that is no message, without personal data; the encoder reads it in a thread."""
        masker = make_masker()
        read = masker.read_ahead(text)
        inputs = shared_encoder().inputs(read.copy.text)
        reading = await self._begin(partial(_computed, shared_encoder(), inputs))
        return masker.mask(text, read, reading.pieces)

    def close(self) -> None:
        """Let the threads end; what they have not begun is not read."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _computed(
    encoder: Encoder, inputs: EncoderInputs, copy: EncoderInputs | None = None
) -> EncoderReading:
    """What the encoder makes of a text; of its copy's pieces, where it has another."""
    reading = encoder.computed(inputs)
    return reading if copy is None else reading._replace(pieces=encoder.computed(copy).pieces)
