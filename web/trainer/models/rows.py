"""A figure of both models side by side, with how they differ."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A figure of both models, and how they differ: `verdict` is better, worse or same."""

    words: str
    candidate: str
    current: str
    difference: str
    verdict: str


def row_of_shares(words: str, new: float, old: float, more_is_better: bool) -> Row:
    """Of shares of one, as per cent."""
    # As many tenths of a per cent as are shown: a difference that nobody sees is none.
    difference = round((new - old) * 100, 1)
    gain = difference if more_is_better else -difference
    return Row(words, _percent(new), _percent(old), _with_sign(difference, 1), _verdict(gain))


def row_of_counts(words: str, new: int, old: int, total: int, more_is_better: bool = True) -> Row:
    """Of counts, as `1 av 2`."""
    gain = new - old if more_is_better else old - new
    return Row(
        words,
        f"{new} av {total}",
        f"{old} av {total}",
        _with_sign(new - old, 0),
        _verdict(gain),
    )


def _percent(share: float) -> str:
    return f"{share * 100:.1f} %".replace(".", ",")


def _with_sign(number: float, digits: int) -> str:
    rounded = f"{number:+.{digits}f}".replace(".", ",").replace("-", "−")
    return "0" if not rounded.strip("+−0,") else rounded


def _verdict(gain: float) -> str:
    if not gain:
        return "same"
    return "better" if gain > 0 else "worse"
