"""Says in one sentence whether a candidate is better: pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from contracts.comparison.case_figures import BETTER, SIGNIFICANT, WORSE, Case, PairedCounts
from contracts.comparison.conversation_figures import Changes
from contracts.comparison.figures import (
    BROKEN,
    MISROUTES,
    WORSE_QUESTIONS,
    WORSE_TURNS,
    WRONG_YES,
    Figures,
)
from web.trainer.formats import change_in_words, whole
from web.trainer.labels import title_of

SAME = "same"
_MOST_LABELS = 3
_TURNS, _QUESTIONS = "svaren i samtal", "svaren på frågor"
# What forbids a release is what the candidate is worse at, whatever else it is better at.
_FORBIDDEN = {
    WRONG_YES: "att veta när ett fall får kommenteras",
    BROKEN: "testsamtalen",
    MISROUTES: "att ge rätt kontakt",
    WORSE_TURNS: _TURNS,
    WORSE_QUESTIONS: _QUESTIONS,
}


@dataclass(frozen=True)
class Headline:
    """`verdict` is better, worse or same; the title says it, the rest what it rests on."""

    verdict: str
    title: str
    grounds: list[str]
    warning: str | None


def headline(figures: Figures, kinds_of_taught: Iterable[str]) -> Headline:
    """Whether the candidate is better, on what, and how sure that is.

    `kinds_of_taught` says of each message that is answered otherwise and was taught whether that
    is better or worse.
    """
    worse, better = _worse(figures), _better(figures)
    if worse:
        title = f"Sämre på {_joined(worse)}" + (f", bättre på {_joined(better)}" if better else "")
        verdict = WORSE
    elif better:
        title, verdict = f"Bättre på {_joined(better)}", BETTER
    else:
        title, verdict = "Ingen säker skillnad", SAME
    grounds = [_of_unseen(figures.unseen), *_of_conversations(figures, {*worse, *better})]
    if said := _of_taught(figures, Counter(kinds_of_taught)):
        grounds.append(said)
    return Headline(verdict, title, grounds, _warning(len(figures.denied)))


def _of_unseen(unseen: PairedCounts) -> str:
    if not unseen.total:
        return "Det finns inga testmeddelanden som modellerna inte har lärt sig."
    messages = "ett meddelande" if unseen.total == 1 else f"{whole(unseen.total)} meddelanden"
    return (
        f"Av {messages} som ingen av modellerna har lärt sig får {whole(unseen.candidate)} rätt "
        f"svar av kandidaten och {whole(unseen.current)} av modellen innan: "
        f"{change_in_words(unseen)}"
    )


def _of_conversations(figures: Figures, said: Collection[str]) -> list[str]:
    """The counts of what the title says of the measured conversations and questions."""
    if (held := figures.conversations) is None:
        return []
    new, old = held.candidate, held.current
    grounds = {
        _TURNS: _of_answers("svar i samtal", held.turns, new.turns, old.turns, held.turn_changes),
        _QUESTIONS: _of_answers(
            "svar på frågor", held.questions, new.questions, old.questions, held.question_changes
        ),
    }
    return [words for name, words in grounds.items() if name in said]


def _of_answers(what: str, total: int, new: int, old: int, changes: Changes) -> str:
    return (
        f"Av {whole(total)} {what} är {whole(new)} rätt med kandidaten och {whole(old)} med "
        f"modellen innan: {change_in_words(changes)}"
    )


def _of_taught(figures: Figures, kinds: Counter[str]) -> str | None:
    better, worse = kinds[BETTER], kinds[WORSE]
    if not better and not worse:
        return None
    said = f"Av det ni har lärt ut blir {better} bättre och {worse} sämre. "
    if better and not figures.unseen.newly_right:
        return f"{said}Allt som blir bättre är alltså sådant som kandidaten minns."
    return f"{said}Det visar vad kandidaten minns, inte vad den förstår."


def _warning(denied: int) -> str | None:
    if not denied:
        return None
    words, them = ("Ett nytt exempel", "det") if denied == 1 else (f"{denied} nya exempel", "dem")
    return f"{words} säger emot det som modellen innan är säker på. Läs {them} innan du släpper."


def _worse(figures: Figures) -> list[str]:
    names = []
    unseen = figures.unseen
    if unseen.newly_wrong > unseen.newly_right and unseen.chance < SIGNIFICANT:
        names += _labels(figures.cases, sign=-1)
    return names + [words for reason, words in _FORBIDDEN.items() if reason in figures.forbidden]


def _better(figures: Figures) -> list[str]:
    names = []
    unseen = figures.unseen
    if unseen.newly_right > unseen.newly_wrong and unseen.chance < SIGNIFICANT:
        names += _labels(figures.cases, sign=1)
    if held := figures.conversations:
        for changes, words in (
            (held.turn_changes, _TURNS),
            (held.question_changes, _QUESTIONS),
        ):
            if changes.newly_right > changes.newly_wrong and changes.chance < SIGNIFICANT:
                names.append(words)
    return names


def _labels(cases: Iterable[Case], sign: int) -> list[str]:
    """The labels that changed most in one direction, of what nobody taught."""
    gains: Counter[str] = Counter()
    for case in cases:
        if not case.taught:
            gains[case.label] += sign * (case.is_right(case.after) - case.is_right(case.before))
    return [title_of(label) for label, gain in gains.most_common(_MOST_LABELS) if gain > 0]


def _joined(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} och {names[-1]}"
