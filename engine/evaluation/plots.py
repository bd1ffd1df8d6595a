"""Draws what the figures say: the confusion matrix and the reliability diagram."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

from engine.evaluation.calibration import bins_of

_GREEN, _INK = "#00573c", "#1c1f1d"


def draw_confusion(names: list[str], counts: Any, path: Path) -> None:
    """The confusion matrix, rows the label, columns the likeliest intent, its numbers in it."""
    counts = np.asarray(counts)
    figure, axes = plt.subplots(figsize=(9, 8))
    axes.imshow(np.sqrt(counts), cmap="Greens")
    axes.set_xticks(range(len(names)), names, rotation=60, ha="right")
    axes.set_yticks(range(len(names)), names)
    axes.set_xlabel("likeliest intent")
    axes.set_ylabel("label")
    for row, column in zip(*counts.nonzero(), strict=True):
        dark = counts[row, column] > counts.max() / 4
        axes.text(
            column,
            row,
            str(counts[row, column]),
            ha="center",
            va="center",
            color="white" if dark else _INK,
        )
    save(figure, path)


def draw_reliability(series: Mapping[str, Sequence[tuple[float, bool]]], path: Path) -> None:
    """Accuracy against confidence, a line for each series; on the diagonal both are the same."""
    figure, axes = plt.subplots(figsize=(6, 5))
    axes.plot([0, 1], [0, 1], color="#8a938d", linewidth=1, linestyle=":")
    styles = [("#8a5a00", "--", "s"), (_GREEN, "-", "o")]
    for (name, pairs), (colour, line, marker) in zip(series.items(), styles, strict=False):
        bins = bins_of([confidence for confidence, _ in pairs], [right for _, right in pairs])
        x, y = [one.confidence for one in bins], [one.accuracy for one in bins]
        axes.plot(x, y, color=colour, linestyle=line, marker=marker, label=name)
        for one in bins:
            place = (one.confidence, one.accuracy)
            axes.annotate(str(one.count), place, (4, -10), textcoords="offset points", fontsize=8)
    axes.set_xlabel("confidence of the likeliest intent")
    axes.set_ylabel("share that is right (numbers: messages)")
    axes.legend(frameon=False)
    save(figure, path)


def save(figure: Any, path: Path) -> None:
    """Write a figure, its folder too."""
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)
    plt.close(figure)
