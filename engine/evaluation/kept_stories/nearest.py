"""Finds the taught examples that are nearest to a text, by the letters they share."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from engine.understanding.text import normalise

MOST_NEAR = 5
_LEAST = 0.1  # less alike is not near
_LETTERS = (3, 5)  # of an n-gram


class NearestExamples:
    """The examples that trainers have taught, to be asked for those near a text."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        # Made when the first text is asked for: mostly none is.
        self._vectorizer: TfidfVectorizer | None = None

    def near(self, text: str) -> list[str]:
        """At most five texts, the nearest first."""
        if not self._texts:
            return []
        if self._vectorizer is None:
            self._vectorizer = TfidfVectorizer(
                analyzer="char_wb", ngram_range=_LETTERS, preprocessor=_letters
            )
            self._rows = self._vectorizer.fit_transform(self._texts)
        likeness = (self._rows @ self._vectorizer.transform([text]).T).toarray()[:, 0]
        order = np.argsort(-likeness, kind="stable")[:MOST_NEAR]
        return [self._texts[i] for i in order if likeness[i] >= _LEAST]


def _letters(text: str) -> str:
    return re.sub(r"\W+", " ", normalise(text))
