"""What is right in the measured conversations is counted turn by turn, with how sure that is."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.dialogues import Dialogue, DialogueTurn
from contracts.wilson import Share, wilson
from engine.evaluation import conversation_scores as scores
from engine.evaluation.conversation_scores import is_worse, kind_of, mcnemar
from engine.evaluation.dialogues import Answer, Judge
from engine.evaluation.judging import (
    JudgedDialogue,
    JudgedQuestion,
    JudgedTurn,
    judged,
    unanswered,
)


def turn(*faults: str, text: str = "hej", wrong_yes: bool = False) -> JudgedTurn:
    return JudgedTurn(text, faults, "Så här är det.", wrong_yes)


def held(writer: str, *turns: JudgedTurn) -> JudgedDialogue:
    return JudgedDialogue(f"{writer}-1", writer, turns)


def asked(writer: str, kind: str, is_right: bool) -> JudgedQuestion:
    return JudgedQuestion(writer, kind, "records_fee", "vad kostar det?", is_right, "Sidan")


def answer(topic: str, text: str = "Svar") -> Answer:
    card: dict[str, Any] = {"topic": topic, "lead": text, "contacts": [], "language": "sv"}
    return Answer([{"text": text, "custom": card}], "", "individual_case", None)


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),  # Newcombe (1998), table I, method 3
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (0, 0, 0.0, 1.0),
    ],
)
def test_the_interval_is_wilsons(hits: int, total: int, low: float, high: float) -> None:
    assert wilson(hits, total) == pytest.approx((low, high), abs=5e-5)
    assert wilson(total - hits, total) == pytest.approx((1 - high, 1 - low), abs=5e-5)


@pytest.mark.parametrize(
    ("newly_wrong", "newly_right", "chance"),
    [(0, 0, 1.0), (5, 0, 0.0625), (6, 0, 0.03125), (1, 9, 0.021484), (3, 3, 1.0)],
)
def test_a_difference_is_weighed_against_chance(
    newly_wrong: int, newly_right: int, chance: float
) -> None:
    assert mcnemar(newly_wrong, newly_right) == pytest.approx(chance, abs=1e-6)


def test_only_more_wrong_than_right_beyond_chance_is_worse() -> None:
    assert is_worse(6, 0)
    assert not is_worse(5, 0)
    assert not is_worse(0, 6)
    assert not is_worse(9, 5)


def test_the_table_counts_by_writer_apart_and_together() -> None:
    table = scores.table(
        [held("k1", turn(), turn("fact:a")), held("v3", turn(), turn(), turn())],
        [asked("k1", "ask", True), asked("k1", "ns", False), asked("v3", "ask", False)],
    )
    blocks = {
        block[0]: [line.split() for line in block[1:]] for block in _blocks(table.splitlines())
    }
    counts = {
        words: {" ".join(line[:-5]): (line[-4], line[-2]) for line in lines if "of" in line}
        for words, lines in blocks.items()
    }
    assert counts["first turns right"]["all"] == ("2", "2")
    assert counts["later turns right"] == {
        "k1": ("0", "1"),
        "v3": ("2", "2"),
        "kept apart": ("0", "1"),
        "all": ("2", "3"),
    }
    assert counts["whole conversations without a fault"]["all"] == ("1", "2")
    assert counts["questions whose fact leads"]["all"] == ("1", "2")
    assert counts["questions left open, answered so"] == {
        "k1": ("0", "1"),
        "kept apart": ("0", "1"),
        "all": ("0", "1"),
    }


def _blocks(lines: list[str]) -> list[list[str]]:
    starts = [i for i, line in enumerate(lines) if not line.startswith(" ")]
    return [lines[a:b] for a, b in zip(starts, [*starts[1:], None], strict=True)]


def test_a_share_says_its_count_and_its_interval() -> None:
    assert str(Share(81, 263)).split() == ["0.308", "81", "of", "263", "0.255–0.366"]
    assert str(Share(0, 0)) == "nothing to count"
    assert Share(81, 263).cell == "0.308 (81 of 263, 0.255–0.366)"
    assert Share(0, 0).cell == ""


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("fact:records_fee", "fact"),
        ("desk:stats|fact:statistics_where|fact:statistics_mail", "desk|fact"),
        ("fact:statistics_mail|desk:stats", "desk|fact"),
        ("never verdict:yes", "never verdict"),
        ("thanks|bye", "bye|thanks"),
        ("press_line", "press_line"),
        ("80 kronor", "text"),
        ("kl: 14", "text"),
        ("no answer", "no answer"),
    ],
)
def test_faults_are_counted_by_kind(fault: str, kind: str) -> None:
    assert kind_of(fault) == kind


def test_the_commonest_kind_of_fault_comes_first() -> None:
    kinds = scores.fault_kinds([held("k1", turn("fact:a", "desk:docs"), turn("fact:b"))])
    assert kinds == [("fact", 2), ("desk", 1)]


def test_what_fails_is_told_with_its_turn_its_faults_and_the_answer() -> None:
    lines = list(
        scores.failures(
            [held("k1", turn(), turn("fact:a", text="och sen?"))], [asked("k1", "ask", False)]
        )
    )
    assert lines[0] == "k1-1 turn 2: och sen?"
    assert "fact:a" in lines[1]
    assert "Så här är det." in lines[1]
    assert lines[2] == "k1 ask.records_fee: vad kostar det?"


@pytest.mark.parametrize(
    ("must", "never", "topic", "is_wrong"),
    [
        (("verdict:no_consent",), (), "case_possible", True),
        (("verdict:no_consent|fact:consent_needed",), (), "case_possible", True),
        ((), ("verdict:yes",), "case_possible", True),
        (("verdict:yes|verdict:depends",), (), "case_possible", False),
        (("desk:stats",), (), "case_possible", False),
        (("verdict:no_consent",), ("verdict:yes",), "case_no_consent", False),
    ],
)
def test_a_yes_is_wrong_where_another_verdict_is_due_or_it_is_forbidden(
    must: tuple[str, ...], never: tuple[str, ...], topic: str, is_wrong: bool
) -> None:
    result = judged(DialogueTurn("får jag?", must, never), answer(topic), Judge())
    assert result.wrong_yes is is_wrong
    assert scores.wrong_yes([held("k1", result)]) == is_wrong


def test_a_conversation_that_cannot_be_held_has_every_turn_wrong() -> None:
    dialogue = Dialogue("K1-1", "k1", (DialogueTurn("hej", (), ()), DialogueTurn("hej då", (), ())))
    result = unanswered(dialogue)
    assert not result.is_whole
    assert [t.faults for t in result.turns] == [("no answer",)] * 2
