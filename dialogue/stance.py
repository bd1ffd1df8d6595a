"""Begins an answer with the yes or the no that fits what was asked."""

from __future__ import annotations

from collections.abc import Mapping

# The first words of the facts' answers that have a side.
_SIDES: Mapping[str, str] = {"Ja, ": "yes", "Yes, ": "yes", "Nej, ": "no", "No, ": "no"}


def with_reply(answer: str, reply: str | None, words: Mapping[str, str]) -> str:
    """Return an answer of the facts with the side that a reply has.

    `reply` is `yes`, where what is asked or supposed is so, or `no`; anything else takes no side.
    `words` has the sentences that say `yes`, `no`, and `agreed`, to what has a "not" in it.
    """
    first, side = next(((f, s) for f, s in _SIDES.items() if answer.startswith(f)), ("", None))
    if first and side == reply:
        return answer
    plain = answer[len(first) :]
    plain = f"{plain[:1].upper()}{plain[1:]}"
    begins = words.get("agreed" if (side, reply) == ("no", "yes") else reply or "")
    return f"{begins} {plain}" if begins else plain
