"""However a message is made up, its deadline is found in work in step with its length."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from desk import deadlines
from desk.deadlines import find_deadline, names_hour, states_deadline
from tests.lines_run import lines_run
from tests.patterns import patterns_of
from tests.regex_steps import steps_of

pytestmark = pytest.mark.slow  # each pattern is counted step by step

TUESDAY = datetime(2026, 11, 10, 13, tzinfo=ZoneInfo("Europe/Stockholm"))
PIECES = [
    "1", "1 ", "1-", "1/", "16.30 ", "kl ", "från 1 ", "mellan 1 och ", "a", "ade", "i ", " ", ".",
    "om en ", "halv ", "den ", "deadline ar ar ar ", "mor", "på lördag kl 9 ", "kl 9 ", "\u0301",
    "1 jan ", "mars 3 ", "3 pm est ", "3 pm a b est ", "helst ", "nu, ", "behover det nu ",
    "deadline ar redan ", "1500gmt", "annandag ", "nu och ", "in the ",
]  # fmt: skip
PATTERNS = patterns_of(deadlines)
# Twice as much text may take so many times the work: a square would take four.
MOST_TIMES = 2.4


def repeated(piece: str, length: int) -> str:
    return (piece * length)[:length]


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_a_patterns_steps_grow_with_the_length(name: str) -> None:
    for piece in PIECES:
        short, long = (steps_of(PATTERNS[name], repeated(piece, length)) for length in (80, 160))
        assert long <= MOST_TIMES * short, piece


def test_a_square_is_seen() -> None:
    pattern = re.compile(r"\d+x")
    assert steps_of(pattern, "1" * 120) > MOST_TIMES * steps_of(pattern, "1" * 60)


@pytest.mark.parametrize("piece", PIECES)
def test_the_lines_that_are_run_grow_with_the_length(piece: str) -> None:
    def lines(length: int) -> int:
        text = repeated(piece, length) + " på lördag"

        def read_all() -> None:
            find_deadline(text, TUESDAY)
            names_hour(text, TUESDAY)
            states_deadline(text)

        return lines_run(read_all, "desk")

    assert lines(600) <= MOST_TIMES * lines(300)
