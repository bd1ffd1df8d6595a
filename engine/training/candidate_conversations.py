"""Holds the measured conversations with a candidate and the current model."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rasa.core.agent import Agent

from contracts.dialogues import Dialogue
from engine.evaluation.comparison import ComparisonInput
from engine.evaluation.dialogues import Judge
from engine.evaluation.judging import (
    JudgedDialogue,
    JudgedQuestion,
    judge_dialogue,
    judge_question,
    unanswered,
    unanswered_question,
)


async def hold_with_each(
    agents: Sequence[Agent], inputs: ComparisonInput, report: Callable[[float], None]
) -> list[tuple[list[JudgedDialogue], list[JudgedQuestion]]]:
    """What each model answers in the measured conversations and questions, each held once.

    One with both models at a time, as the stories are.
    """
    judge = Judge()
    held: list[tuple[list[JudgedDialogue], list[JudgedQuestion]]] = [([], []) for _ in agents]
    total = len(inputs.dialogues) + len(inputs.questions)
    for number, dialogue in enumerate(inputs.dialogues):
        report(number / total)
        for agent, (dialogues, _) in zip(agents, held, strict=True):
            dialogues.append(await _hold_one(agent, dialogue, judge))
    for number, question in enumerate(inputs.questions, start=len(inputs.dialogues)):
        report(number / total)
        for agent, (_, questions) in zip(agents, held, strict=True):
            questions.append(await _ask_one(agent, question, judge))
    return held


async def _hold_one(agent: Agent, dialogue: Dialogue, judge: Judge) -> JudgedDialogue:
    try:
        return await judge_dialogue(agent, dialogue, judge)
    except Exception:  # noqa: BLE001  (one that cannot be held is wrong in every turn)
        return unanswered(dialogue)


async def _ask_one(
    agent: Agent, question: tuple[str, str, str, str], judge: Judge
) -> JudgedQuestion:
    try:
        return await judge_question(agent, question, judge)
    except Exception:  # noqa: BLE001
        return unanswered_question(question)
