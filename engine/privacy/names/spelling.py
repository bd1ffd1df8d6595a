"""Tells by its spelling whether a word that stands in no list is a name or an ordinary word."""

import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

LONGEST_NGRAM = 5
COLUMNS = 2**16


class Spelling:
    """A logistic regression over the pieces of a word, one to five letters long."""

    def __init__(self, path: Path) -> None:
        """Read the weights that `train` saved."""
        with np.load(path) as saved:
            self._weights = saved["weights"].astype(np.float32)
            self._bias = float(saved["bias"])

    def likeness(self, word: str) -> float:
        """How probable it is, 0 to 1, that a word in lower case is a name."""
        columns, values = features(word)
        return float(1 / (1 + np.exp(-(values @ self._weights[columns] + self._bias))))


def features(word: str) -> tuple[np.ndarray, np.ndarray]:
    """Hashed pieces of the word and how much each counts, of length one together."""
    padded = f" {word} "
    counts = Counter(
        zlib.crc32(padded[at : at + size].encode("utf-8", "replace")) % COLUMNS
        for size in range(1, LONGEST_NGRAM + 1)
        for at in range(len(padded) - size + 1)
    )
    columns = np.array(sorted(counts))
    values = np.array([counts[c] for c in columns.tolist()], dtype=np.float32)
    return columns, values / np.linalg.norm(values)


def train(names: Iterable[str], words: Sequence[str], path: Path, strength: float = 10.0) -> None:
    """Fit the regression to names and ordinary words in lower case, and save it."""
    # Needed for training alone.
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    names = list(names)
    rows = [features(word) for word in [*names, *words]]
    ends = np.cumsum([0, *(len(columns) for columns, _ in rows)])
    columns = np.concatenate([columns for columns, _ in rows])
    values = np.concatenate([values for _, values in rows])
    matrix = csr_matrix((values, columns, ends), shape=(len(rows), COLUMNS))
    is_name = [1] * len(names) + [0] * len(words)
    regression = LogisticRegression(C=strength, solver="liblinear", random_state=0)
    regression.fit(matrix, is_name)
    weights = regression.coef_[0].astype(np.float16)
    np.savez_compressed(path, weights=weights, bias=regression.intercept_[0])
