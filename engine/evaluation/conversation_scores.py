"""Counts what is right in judged conversations and questions, and says how sure that is: pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from scipy.stats import binomtest

from contracts.comparison.case_figures import SIGNIFICANT
from contracts.dialogues import EITHER, KEPT_APART, NO_ANSWER, DialogueTurn
from contracts.intents import ALL_ELSE
from contracts.wilson import Share
from engine.evaluation.judging import ASK, JudgedDialogue, JudgedQuestion, JudgedTurn

_NEVER = "never "
# Groups of writers, and what is counted beside `MEASURES`.
KEPT, ALL = "kept apart", "all"
HALF_SENTENCES = "half sentences after an answer"
DANGER, NO_DANGER = "in danger, told to call 112", "in none, told so in vain"
CALL_112 = "112"
NEAR_MISSES = "near misses: said that the page is silent"
MISLED = "near misses answered as what stands beside them"
UNLIKELY = "what has an answer, asked in an unlikely way"
VERDICTS, WRONG_YES = "told cases given the page's verdict", "told cases given a wrong yes"
TOLD = "told of a case: consent and stage read rightly"
ALLOWED = "told of a case: a consent or a decision read that is not told"
# Items that are codes and not texts, beside those with a colon.
_CODES = frozenset(
    (
        *("ways", "calm", CALL_112, "kept", "delete", "cannot", "english", "swedish", "press_line"),
        *("greets", "thanks", "bye", "bot", "help", "restart"),
    )
)
_PREFIXES = frozenset(("fact", "open", "desk", "asks", "verdict", "letter", "phone", "mail"))


def mcnemar(newly_wrong: int, newly_right: int) -> float:
    """How likely a difference so large is by chance: the exact two-sided test of McNemar."""
    changed = newly_wrong + newly_right
    return float(binomtest(newly_wrong, changed, 0.5).pvalue) if changed else 1.0


def is_worse(newly_wrong: int, newly_right: int) -> bool:
    """Whether more has become wrong than right, and by more than chance."""
    return newly_wrong > newly_right and mcnemar(newly_wrong, newly_right) < SIGNIFICANT


Measure = Callable[[Sequence[JudgedDialogue], Sequence[JudgedQuestion]], Share]

MEASURES: dict[str, Measure] = {
    "first turns right": lambda dialogues, _: _right(d.turns[0] for d in dialogues),
    "later turns right": lambda dialogues, _: _right(t for d in dialogues for t in d.turns[1:]),
    "whole conversations without a fault": lambda dialogues, _: _share(
        d.is_whole for d in dialogues
    ),
    "questions whose fact leads": lambda _, questions: _share(
        q.is_right for q in questions if q.kind == ASK
    ),
    "questions left open, answered so": lambda _, questions: _share(
        q.is_right for q in questions if q.kind != ASK
    ),
}


def counts(
    dialogues: Sequence[JudgedDialogue], questions: Sequence[JudgedQuestion]
) -> dict[str, dict[str, Share]]:
    """Each measure by writer, of the writers kept apart together, and of all."""
    writers = sorted({d.writer for d in dialogues} | {q.writer for q in questions})
    groups = {writer: {writer} for writer in writers}
    groups |= {KEPT: {*KEPT_APART} & {*writers}, ALL: {*writers}}
    return {
        words: {
            name: measure(
                [d for d in dialogues if d.writer in members],
                [q for q in questions if q.writer in members],
            )
            for name, members in groups.items()
        }
        for words, measure in MEASURES.items()
    }


def table(dialogues: Sequence[JudgedDialogue], questions: Sequence[JudgedQuestion]) -> str:
    """The counts, one line each."""
    lines = []
    for words, shares in counts(dialogues, questions).items():
        lines += [words, *(f"  {name:<12}{share}" for name, share in shares.items())]
    return "\n".join(lines)


def is_near_miss(turn: DialogueTurn) -> bool:
    """Whether nothing but that the page is silent is a right answer: `open:press_else`."""
    return any(item.split(EITHER)[0].endswith(ALL_ELSE) for item in turn.must)


def fault_kinds(dialogues: Iterable[JudgedDialogue]) -> list[tuple[str, int]]:
    """The kinds of faults, the commonest first."""
    kinds = Counter(kind_of(fault) for d in dialogues for turn in d.turns for fault in turn.faults)
    return sorted(kinds.items(), key=lambda item: (-item[1], item[0]))


def kind_of(fault: str) -> str:
    """The kind of a fault: `fact:records_fee|desk:docs` is of kind `desk|fact`."""
    if fault == NO_ANSWER:
        return fault
    if fault.startswith(_NEVER):
        return _NEVER + kind_of(fault.removeprefix(_NEVER))
    return EITHER.join(sorted({_kind_of_part(part) for part in fault.split(EITHER)}))


def wrong_yes(dialogues: Iterable[JudgedDialogue]) -> int:
    """How many answers say that a case can be commented on where it cannot."""
    return sum(turn.wrong_yes for d in dialogues for turn in d.turns)


def failures(
    dialogues: Iterable[JudgedDialogue], questions: Iterable[JudgedQuestion]
) -> Iterator[str]:
    """Each turn with a fault and each question not answered, a line or two each."""
    for dialogue in dialogues:
        for number, turn in enumerate(dialogue.turns, start=1):
            if turn.faults:
                yield f"{dialogue.name} turn {number}: {turn.text}"
                yield f"    {', '.join(turn.faults)}  <-  {turn.lead}"
    for question in questions:
        if not question.is_right:
            yield f"{question.writer} {question.kind}.{question.name}: {question.text}"
            yield f"    <-  {question.lead}"


def _kind_of_part(part: str) -> str:
    kind, colon, _ = part.partition(":")
    if colon:
        return kind if kind in _PREFIXES else "text"
    return part if part in _CODES else "text"


def _right(turns: Iterable[JudgedTurn]) -> Share:
    return _share(not turn.faults for turn in turns)


def _share(hits: Iterable[bool]) -> Share:
    rows = list(hits)
    return Share(sum(rows), len(rows))
