"""The domain encoder: what a message means, as a vector, and how likely each intent is.

Rasa needs this module alone; the others make the files that lie beside it (README.md).
"""

from engine.encoder.encoder import Encoder, Heads

__all__ = ["Encoder", "Heads"]
