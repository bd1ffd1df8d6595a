"""Each measured conversation is held once with either model, and what cannot be held is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.dialogues import Dialogue, DialogueTurn
from engine.evaluation import judging
from engine.evaluation.comparison import ComparisonInput
from engine.evaluation.dialogues import Answer
from engine.training.candidate_conversations import hold_with_each

DIALOGUE = Dialogue(
    "V3-1", "v3", (DialogueTurn("hej", ("greets",), ()), DialogueTurn("tack", ("thanks",), ()))
)
QUESTION = ("v3", "ask", "records_fee", "vad kostar det?")


class FakeAgent:
    """Understands all as one intent, or fails; `heard` is what it was told, with its place."""

    def __init__(self, intent: str | None) -> None:
        self.intent = intent
        self.heard: list[tuple[str, str]] = []


@pytest.fixture(autouse=True)
def answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers without a model: what was said before, and the text again."""

    async def answer_of(conversation: Any, text: str, before: str = "") -> Answer:
        agent = conversation._agent
        agent.heard.append((before, text))
        if agent.intent is None:
            raise KeyError("hemligt")
        return Answer([{"text": f"svar på {text}"}], before, agent.intent, None)

    monkeypatch.setattr(judging, "answer_of", answer_of)


async def hold(*agents: FakeAgent) -> list[Any]:
    shares: list[float] = []
    inputs = ComparisonInput([], [], [], [DIALOGUE], [QUESTION])
    held = await hold_with_each(agents, inputs, shares.append)  # type: ignore[arg-type]
    assert shares == [0.0, 0.5]
    return held


async def test_each_answer_is_judged_and_knows_the_one_before() -> None:
    agent = FakeAgent("greet")
    (((dialogue,), (question,)),) = await hold(agent)
    assert agent.heard == [("", "hej"), ("svar på hej", "tack"), ("", "vad kostar det?")]
    assert [turn.faults for turn in dialogue.turns] == [(), ("thanks",)]
    assert dialogue.turns[1].lead == "svar på tack"
    assert not dialogue.is_whole
    assert (question.writer, question.name, question.is_right) == ("v3", "records_fee", False)


async def test_a_model_that_fails_is_wrong_and_the_other_goes_on() -> None:
    ((first,), (asked,)), ((second,), _) = await hold(FakeAgent(None), FakeAgent("thanks"))
    assert [turn.faults for turn in first.turns] == [("no answer",), ("no answer",)]
    assert not asked.is_right
    assert [turn.faults for turn in second.turns] == [("greets",), ()]
    assert "hemligt" not in str(first)
