"""Holds the measured conversations with a real model, asks the questions, and has both judged."""

from __future__ import annotations

from typing import NamedTuple

from rasa.core.agent import Agent

from contracts.dialogues import NO_ANSWER, Dialogue, DialogueTurn
from engine.evaluation.dialogues import Answer, Judge, answer_of
from engine.evaluation.kept_stories.stories import AgentConversation

ASK, NOT_STATED = "ask", "ns"

_YES, _VERDICT, _EITHER = "verdict:yes", "verdict:", "|"


class JudgedTurn(NamedTuple):
    """What was written in one turn, and what its answer lacks or does that it must not.

    `wrong_yes` is true where the answer says that a case can be commented on, and it cannot.
    """

    text: str
    faults: tuple[str, ...]
    lead: str  # the first words of the answer
    wrong_yes: bool
    questions: frozenset[str] = frozenset()  # that it answers


class JudgedDialogue(NamedTuple):
    """A conversation as it was held."""

    name: str
    writer: str
    turns: tuple[JudgedTurn, ...]

    @property
    def is_whole(self) -> bool:
        """Whether no answer has a fault."""
        return not any(turn.faults for turn in self.turns)


class JudgedQuestion(NamedTuple):
    """A question asked first in a conversation; `kind` is ASK or NOT_STATED."""

    writer: str
    kind: str
    name: str
    text: str
    is_right: bool
    lead: str


async def judge_dialogue(agent: Agent, dialogue: Dialogue, judge: Judge) -> JudgedDialogue:
    """Hold a conversation, turn after turn."""
    conversation, before, turns = AgentConversation(agent), "", []
    for turn in dialogue.turns:
        answer = await answer_of(conversation, turn.text, before)
        turns.append(judged(turn, answer, judge))
        before = answer.text
    return JudgedDialogue(dialogue.name, dialogue.writer, tuple(turns))


def judged(turn: DialogueTurn, answer: Answer, judge: Judge) -> JudgedTurn:
    """What an answer gets wrong of what its turn expects, and whether it wrongly says yes."""
    lead = answer.lead.strip().partition("\n")[0]
    faults = tuple(judge.faults(turn, answer))
    wrong_yes = is_wrong_yes(turn, answer, judge)
    return JudgedTurn(turn.text, faults, lead, wrong_yes, frozenset(answer.questions))


def is_wrong_yes(turn: DialogueTurn, answer: Answer, judge: Judge) -> bool:
    """Whether the case is said to be one for comment, which is forbidden or not the verdict."""
    return _excludes_yes(turn) and judge.does(_YES, answer)


def _excludes_yes(turn: DialogueTurn) -> bool:
    parts = [item.split(_EITHER) for item in turn.must]
    return _YES in turn.never or any(
        any(part.startswith(_VERDICT) for part in either) and _YES not in either for either in parts
    )


async def judge_question(
    agent: Agent, question: tuple[str, str, str, str], judge: Judge
) -> JudgedQuestion:
    """Ask a question (writer, kind, name and text) in a conversation of its own."""
    writer, kind, name, text = question
    answer = await answer_of(AgentConversation(agent), text)
    is_right = judge.leads(name, answer) if kind == ASK else judge.is_open(name, answer)
    return JudgedQuestion(writer, kind, name, text, is_right, answer.lead.partition("\n")[0])


def unanswered(dialogue: Dialogue) -> JudgedDialogue:
    """A conversation that could not be held."""
    turns = tuple(JudgedTurn(turn.text, (NO_ANSWER,), "", False) for turn in dialogue.turns)
    return JudgedDialogue(dialogue.name, dialogue.writer, turns)


def unanswered_question(question: tuple[str, str, str, str]) -> JudgedQuestion:
    """A question that could not be asked."""
    return JudgedQuestion(*question, False, "")
