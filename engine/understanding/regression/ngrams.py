"""N-grams weighted by TF-IDF: learnt word by word, and read text by text.

A `cut` says how a text becomes n-grams, in the words of scikit-learn's TfidfVectorizer, whose
figures these are: `ngram_range`, and `token_pattern`, or `"analyzer": "char_wb"` for the pieces of
each word with a space on either side. Without scikit-learn an engine needs 60 MB less.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
import scipy.sparse

Cut = Mapping[str, Any]

_COMMON = 3  # times that a word must stand in the texts learnt from
_NONE = np.array([], dtype=np.int32)


class NgramReader:
    """Known n-grams as pure look-ups: a sixth of the time of `transform` for one text.

    The same figures as `transform` with sublinear term frequency and Euclidean norm. Where
    n-grams are pieces of one word at a time, those of common words are looked up beforehand.
    """

    def __init__(
        self, cut: Cut, columns: dict[str, int], idf: np.ndarray, words: Iterable[str] = ()
    ) -> None:
        """Take the column of each n-gram, its weight by column, and common words."""
        self._ngrams = _cutter(cut)
        self._reads_words = _are_pieces(cut)
        self._columns, self._idf = columns, idf
        self._words = {word: self._look_up(word) for word in words} if self._reads_words else {}

    @classmethod
    def learn(
        cls, cut: Cut, texts: Sequence[str], least: int
    ) -> tuple[Self, scipy.sparse.csr_matrix]:
        """A reader of the n-grams that stand in at least so many of the texts, and its `rows`.

        A word is cut once.

        Raises:
            ValueError: no n-gram stands in so many.
        """
        ngrams, known = _cutter(cut), dict[str, int]()

        def numbers(text: str) -> np.ndarray:
            return np.array([known.setdefault(n, len(known)) for n in ngrams(text)], np.int32)

        of_word: dict[str, np.ndarray] = {}
        in_texts = []
        for text in texts:
            if not _are_pieces(cut):
                in_texts.append(numbers(text))
                continue
            for word in set(text.split()).difference(of_word):
                of_word[word] = numbers(word)
            in_texts.append(np.concatenate([_NONE, *(of_word[word] for word in text.split())]))
        repeats = _repeats(in_texts, len(known))
        counts = np.bincount(repeats.indices, minlength=len(known))
        kept = sorted(ngram for ngram, number in known.items() if counts[number] >= least)
        if not kept:
            raise ValueError("no n-gram stands in enough of the texts")
        numbers_kept = [known[ngram] for ngram in kept]
        idf = np.log((1 + len(in_texts)) / (1 + counts[numbers_kept])) + 1
        word_counts = Counter(word for text in texts for word in text.split())
        words = [word for word, count in word_counts.items() if count >= _COMMON]
        columns = {ngram: column for column, ngram in enumerate(kept)}
        reader = cls(cut, columns, idf.astype(np.float32), words)
        return reader, reader._weighed(repeats[:, numbers_kept])

    @classmethod
    def load(cls, cut: Cut, source: Path) -> Self:
        """Read the files that `save` wrote of a reader with the same cut."""
        columns = {n: column for column, n in enumerate(_lines(source.with_suffix(".txt")))}
        words = _lines(source.with_suffix(".words")) if _are_pieces(cut) else ()
        return cls(cut, columns, np.load(source.with_suffix(".npy")), words)

    def save(self, target: Path) -> None:
        """Write the n-grams by column, a line each, their weights, and the common words.

        A few megabytes, read in a tenth of a second: a running engine can take in a new model
        between two messages.
        """
        ngrams = sorted(self._columns, key=self._columns.__getitem__)
        target.with_suffix(".txt").write_text("\n".join(ngrams), encoding="utf-8")
        np.save(target.with_suffix(".npy"), self._idf)
        if self._reads_words:
            target.with_suffix(".words").write_text("\n".join(self._words), encoding="utf-8")

    @property
    def width(self) -> int:
        """How many n-grams there are."""
        return len(self._idf)

    def read(self, text: str) -> tuple[Any, Any]:
        """The columns of the text's n-grams, ascending, and their weights (float32)."""
        columns, repeats = np.unique(self._columns_of(text), return_counts=True)
        weights = (1 + np.log(repeats.astype(np.float32))) * self._idf[columns]
        norm = np.sqrt(weights @ weights)
        return columns, weights / norm if norm else weights

    def rows(self, texts: Sequence[str]) -> scipy.sparse.csr_matrix:
        """What `read` says of each text, shape (texts, n-grams)."""
        return self._weighed(_repeats([self._columns_of(text) for text in texts], self.width))

    def _weighed(self, rows: scipy.sparse.csr_matrix) -> scipy.sparse.csr_matrix:
        """Rows of how often each n-gram stands in a text, weighted and of length one."""
        rows.sort_indices()
        rows.data = (1 + np.log(rows.data)) * self._idf[rows.indices]
        norms = np.sqrt(np.bincount(_row_numbers(rows), rows.data**2, minlength=rows.shape[0]))
        rows.data /= np.float32(norms)[_row_numbers(rows)]
        return rows

    def _columns_of(self, text: str) -> np.ndarray:
        """The columns of all n-grams of the text that are known."""
        if not self._reads_words:
            return self._look_up(text)
        parts = []
        for word in text.split():
            columns = self._words.get(word)
            parts.append(self._look_up(word) if columns is None else columns)
        return np.concatenate(parts) if parts else self._look_up("")

    def _look_up(self, text: str) -> np.ndarray:
        known = self._columns
        columns = [known[ngram] for ngram in self._ngrams(text) if ngram in known]
        return np.array(columns, dtype=np.int32)


def _are_pieces(cut: Cut) -> bool:
    return cut.get("analyzer") == "char_wb"


def _cutter(cut: Cut) -> Callable[[str], list[str]]:
    """What gives a text's n-grams, with repeats, in no order to rely on."""
    shortest, longest = cut.get("ngram_range", (1, 1))
    sizes = range(shortest, longest + 1)
    if _are_pieces(cut):
        return lambda text: _pieces(text, sizes)
    words = re.compile(cut["token_pattern"]).findall
    return lambda text: _phrases(words(text), sizes)


def _pieces(text: str, sizes: range) -> list[str]:
    pieces = []
    for word in text.split():
        padded = f" {word} "
        for size in sizes:
            pieces += [padded[at : at + size] for at in range(max(1, len(padded) - size + 1))]
            if size >= len(padded):
                break  # a short word counts once, as it is
    return pieces


def _phrases(words: list[str], sizes: range) -> list[str]:
    return [
        " ".join(words[at : at + size]) for size in sizes for at in range(len(words) - size + 1)
    ]


def _repeats(numbers: Sequence[np.ndarray], width: int) -> scipy.sparse.csr_matrix:
    """How often each number below `width` stands in each array, shape (arrays, width)."""
    ends = np.cumsum([0, *map(len, numbers)])
    flat = np.concatenate([_NONE, *numbers])
    ones = np.ones(len(flat), np.float32)
    rows = scipy.sparse.csr_matrix((ones, flat, ends), shape=(len(numbers), width))
    rows.sum_duplicates()
    return rows


def _row_numbers(rows: scipy.sparse.csr_matrix) -> np.ndarray:
    return np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split("\n")
