"""Puts together what a message is read beside, and names the answers that are no facts.

The reader and the recipe that makes it share both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from contracts.intents import TELL_CASE

FOLDER = Path(__file__).parent  # the reader's files
IN_EXCHANGE = "in_exchange"  # of a message: whether answers stood before it
SAID = 1  # the place, among the texts that a message is read beside, of the message before it
MOST_TURNS = 4
_LENGTHS = (240, 120)  # characters of the answer and the message before; of older ones the second
_OLDER = 50
CARD = "card_"  # begins the name of a topic's whole card
# The names of answers in data/answers, and the intent that each comes to. A vague message, and one
# about a draft or a yes, is left to those that know what was offered.
INTENTS: Mapping[str, str] = {
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


class Turn(NamedTuple):
    """A message and its answer, in the words that its card begins with."""

    said: str
    answer: str


def texts_of(turns: Sequence[Turn]) -> list[str]:
    """Return the texts that a message is read beside, of the turns before it, the latest last.

    The last answer comes first, then the message that it answered, then older answers.
    """
    if not turns:
        return []
    *older, last = turns[-MOST_TURNS:]
    texts = [last.answer[: _LENGTHS[0]], last.said[: _LENGTHS[1]]]
    return [*texts, *(turn.answer[:_OLDER] for turn in reversed(older))]


def words_of(parts: Iterable[Any]) -> str:
    """Return the parts of a card that it has, as sentences."""
    said = [str(part) for part in parts if part]
    return " ".join(part if part[-1] in ".?!:" else f"{part}." for part in said)
