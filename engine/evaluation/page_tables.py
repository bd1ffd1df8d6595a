"""The tables of figures in the pages about the bot, made of what `make evaluate` found: pure.

A test holds that each line stands in its page, so that no figure is typed.
"""

from __future__ import annotations

from collections.abc import Iterator

from contracts.comparison.reading_figures import ReadingCounts, ReadingFigures
from contracts.dialogues import KEPT_APART
from contracts.wilson import Share
from engine.evaluation.conversation_scores import (
    ALL,
    ALLOWED,
    DANGER,
    HALF_SENTENCES,
    KEPT,
    MISLED,
    NEAR_MISSES,
    NO_DANGER,
    TOLD,
    UNLIKELY,
)
from engine.evaluation.privacy_scores import OTHERS

# Whose conversations nobody has read: what the others have lost by being looked at for long.
_NEWEST = KEPT_APART[-4:]
_MEASURES = {
    "later turns right": ("later messages answered rightly", "0.93"),
    "whole conversations without a fault": ("whole conversations without a fault", "0.80"),
    "questions whose fact leads": ("the fact leads the answer", "0.95"),
    "questions left open, answered so": ("not stated: said so, with the right contact", "0.95"),
}
_BY_THEMSELVES = (
    *(HALF_SENTENCES, DANGER, NO_DANGER),
    *(NEAR_MISSES, MISLED, UNLIKELY),
    *(TOLD, ALLOWED),
)
_KINDS = {
    "plain": ("everyday ones of 1 to 12 words", "0.985"),
    "newsroom": ("a newsroom's, of 20 to 110 words", "0.95"),
    "traps": ("traps", "0.95"),
    "foreign": ("what is asked of quite other places, and a quarter of ours in the same form", ""),
    "figures": ("figures, ours and others', in the same words", ""),
    "fact_checks": ("whether something is so, what holds and why", ""),
}
_LANGUAGES = {
    "sv": ("Swedish", "0.96"),
    "en": ("English", "0.97"),
    "no": ("Norwegian", "0.95"),
    "da": ("Danish", "0.95"),
}
_PERSONAL = {
    "personnummer": "personal numbers",
    "e-post": "e-mail",
    "telefon": "phone",
    "kontonummer": "account",
    "adress": "address",
    "namn (normal case)": "names, normal case",
    "namn (lower case)": "names, lower case",
    OTHERS: "other words masked by mistake",
}


def understanding_rows(figures: ReadingFigures) -> Iterator[str]:
    """The rows of `docs/understanding.md`: conversations, holdout, languages, kinds."""
    yield from _conversation_rows(figures)
    yield from _holdout_rows(figures)
    for language, (name, wanted) in _LANGUAGES.items():
        yield _row(name, wanted, *_cells(figures.languages[language]))
    for kind, (name, wanted) in _KINDS.items():
        yield _row(name, wanted, *_cells(figures.kinds[kind]))


def privacy_rows(figures: ReadingFigures) -> Iterator[str]:
    """The rows of `docs/privacy.md`: one set after the other."""
    for found in figures.privacy.values():
        for kind, name in _PERSONAL.items():
            if kind in found:
                yield _row(name, found[kind].cell)


def _conversation_rows(figures: ReadingFigures) -> Iterator[str]:
    for measure, words in _MEASURES.items():
        found = figures.conversations[measure]
        newest = [found[writer] for writer in _NEWEST]
        both = Share(sum(s.hits for s in newest), sum(s.total for s in newest))
        yield _row(*words, found[KEPT].cell, both.cell, found[ALL].cell)
    for alone in _BY_THEMSELVES:
        yield _row(alone, "", figures.conversations[alone][KEPT].cell, "", "")


def _holdout_rows(figures: ReadingFigures) -> Iterator[str]:
    counts = figures.holdout
    yield _row("accuracy, one label", "0.96", counts.right_share.cell)
    yield _row("of which traps", "", counts.traps_share.cell)
    yield _row("macro-F1", "0.95", f"{figures.macro_f1:.3f}")
    yield _row("misroutes", "0.02", counts.misrouted_share.cell)
    yield _row("asked back although clear", "0.05", counts.asked_back_share.cell)
    yield _row("out_of_scope given a contact", "0.05", counts.outside_share.cell)
    yield _row("two wishes, both answered", "0.90", counts.both_share.cell)
    yield _row("one wish, two contacts", "0.03", counts.two_contacts_share.cell)
    yield _row("calibration error", "0.05", f"{figures.calibration_error:.3f}")


def _cells(counts: ReadingCounts) -> Iterator[str]:
    """Right, misrouted, asked back, out_of_scope given a contact, and two wishes both answered."""
    yield counts.right_share.cell
    yield counts.misrouted_share.cell
    yield counts.asked_back_share.cell
    yield counts.outside_share.cell
    yield counts.both_share.cell


def _row(*cells: str) -> str:
    return f"|{'|'.join(f' {cell} ' if cell else ' ' for cell in cells)}|"
