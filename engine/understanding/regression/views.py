"""What the regression reads of a message.

Both take text that `engine.understanding.text.normalise` has folded, and what stood before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_WORD = re.compile(r"\w+|[?!]")


def whole(text: str, _state: Sequence[str]) -> str:
    """The text as it is."""
    return text


def in_state(text: str, state: Sequence[str]) -> str:
    """What stood before the text, alone and joined to each of its words."""
    features = [feature.replace(" ", ":") for feature in state]
    words = _WORD.findall(text)
    return " ".join(
        f for feature in features for f in (feature, *(f"{feature}|{w}" for w in words))
    )
