"""Patterns that can take exponential time are found, in whatever way they are written."""

from __future__ import annotations

import re
import sys

import pytest

import contracts
from contracts import placeholders
from dev.check_patterns import ambiguous, compiled_patterns, written_patterns

pytestmark = pytest.mark.slow  # in Node


def found(pattern: str, flags: int = 0) -> bool:
    lines = ambiguous({(pattern, re.compile(pattern, flags).flags): "somewhere:1"})
    assert all(line == f"somewhere:1: exponential: {pattern}" for line in lines)
    return bool(lines)


@pytest.mark.parametrize(
    "pattern",
    [
        r"/(?:[\w.-]+/?)*",
        r"(a+)+b",
        r"(?:a|ab?|b)*c",
        r"(?:\w-|å-)+x",
        r"(?:\S\W?)*x",
        r"(?:(?:a+,?){2})+b",
        r"(?:a*)*?b",
        r"(?=(?:a|a)*b)c",
        r"x(?>(?:a+)+b)",
        r"(?:a+){12,}b",
    ],
)
def test_a_repeat_that_reads_a_text_in_many_ways_is_found(pattern: str) -> None:
    assert found(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?:\.[a-z]+)+",
        r"(?:a|b|cd?)*e",
        r"(?:och |men |ja )*nej",
        r"(?:(?>\w+)/?)*!",
        r"(?:\w++/?)*!",
        r"[^\W\d_]+(?:-[^\W\d_]+)*",
        r"(?:\d\d?){2,4}",
        r"\w+\s*:",
    ],
)
def test_one_that_reads_it_in_one_way_is_not(pattern: str) -> None:
    assert not found(pattern)


def test_small_and_capital_letters_may_be_one() -> None:
    assert not found("(?:a-|A-)+b")
    assert found("(?:a-|A-)+b", re.IGNORECASE)


def test_what_stands_in_a_call_is_read_with_what_an_f_string_puts_in() -> None:
    source = 'import re\n\n\nre.sub(rf"(?:{x}+)+!", "", text)\nre.match(pattern, text)\nmatch("a")'
    assert written_patterns(source, "room.module") == {("(?:x+)+!", re.UNICODE): "room.module:4"}


def test_what_a_module_puts_together_is_read_as_it_is_compiled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As `contracts.placeholders` does, of the kinds that there are."""
    # Compiled once more, where another test has imported it; afterwards all is as it was.
    monkeypatch.setattr(contracts, "placeholders", placeholders)
    monkeypatch.delitem(sys.modules, placeholders.__name__)
    places = compiled_patterns(["contracts"])
    (pattern,) = [
        text for (text, _), at in places.items() if at.startswith("contracts.placeholders:15")
    ]
    assert "personnummer" in pattern
