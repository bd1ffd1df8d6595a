"""Runs the account's encoder: a message, after what the bot said, to what it tells of a case.

Needs numpy and onnxruntime only. `recipes/account` makes the files beside it; the pieces that a
text is cut into are the domain encoder's.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime

from engine.understanding.attributes import Belief, beliefs, load_attributes
from engine.understanding.encoder import shared_encoder
from engine.understanding.encoder.tokenizer import MOST_PIECES, Tokenizer

FOLDER = Path(__file__).parent
# Pieces of what the bot said that are read, the last ones, and of both together.
MOST_SAID, MOST_TOGETHER = 40, 170


class AccountEncoder:
    """The encoder of a message after what the bot said, on one thread."""

    def __init__(self, tokenizer: Tokenizer, folder: Path = FOLDER) -> None:
        """Load the model and the attributes."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(folder / "account.onnx"), options, ["CPUExecutionProvider"]
        )
        self._tokenizer = tokenizer
        self._attributes = load_attributes(folder)

    def read(self, said: str, text: str) -> Belief:
        """Return what a text tells after what the bot `said`, "" for a first message."""
        ids = pair_ids(
            self._tokenizer,
            self._tokenizer.placed(said)[0] if said else [],
            self._tokenizer.placed(text)[0],
        )
        states = self._session.run(["states"], {"ids": np.array(ids, np.int64)})[0]
        return beliefs(self._attributes, states)


@cache
def account_encoder() -> AccountEncoder:
    """Return the one of this process."""
    return AccountEncoder(shared_encoder().tokenizer)


def pair_ids(tokenizer: Tokenizer, said: list[int], text: list[int]) -> list[int]:
    """Return the ids of what was said and of a text as one, from the ids of their pieces."""
    begin, end = tokenizer.specials.begin, tokenizer.specials.end
    before = [*said[-(MOST_SAID - 1) :], end] if said else []
    return [begin, *before, *text[:MOST_PIECES], end][:MOST_TOGETHER]
