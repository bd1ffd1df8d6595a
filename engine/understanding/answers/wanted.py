"""Names what a message after an answer wants as the rest of the bot does: an intent, and asks."""

from __future__ import annotations

from collections.abc import Mapping

from engine.understanding.answers.exchange import CARD, INTENTS
from engine.understanding.attributes import Belief
from engine.understanding.two_readers import Ranked


def wanted(
    belief: Belief, topics: Mapping[str, str], within: str, above: float
) -> tuple[list[str], Ranked] | None:
    """Return the question that is asked and the intent, where an answer is likelier than `above`.

    `topics` is the topic of each question, "" of one that is asked within any: then `within`.
    """
    likely = belief.get("answer", {})
    name = max(likely, key=likely.__getitem__, default="")
    confidence = likely.get(name, 0.0)
    intent = (topics[name] or within) if name in topics else INTENTS.get(name)
    if name.startswith(CARD):
        intent = name.removeprefix(CARD)
    if not intent or confidence <= above:
        return None
    return [name] if name in topics else [], {"name": intent, "confidence": confidence}
