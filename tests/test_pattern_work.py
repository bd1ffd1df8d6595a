"""However a message is made up, no pattern that reads it takes more than in step with its length.

Masking and deadlines have tests of their own, with more pieces and of all that they do.
"""

from __future__ import annotations

import pytest

import actions
import desk
import engine.understanding
import web.channels
import web.chat
from tests.patterns import patterns_of
from tests.regex_steps import steps_of

pytestmark = pytest.mark.slow  # each pattern is counted step by step

PIECES = [
    "1", "1 ", "a", "a ", "å", " ", "\n", ".", ". ", ",", "-", "–", "/", ":", "?", "!", "(", ")",
    "<", ">", "&", "@", "*", "_", "`", "~", "[", "](", "<a>", "&amp;", "kl 9 ", "2024 ", "2024-",
    "inte ", "och ", "ja ", "nej ", "i fjol ", "förra året ", "mellan ", "per ", "län ",
    "hur många ", "samtycke ", "har ni ", "öppet ", "på lördag ", "https://a", "\u0301", "re: ",
    "> ",
]  # fmt: skip
# Twice as much text may take so many times the work, and a few steps: a square would take four.
MOST_TIMES, FEW = 2.4, 40
BEFORE = {"desk.page_counts._SPAN"}  # searched for in the few characters before a number
PATTERNS = {
    name: pattern
    for room in (actions, desk, engine.understanding, web.channels, web.chat)
    for name, pattern in patterns_of(room).items()
    if not name.startswith("desk.deadlines.") and name not in BEFORE
}


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_a_patterns_steps_grow_with_the_length(name: str) -> None:
    for piece in PIECES:
        short, long = (steps_of(PATTERNS[name], (piece * length)[:length]) for length in (80, 160))
        assert long <= MOST_TIMES * short + FEW, piece
