"""A message of several questions is cut into them, and one that also wishes something is not."""

from __future__ import annotations

import pytest

from engine.understanding.questions.clauses import may_ask_twice, question_clauses


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        (
            "men vad kostar det att ringa och när har dom öppet",
            ["men vad kostar det att ringa", "när har dom öppet"],
        ),
        (
            "Hej! How long does it take? And can they redact stuff?",
            ["How long does it take?", "And can they redact stuff?"],
        ),
        ("vad kostar det o när har jag det", ["vad kostar det", "när har jag det"]),
        ("Vad kostar det?", []),
        ("vad är numret och mejlen?", []),
        ("Jag vill ha en intervju. Vad kostar det? När har ni öppet?", []),
        ("Vem? När?", []),
        ("", []),
    ],
)
def test_the_questions_of_a_message(text: str, questions: list[str]) -> None:
    assert question_clauses(text) == questions


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("pris och väntetid?", True),
        ("Två saker: vem är chef, numret dit.", True),
        ("Kostar det? Jag jobbar natt. Hur länge?", True),
        ("Får vi filma hos er", False),
        ("Vi sänder i morgon och vi undrar vad det kostar", False),
    ],
)
def test_the_form_of_a_message_leaves_room_for_a_second_question(text: str, may: bool) -> None:
    assert may_ask_twice(text) is may
