"""The borders of docs/intents.md that `make check` holds: each is crossed by some message."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts.intents import read_intents
from contracts.nlu_files import Example
from dev.borders import Border, crossings, read_borders

BORDERS = read_borders()


def lines_of(border: Border, text: str, label: str) -> list[str]:
    """What is said of one example, without what is said of exceptions."""
    example = (Path("a.yml"), Example("sv", label, text))
    return [line for line in crossings([example], [border]) if line.startswith("a.yml")]


def another_than(border: Border) -> str:
    """A label that the border does not let."""
    return min({"press_contact", "private_person", "newsletter"} - border.labels)


@pytest.mark.parametrize("border", BORDERS, ids=[border.name for border in BORDERS])
def test_a_border_tells_of_what_stands_against_it(border: Border) -> None:
    (line,) = lines_of(border, border.against, another_than(border))
    assert border.name in line
    assert border.against in line


@pytest.mark.parametrize("border", BORDERS, ids=[border.name for border in BORDERS])
def test_a_border_lets_what_it_says(border: Border) -> None:
    for label in border.labels:
        assert lines_of(border, border.against, label) == []
        assert lines_of(border, border.against, f"{label}+something") == []


def test_borders_name_labels_that_there_are() -> None:
    assert frozenset().union(*(border.labels for border in BORDERS)) <= set(read_intents().labels)


def test_each_exception_has_a_reason_and_is_told_of_when_no_example_needs_it() -> None:
    exceptions = [(border, text) for border in BORDERS for text in border.exceptions]
    assert all(border.exceptions[text] for border, text in exceptions)
    assert len(list(crossings([], BORDERS))) == len(exceptions)


def test_an_exception_is_that_one_example() -> None:
    border = next(border for border in BORDERS if border.exceptions)
    text = next(iter(border.exceptions))
    assert lines_of(border, text, another_than(border)) == []
    assert len(lines_of(border, f"{text} tack", another_than(border))) == 1


@pytest.mark.parametrize(
    ("border", "text"),
    [
        ("a-kassa", "är det ni eller a-kassan som betalar"),
        ("annan myndighet", "Skatteverket skyller på er, kommentar?"),
        ("tips om någons fusk", "antal tips om fusk"),
        ("eget liv", "Stämmer det att jag blir utan?"),
        ("vid namn är newsletter", "inte nyhetsbrev statistik och analys"),
    ],
)
def test_a_word_of_ours_or_a_negation_lifts_a_border(border: str, text: str) -> None:
    (found,) = (row for row in BORDERS if border in row.name.lower())
    assert lines_of(found, text, another_than(found)) == []


def test_a_long_story_that_names_another_authority_crosses_no_border() -> None:
    (border,) = (row for row in BORDERS if row.most_words)
    assert lines_of(border, f"{border.against} {'och ' * 14}", another_than(border)) == []


def test_after_an_answer_the_same_words_may_mean_something_else() -> None:
    border = BORDERS[0]
    after = Example("sv", "deny", border.against, state=("after statistics",))
    assert [line for line in crossings([(Path("a.yml"), after)], [border]) if "a.yml" in line] == []
