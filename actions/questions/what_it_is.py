"""Whether it is asked whom one talks to."""

from __future__ import annotations

import re

from actions.turn import ActionTurn

BOT = "bot_challenge"
_WHAT_IT_IS = re.compile(
    r"\bbot\w*|robot|människ|maskin|\bai\b|\bvem\b|\bpratar jag\b|program|human|person|machine"
    r"|\bwho\b"
)


def asks_what_it_is(turn: ActionTurn) -> bool:
    """Whether a message is about the bot, and asks what it is: not what it can do."""
    return turn.intent == BOT and bool(_WHAT_IT_IS.search(turn.text.lower()))
