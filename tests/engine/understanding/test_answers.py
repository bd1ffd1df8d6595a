"""The texts that a message is read beside, and what an answer comes to."""

from __future__ import annotations

import pytest
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from contracts.intents import CASE, PRESS, RECORDS
from engine.understanding.answers.exchange import MOST_TURNS, Turn, texts_of
from engine.understanding.answers.reader import turns_of
from engine.understanding.answers.wanted import wanted

TOPICS = {"records_fee": RECORDS, "source": ""}


def test_a_message_is_read_beside_the_latest_answer_first() -> None:
    turns = [Turn(f"fråga {n}", f"svar {n}") for n in range(6)]
    assert texts_of(turns) == ["svar 5", "fråga 5", "svar 4", "svar 3", "svar 2"]
    assert len(texts_of(turns)) == MOST_TURNS + 1
    assert texts_of([]) == []


def test_older_answers_are_known_by_how_they_begin() -> None:
    last, _, older = texts_of([Turn("a", "b" * 500), Turn("c", "d" * 500)])
    assert len(older) < len(last) < 500


def test_a_turn_has_what_its_cards_begin_with_unless_they_are_private() -> None:
    def bot(**card: object) -> BotUttered:
        return BotUttered("", {"custom": card})

    tracker = DialogueStateTracker.from_events(
        "c",
        [
            UserUttered("statistik?"),
            bot(title="Statistik", lead="Sök först där.", offer="Ska jag skriva ett mejl?"),
            bot(lead="Skriv inga namn.", private=True),
            UserUttered("hm"),
        ],
    )
    # The offer below an answer is not of it.
    assert turns_of(tracker) == [Turn("statistik?", "Statistik. Sök först där.")]


@pytest.mark.parametrize(
    ("answer", "asks", "intent"),
    [
        ("records_fee", ["records_fee"], RECORDS),
        ("source", ["source"], PRESS),  # asked within whatever is spoken of
        (f"card_{CASE}", [], CASE),
        ("hold", [], "doubt"),
    ],
)
def test_an_answer_comes_to_a_question_and_an_intent(
    answer: str, asks: list[str], intent: str
) -> None:
    found = wanted({"answer": {answer: 0.9}}, TOPICS, PRESS, 0.6)
    assert found == (asks, {"name": intent, "confidence": 0.9})
    assert wanted({"answer": {answer: 0.5}}, TOPICS, PRESS, 0.6) is None


@pytest.mark.parametrize("answer", ["draft", "vague", "yes"])
def test_what_others_know_better_is_left_to_them(answer: str) -> None:
    assert wanted({"answer": {answer: 0.9}}, TOPICS, PRESS, 0.6) is None
    assert wanted({}, TOPICS, PRESS, 0.6) is None
