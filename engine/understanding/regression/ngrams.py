"""N-grams weighted by TF-IDF: learnt word by word, and read text by text.

A `cut` says how a text becomes n-grams, in the words of scikit-learn's TfidfVectorizer, whose
figures these are: `ngram_range`, and `token_pattern`, or `"analyzer": "char_wb"` for the pieces of
each word with a space on either side. Without scikit-learn an engine needs 60 MB less.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Self

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

        Raises:
            ValueError: no n-gram stands in so many.
        """
        words = _Words.of(texts, str.split if _are_pieces(cut) else _word_finder(cut))
        counted = _count_pieces(words, cut) if _are_pieces(cut) else _count_phrases(words, cut)
        counts = np.bincount(counted.repeats.indices, minlength=counted.repeats.shape[1])
        enough = np.flatnonzero(counts >= least)
        if not len(enough):
            raise ValueError("no n-gram stands in enough of the texts")
        kept = sorted(zip(counted.spell(enough), enough.tolist(), strict=True))
        numbers = [number for _, number in kept]
        idf = np.log((1 + len(texts)) / (1 + counts[numbers])) + 1
        columns = {ngram: column for column, (ngram, _) in enumerate(kept)}
        reader = cls(cut, columns, idf.astype(np.float32), words.common())
        return reader, reader._weighed(counted.repeats[:, numbers])

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
        columns = [self._columns_of(text) for text in texts]
        of_text = np.repeat(np.arange(len(texts)), [len(of_one) for of_one in columns])
        shape = (len(texts), self.width)
        return self._weighed(_repeats(of_text, np.concatenate([_NONE, *columns]), shape))

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


class _Words(NamedTuple):
    """The words of texts: each once in `known`, and the number of each that stands, text by text.

    `numbers` and `texts`, which tells the text, have shape (words that stand,).
    """

    known: list[str]
    numbers: np.ndarray
    texts: np.ndarray
    text_count: int

    @classmethod
    def of(cls, texts: Sequence[str], cut: Callable[[str], list[str]]) -> Self:
        known, numbers, lengths = dict[str, int](), list[int](), list[int]()
        for text in texts:
            words = cut(text)
            numbers += [known.setdefault(word, len(known)) for word in words]
            lengths.append(len(words))
        of_text = np.repeat(np.arange(len(texts)), lengths)
        return cls(list(known), np.array(numbers, np.int64), of_text, len(texts))

    def common(self) -> list[str]:
        """The words that stand often."""
        counts = np.bincount(self.numbers, minlength=len(self.known))
        return [self.known[number] for number in np.flatnonzero(counts >= _COMMON)]


class _Counted(NamedTuple):
    """How often each n-gram stands in each text, shape (texts, n-grams); `spell` gives n-grams."""

    repeats: scipy.sparse.csr_matrix
    spell: Callable[[np.ndarray], list[str]]


def _count_pieces(words: _Words, cut: Cut) -> _Counted:
    """Each word is cut once, however often it stands."""
    ngrams, known = _cutter(cut), dict[str, int]()
    of_words = [
        np.array([known.setdefault(piece, len(known)) for piece in ngrams(word)], np.int64)
        for word in words.known
    ]
    pieces = np.concatenate([_NONE, *of_words])
    word_of_piece = np.repeat(np.arange(len(of_words)), [len(of_word) for of_word in of_words])
    in_words = _repeats(word_of_piece, pieces, (len(of_words), len(known)))
    in_texts = _repeats(words.texts, words.numbers, (words.text_count, len(of_words)))
    spelt = list(known)
    return _Counted(in_texts @ in_words, lambda numbers: [spelt[number] for number in numbers])


def _count_phrases(words: _Words, cut: Cut) -> _Counted:
    """A phrase gets its number by that of its words but the last, and the last word's."""
    shortest, longest = cut.get("ngram_range", (1, 1))
    starts, phrases = np.arange(len(words.numbers)), words.numbers
    rows, columns, examples = [], [], list[tuple[int, int]]()
    for size in range(1, longest + 1):
        lasts = starts + size - 1
        whole = lasts < len(words.numbers)
        whole[whole] = words.texts[starts[whole]] == words.texts[lasts[whole]]
        starts, lasts = starts[whole], lasts[whole]
        if size > 1:
            phrases = phrases[whole] * len(words.known) + words.numbers[lasts]
        _, firsts, phrases = np.unique(phrases, return_index=True, return_inverse=True)
        if size >= shortest:
            rows.append(words.texts[starts])
            columns.append(phrases + len(examples))
            examples += [(start, start + size) for start in starts[firsts].tolist()]
    shape = (words.text_count, len(examples))
    repeats = _repeats(np.concatenate(rows), np.concatenate(columns), shape)

    def spell(numbers: np.ndarray) -> list[str]:
        spans = [slice(*examples[number]) for number in numbers]
        return [" ".join(words.known[word] for word in words.numbers[span]) for span in spans]

    return _Counted(repeats, spell)


def _cutter(cut: Cut) -> Callable[[str], list[str]]:
    """What gives a text's n-grams, with repeats, in no order to rely on."""
    shortest, longest = cut.get("ngram_range", (1, 1))
    sizes = range(shortest, longest + 1)
    if _are_pieces(cut):
        return lambda text: _pieces(text, sizes)
    words = _word_finder(cut)
    return lambda text: _phrases(words(text), sizes)


def _word_finder(cut: Cut) -> Callable[[str], list[str]]:
    return re.compile(cut["token_pattern"]).findall


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


def _repeats(
    rows: np.ndarray, columns: np.ndarray, shape: tuple[int, int]
) -> scipy.sparse.csr_matrix:
    """How often each row and column stand together, of two arrays of one length."""
    ones = np.ones(len(rows), np.float32)
    return scipy.sparse.coo_matrix((ones, (rows, columns)), shape=shape).tocsr()


def _row_numbers(rows: scipy.sparse.csr_matrix) -> np.ndarray:
    return np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split("\n")
