"""Trains the judge of names in context without each writer in turn, and reads that writer with it.

Says how many persons are masked in full, and how many other words, by the values that decide.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from engine.privacy.names.context import (
    FEWEST_JUDGED,
    LIKELIHOODS,
    Likelihoods,
    masked_words,
)
from recipes.names.context import TextWords, fit, likelihoods, read_training_words, runs_of

# The first decide.
_VALUES = (
    LIKELIHOODS,
    Likelihoods(0.5, 0.6, 0.9, 0.1),
    Likelihoods(0.5, 0.7, 0.9, 0.1),
    Likelihoods(0.6, 0.6, 0.9, 0.1),
    Likelihoods(0.6, 0.8, 0.9, 0.1),
    Likelihoods(0.6, 0.9, 0.9, 0.1),
    Likelihoods(0.6, 0.7, 0.8, 0.1),
    Likelihoods(0.6, 0.7, 0.95, 0.1),
    Likelihoods(0.6, 0.7, 0.9, 0.05),
    Likelihoods(0.7, 0.8, 0.9, 0.1),
)


class LeftOut(NamedTuple):
    """Persons masked in full of all, and words masked by mistake of all others."""

    masked: int
    persons: int
    alarms: int
    others: int

    @property
    def cell(self) -> str:
        """Both shares."""
        return f"{self.masked / self.persons:.3f}, {self.alarms / self.others:.2%}"


def _count(texts: Sequence[TextWords], masked: np.ndarray) -> LeftOut:
    counts, start = [0, 0, 0, 0], 0
    for text in texts:
        mine = masked[start : start + len(text.words)]
        start += len(text.words)
        for places in runs_of(text.words, text.text.names):
            counts[0] += all(mine[at] for at in places)
            counts[1] += 1
        counts[2] += int((mine & ~text.persons).sum())
        counts[3] += int((~text.persons).sum())
    return LeftOut(*counts)


def _masked(
    texts: Iterable[TextWords], likely: np.ndarray, least: Likelihoods
) -> Iterator[list[bool]]:
    """What the product masks of each text."""
    start = 0
    for text in texts:
        mine = likely[start : start + len(text.words)]
        start += len(mine)
        judged = len(text.words) >= FEWEST_JUDGED
        yield masked_words(text.words, text.runs, mine, least) if judged else list(text.named)


def leave_out(texts: Sequence[TextWords]) -> Iterator[str]:
    """Lines of a Markdown table: by the rules alone, then by the values that decide."""
    found: dict[str, list[LeftOut]] = {}
    writers = sorted({text.text.writer for text in texts if text.text.writer})
    for writer in writers:
        judge = fit([text for text in texts if text.text.writer != writer])
        own = [text for text in texts if text.text.writer == writer and text.text.as_written]
        likely = likelihoods(judge, own)
        named = np.concatenate([text.named for text in own])
        found.setdefault("rules alone", []).append(_count(own, named))
        for values in _VALUES:
            masked = np.concatenate(list(_masked(own, likely, values)))
            found.setdefault(", ".join(map(str, values)), []).append(_count(own, masked))
    yield f"| | {' | '.join(writers)} | all |"
    yield f"|---|{'---:|' * (len(writers) + 1)}"
    for name, counts in found.items():
        whole = LeftOut(*(sum(numbers) for numbers in zip(*counts, strict=True)))
        yield f"| {name} | {' | '.join(count.cell for count in [*counts, whole])} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("news", type=Path, help="swedish_ner_train.txt")
    for line in leave_out(read_training_words(parser.parse_args().news)):
        print(line, flush=True)


if __name__ == "__main__":
    main()
