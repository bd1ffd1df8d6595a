"""Where the fit of a regression begins: near the solution for the examples that come with the bot.

From zero conjugate gradients take some sixty steps, from here a few, for a trainer's examples are
few beside the bot's own. It moves no score by more than the fit's tolerance. A file that was made
of other examples costs time and nothing else; `make warm-start` makes it anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np

FILE = Path(__file__).with_name("warm_start.npz")
# On either side of zero. An eighth of them is not enough: half of the steps are then taken again.
_LEVELS = 2047


class WarmStart(NamedTuple):
    """The weights of examples, rounded: row r, output o is about sign(v) v² scales[o].

    `keys` has shape (examples,), uint64 and sorted; `values` (examples, outputs), int16; `scales`
    (outputs,), float32. Most weights are small: their roots are what is rounded evenly.
    """

    keys: np.ndarray
    outputs: list[str]
    values: np.ndarray
    scales: np.ndarray

    @classmethod
    def rounded(cls, keys: np.ndarray, outputs: Sequence[str], weights: np.ndarray) -> Self:
        """Of `weights`, shape (examples, outputs)."""
        order = np.argsort(keys, kind="stable")
        roots = np.sign(weights[order]) * np.sqrt(np.abs(weights[order]))
        most = np.maximum(np.abs(roots).max(axis=0), np.float32(1e-6))
        values = np.rint(roots / most * _LEVELS).astype(np.int16)
        scales = np.asarray((most / _LEVELS) ** 2, np.float32)
        return cls(keys[order], list(outputs), values, scales)

    def weights(self, keys: np.ndarray, outputs: Sequence[str]) -> np.ndarray | None:
        """Shape (keys, outputs), zero where an example or an output is new; None if all are new."""
        places = np.searchsorted(self.keys, keys)
        places[places == len(self.keys)] = 0
        is_known = self.keys[places] == keys
        columns = {name: column for column, name in enumerate(self.outputs)}
        known = [(place, columns[name]) for place, name in enumerate(outputs) if name in columns]
        if not is_known.any() or not known:
            return None
        there, here = [place for place, _ in known], [column for _, column in known]
        result = np.zeros((len(keys), len(outputs)), np.float32)
        roots = self.values[np.ix_(places[is_known], here)].astype(np.float32)
        result[np.ix_(is_known, there)] = roots * np.abs(roots) * self.scales[here]
        return result

    @classmethod
    def load(cls, name: str, file: Path = FILE) -> Self | None:
        """That of the component `name`, None where the file has none."""
        if not file.exists():
            return None
        with np.load(file, allow_pickle=False) as arrays:
            parts = [arrays.get(f"{name}.{field}") for field in cls._fields]
        if any(part is None for part in parts):
            return None
        keys, outputs, values, scales = parts
        return cls(keys, outputs.tolist(), values, scales)

    def arrays(self, name: str) -> dict[str, np.ndarray]:
        """What `load` reads of it."""
        return {f"{name}.{field}": np.asarray(value) for field, value in self._asdict().items()}


def key_of(text: str, state: Iterable[str]) -> int:
    """Names an example: a message in its state."""
    digest = hashlib.sha256("\n".join((text, *state)).encode("utf-8", "replace")).digest()
    return int.from_bytes(digest[:8])
