"""A figure of both models side by side, with how they differ."""

from __future__ import annotations

from dataclasses import dataclass

from web.trainer.formats import whole


@dataclass(frozen=True)
class FigureRow:
    """A figure of both models, and how they differ: `verdict` is better, worse or same.

    `means` is a sentence that says what it counts, where its name does not. The rest are parts of
    the page: `leads_to` shows what makes the difference, `candidate_part` and `current_part` what
    each model fails, where there is one.
    """

    words: str
    candidate: str
    current: str
    difference: str
    verdict: str
    means: str = ""
    leads_to: str = ""
    candidate_part: str = ""
    current_part: str = ""


def row_of_counts(
    words: str,
    new: int,
    old: int,
    total: int,
    more_is_better: bool = True,
    means: str = "",
    leads_to: str = "",
    candidate_part: str = "",
    current_part: str = "",
) -> FigureRow:
    """Of counts, as `1 av 2`."""
    gain = new - old if more_is_better else old - new
    return FigureRow(
        words,
        f"{whole(new)} av {whole(total)}",
        f"{whole(old)} av {whole(total)}",
        _with_sign(new - old),
        _verdict(gain),
        means,
        leads_to,
        candidate_part,
        current_part,
    )


def _with_sign(number: int) -> str:
    return f"{number:+d}".replace("-", "−") if number else "0"


def _verdict(gain: int) -> str:
    if not gain:
        return "same"
    return "better" if gain > 0 else "worse"
