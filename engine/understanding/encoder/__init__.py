"""The domain encoder: what a message means, as a vector, and how likely each intent is.

The files that it is read from lie beside it; `recipes/encoder` makes them (README.md).
"""

from functools import cache

from engine.understanding.encoder.encoder import (
    Encoder,
    EncoderInputs,
    EncoderReading,
    Head,
    Heads,
    PieceStates,
)

__all__ = [
    "Encoder",
    "EncoderInputs",
    "EncoderReading",
    "Head",
    "Heads",
    "PieceStates",
    "shared_encoder",
]


@cache
def shared_encoder() -> Encoder:
    """The one of this process: to read it takes half a second, in which nothing else can run."""
    return Encoder()
