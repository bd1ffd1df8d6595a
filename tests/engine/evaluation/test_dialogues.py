"""A judge that passes what is right and fails what is not, on answers made by hand."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contracts.dialogues import DialogueTurn, read_dialogues, read_questions
from contracts.paths import DANGER, DIALOGUES, HALF_SENTENCES, NEAR_MISSES, QUESTIONS
from engine.evaluation.dialogues import Answer, Judge


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge()


def card(lead: str, topic: str | None = "public_records", **more: Any) -> dict[str, Any]:
    base = {
        "lead": lead,
        "topic": topic,
        "language": "sv",
        "contacts": [{"value": "x"}],
        "quick_replies": [],
    }
    return {"text": lead, "custom": {**base, **more}}


def answer(*messages: dict[str, Any], awaits: str | None = None, intent: str = "x") -> Answer:
    return Answer(messages, before="", intent=intent, awaits=awaits)


def test_a_fact_must_stand_in_the_first_sentence(judge: Judge) -> None:
    assert judge.leads("records_fee", answer(card("25 sidor kostar 80 kronor. Mer text.")))
    assert not judge.leads("records_fee", answer(card("Mejla huvudkontoret. Det kostar 2 kronor.")))


def test_a_side_must_be_the_right_one(judge: Judge) -> None:
    assert judge.leads("records_name", answer(card("Nej, du behöver inte säga vem du är.")))
    assert not judge.leads("records_name", answer(card("Ja, skriv ditt namn.")))


def test_what_is_open_is_said_to_be_so_with_somebody_to_ask(judge: Judge) -> None:
    lead = "Sidan säger inte hur länge ett samtycke gäller. Fråga presstjänsten."
    name = ["not_stated/consent_validity"]
    assert judge.is_open("consent_validity", answer(card(lead, question=name)))
    assert not judge.is_open("consent_validity", answer(card(lead, question=name, contacts=[])))
    assert not judge.is_open("consent_validity", answer(card("Tre månader.", question=name)))


def test_either_of_two_alternatives_will_do(judge: Judge) -> None:
    turn = DialogueTurn("x", ("desk:press|asks:back",), ())
    assert judge.faults(turn, answer(card("Ring.", "press_contact"))) == []
    assert judge.faults(turn, answer(card("Vad gäller det?", None), awaits="choices")) == []
    assert judge.faults(turn, answer(card("Mejla.", "statistics"))) == ["desk:press|asks:back"]


def test_what_must_not_be_is_a_fault(judge: Judge) -> None:
    turn = DialogueTurn("x", (), ("verdict:yes",))
    assert judge.faults(turn, answer(card("Ja.", "case_possible"))) == ["never verdict:yes"]


def test_silence_is_a_fault(judge: Judge) -> None:
    assert judge.faults(DialogueTurn("x", (), ()), answer()) == ["no answer"]


def test_every_expectation_of_the_conversations_is_one_the_judge_knows(judge: Judge) -> None:
    nothing = answer(card("x"))
    several = [*read_dialogues(), *read_dialogues(HALF_SENTENCES)]
    assert all(1 < len(dialogue.turns) <= 7 for dialogue in several)
    for dialogue in [*several, *read_dialogues(DANGER), *read_dialogues(NEAR_MISSES)]:
        assert 1 <= len(dialogue.turns) <= 7
        for turn in dialogue.turns:
            for item in (part for must in turn.must for part in must.split("|")):
                assert item not in nothing.text
                judge.does(item, nothing)


def test_of_danger_one_half_must_be_told_of_112_and_the_other_never() -> None:
    last = [dialogue.turns[-1] for dialogue in read_dialogues(DANGER)]
    assert len(last) == 239
    assert sum(turn.must == ("112",) and not turn.never for turn in last) == 120
    assert sum(turn.never == ("112",) and not turn.must for turn in last) == 119


def test_there_are_as_many_as_are_promised() -> None:
    dialogues, questions = read_dialogues(), read_questions()
    assert len(dialogues) >= 250
    assert len({dialogue.writer for dialogue in dialogues}) >= 5
    assert sum(kind == "ask" for _, kind, _, _ in questions) >= 400
    assert sum(kind == "ns" for _, kind, _, _ in questions) >= 100
    languages = [
        json.loads(line)["language"]
        for path in DIALOGUES.glob("*.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    assert len(languages) == len(dialogues)
    assert languages.count("en") >= len(dialogues) / 5
    assert DIALOGUES.is_dir()
    assert QUESTIONS.is_dir()
