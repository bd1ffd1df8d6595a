"""What is Swedish in an English answer is said to be Swedish, so that it is read out as such."""

from __future__ import annotations

import re

import pytest

from desk.cards import topic_card
from desk.facts.model import Facts
from desk.hours import local_now
from web.pages import TEMPLATES, spoken

_DRAWN = TEMPLATES.from_string('{% from "card.html" import draw %}{{ draw(card) }}')
_SWEDISH = re.compile(r'<span lang="sv">[^<]*</span>')


def test_no_swedish_letter_is_left_in_an_english_answer(facts: Facts) -> None:
    marked = 0
    for topic in facts.topics:
        html = _DRAWN.render(card=topic_card(facts, topic, "en", local_now()))
        rest, count = _SWEDISH.subn("", html)
        # What stands in an attribute is in the language of what it names.
        assert not re.search("[åäöÅÄÖ]", re.sub(r"<[^>]*>", "", rest)), (topic, rest)
        marked += count
    assert marked > 5


@pytest.mark.parametrize(
    ("text", "language", "html"),
    [
        ("the page Presstjänst", "en", 'the page <span lang="sv">Presstjänst</span>'),
        ("sidan Presstjänst", "sv", "sidan Presstjänst"),
        ("or e-mail us", "en", 'or <span class="unbroken">e-mail</span> us'),
        ("< 010-116 98 88", "en", '&lt; <span class="unbroken">010-116 98 88</span>'),
    ],
)
def test_names_of_swedish_pages_are_marked_in_another_language(
    text: str, language: str, html: str
) -> None:
    assert str(spoken(text, language)) == html
