"""Says in one sentence whether a candidate is better: pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from contracts.comparison.case_figures import BETTER, WORSE, Case, Paired
from contracts.comparison.figures import WORSE_QUESTIONS, WORSE_TURNS, Figures
from web.trainer.labels import title_of
from web.trainer.words import whole

SAME = "same"
# Less likely than this by chance alone is no chance.
SIGNIFICANT = 0.05
_MOST_LABELS = 3


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
    grounds = [_of_unseen(figures.unseen)]
    if said := _of_taught(figures, Counter(kinds_of_taught)):
        grounds.append(said)
    return Headline(verdict, title, grounds, _warning(len(figures.denied)))


def chance_in_words(chance: float) -> str:
    """How often chance alone makes so large a difference."""
    p = f"{chance:.3f}".replace(".", ",") if chance < 0.1 else f"{chance:.2f}".replace(".", ",")
    times = round(chance * 100)
    often = f"{times} gånger av 100" if times else "mer sällan än en gång av 100"
    return f"Slumpen ger så stor skillnad {often} (McNemars exakta test, p = {p})."


def _of_unseen(unseen: Paired) -> str:
    if not unseen.total:
        return "Det finns inga testmeddelanden som modellerna inte har lärt sig."
    start = (
        f"Av {whole(unseen.total)} meddelanden som ingen av modellerna har lärt sig får "
        f"{whole(unseen.candidate)} rätt svar av kandidaten och {whole(unseen.current)} av "
        "modellen innan"
    )
    if not unseen.newly_right and not unseen.newly_wrong:
        return f"{start}: inget blir rätt eller fel."
    changed = f"{unseen.newly_right} blir rätt och {unseen.newly_wrong} blir fel"
    return f"{start}: {changed}. {chance_in_words(unseen.chance)}"


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
    if WORSE_TURNS in figures.forbidden:
        names.append("svaren i samtal")
    if WORSE_QUESTIONS in figures.forbidden:
        names.append("svaren på frågor")
    return names


def _better(figures: Figures) -> list[str]:
    names = []
    unseen = figures.unseen
    if unseen.newly_right > unseen.newly_wrong and unseen.chance < SIGNIFICANT:
        names += _labels(figures.cases, sign=1)
    if held := figures.conversations:
        for changes, words in (
            (held.turn_changes, "svaren i samtal"),
            (held.question_changes, "svaren på frågor"),
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
