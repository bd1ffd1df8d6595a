"""Runs layers over the states that the domain encoder has made of several texts half-way.

A message is read beside other texts: what was said before it, the lines of a draft. Needs numpy
and onnxruntime only.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import onnxruntime

from engine.understanding.attributes import Belief, beliefs, load_attributes
from engine.understanding.encoder import PieceStates, shared_encoder

MOST_BESIDE = 12  # texts beside the message
_TEXTS_KEPT = 1024


class UpperLayers:
    """The layers of a folder, and the attributes of a message that they read, on one thread."""

    def __init__(self, folder: Path) -> None:
        """Load layers.onnx and attributes.npz."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(folder / "layers.onnx"), options, ["CPUExecutionProvider"]
        )
        self._attributes = load_attributes(folder)
        with np.load(folder / "attributes.npz", allow_pickle=False) as arrays:
            self._beside = arrays["beside"]

    def read(
        self, said: PieceStates, beside: Sequence[PieceStates]
    ) -> tuple[Belief, np.ndarray, np.ndarray]:
        """Return what is likely of a message, beside `MOST_BESIDE` texts at most.

        With it come the states of the message's pieces and of all others, (pieces, 384) each.
        """
        below = [said.vectors, *(t.vectors + self._beside[n] for n, t in enumerate(beside))]
        states = self._session.run(["states"], {"below": np.concatenate(below)})[0]
        of_said, of_others = np.split(states, [len(said.vectors)])
        return beliefs(self._attributes, of_said), of_said, of_others


@lru_cache(_TEXTS_KEPT)
def pieces_of(text: str) -> PieceStates:
    """Return the states of the pieces of an answer, or of a line of a draft.

    The text is kept in memory, so it is masked already, and no message.
    """
    return shared_encoder().pieces(text)
