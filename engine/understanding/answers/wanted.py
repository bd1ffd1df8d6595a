"""Names what a message after an answer wants as the rest of the bot does: an intent, and asks."""

from __future__ import annotations

from collections.abc import Mapping

from contracts.intents import TELL_CASE
from engine.understanding.attributes import Belief
from engine.understanding.two_readers import Ranked

_CARD = "card_"
# The names of answers in data/answers, and the intent that each comes to. A vague message, and one
# about a draft or a yes, is left to those that know what was offered.
_INTENTS: Mapping[str, str] = {
    "phone": "ask_phone",
    "mail": "ask_mail",
    "hours": "ask_open",
    "written": "ask_in_writing",
    "who_heads": "ask_who_heads",
    "again": "repeat",
    "hold": "doubt",
    "sum_up": "sum_up",
    "more": "more",
    "case": TELL_CASE,
    "thanks": "thanks",
    "heard": "thanks",
    "wait": "thanks",
    "sorry": "thanks",
    "greet": "greet",
    "goodbye": "goodbye",
    "insult": "frustrated",
    "bot": "bot_challenge",
    "help": "help",
    "start_over": "start_over",
    "outside": "out_of_scope",
}


def wanted(
    belief: Belief, topics: Mapping[str, str], within: str, above: float
) -> tuple[list[str], Ranked] | None:
    """Return the question that is asked and the intent, where an answer is likelier than `above`.

    `topics` is the topic of each question, "" of one that is asked within any: then `within`.
    """
    likely = belief.get("answer", {})
    name = max(likely, key=likely.__getitem__, default="")
    confidence = likely.get(name, 0.0)
    intent = (topics[name] or within) if name in topics else _INTENTS.get(name)
    if name.startswith(_CARD):
        intent = name.removeprefix(_CARD)
    if not intent or confidence <= above:
        return None
    return [name] if name in topics else [], {"name": intent, "confidence": confidence}
