"""Compares two models in the measured conversations and questions: pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from contracts.comparison import figures
from contracts.comparison.conversation_figures import (
    Changes,
    Conversations,
    RightAnswers,
    WrongConversation,
    WrongQuestion,
    WrongTurn,
)
from engine.evaluation.conversation_scores import is_worse, mcnemar, wrong_yes
from engine.evaluation.judging import ASK, JudgedDialogue, JudgedQuestion

# What one model did: the conversations it held and the questions it was asked, in order.
Held = tuple[Sequence[JudgedDialogue], Sequence[JudgedQuestion]]


def compare_conversations(candidate: Held, current: Held) -> Conversations | None:
    """Both models, who were asked the same; None if that was nothing."""
    (new, new_questions), (old, old_questions) = candidate, current
    if not new and not new_questions:
        return None
    turns = [
        (not now.faults, not before.faults)
        for one, other in zip(new, old, strict=True)
        for now, before in zip(one.turns, other.turns, strict=True)
    ]
    questions = [
        (now.is_right, before.is_right)
        for now, before in zip(new_questions, old_questions, strict=True)
    ]
    return Conversations(
        turns=len(turns),
        whole=len(new),
        questions=len(questions),
        candidate=_right(candidate),
        current=_right(current),
        turn_changes=_changes(turns),
        question_changes=_changes(questions),
        worse=_wrong_where(new, old, other_is_wrong=False),
        worse_questions=_questions_where(new_questions, old_questions, other_is_wrong=False),
        wrong_yes=_wrong((one, [turn.wrong_yes for turn in one.turns]) for one in new),
        better=_wrong_where(old, new, other_is_wrong=False),
        better_questions=_questions_where(old_questions, new_questions, other_is_wrong=False),
        both_wrong=_wrong_where(new, old, other_is_wrong=True),
        both_wrong_questions=_questions_where(new_questions, old_questions, other_is_wrong=True),
    )


def forbidden_by(conversations: Conversations) -> list[str]:
    """What forbids a release: any wrong yes, and being worse by more than chance."""
    checks = {
        figures.WRONG_YES: conversations.candidate.wrong_yes > 0,
        figures.WORSE_TURNS: _is_worse(conversations.turn_changes),
        figures.WORSE_QUESTIONS: _is_worse(conversations.question_changes),
    }
    return [name for name, is_so in checks.items() if is_so]


def _right(held: Held) -> RightAnswers:
    dialogues, questions = held
    return RightAnswers(
        turns=sum(not turn.faults for dialogue in dialogues for turn in dialogue.turns),
        whole=sum(dialogue.is_whole for dialogue in dialogues),
        questions=sum(question.is_right for question in questions),
        wrong_yes=wrong_yes(dialogues),
    )


def _changes(pairs: Sequence[tuple[bool, bool]]) -> Changes:
    """Of answers that are right by the candidate, and by the current model."""
    newly_wrong = sum(before and not now for now, before in pairs)
    newly_right = sum(now and not before for now, before in pairs)
    return Changes(newly_wrong, newly_right, mcnemar(newly_wrong, newly_right))


def _is_worse(changes: Changes) -> bool:
    return is_worse(changes.newly_wrong, changes.newly_right)


def _wrong_where(
    dialogues: Sequence[JudgedDialogue], others: Sequence[JudgedDialogue], *, other_is_wrong: bool
) -> tuple[WrongConversation, ...]:
    """The conversations with what one model gets wrong, and the other too, or not."""
    return _wrong(
        (
            one,
            [
                bool(turn.faults) and bool(same.faults) == other_is_wrong
                for turn, same in zip(one.turns, other.turns, strict=True)
            ],
        )
        for one, other in zip(dialogues, others, strict=True)
    )


def _questions_where(
    questions: Sequence[JudgedQuestion], others: Sequence[JudgedQuestion], *, other_is_wrong: bool
) -> tuple[WrongQuestion, ...]:
    return tuple(
        WrongQuestion(_full_name(question), question.text, question.lead)
        for question, other in zip(questions, others, strict=True)
        if not question.is_right and other.is_right != other_is_wrong
    )


def _wrong(
    dialogues: Iterable[tuple[JudgedDialogue, Sequence[bool]]],
) -> tuple[WrongConversation, ...]:
    """The conversations in which some turns are so, with those turns."""
    return tuple(
        WrongConversation(
            dialogue.name,
            tuple(
                WrongTurn(number, turn.text, turn.faults, turn.lead)
                for number, (turn, is_so) in enumerate(zip(dialogue.turns, which, strict=True), 1)
                if is_so
            ),
        )
        for dialogue, which in dialogues
        if any(which)
    )


def _full_name(question: JudgedQuestion) -> str:
    return f"{'ask' if question.kind == ASK else 'not_stated'}/{question.name}"
